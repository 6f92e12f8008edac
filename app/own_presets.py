"""A person's own presets for the text in front: filled in, and started by name or by key.

It must not know widgets of its own and no files; what to start it says by a signal.
"""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.asked_place import span_and_text
from app.document_title import document_title
from app.languages import written_name
from app.preset_library import PresetLibrary
from app.presets.own_row import OwnRow, own_rows
from app.presets.placeholders import Values
from app.run_queue import RunQueue
from app.tab import Tab
from app.workspace import Workspace
from engine.presets import taught
from engine.request import Span


class OwnPresets(QObject):
    """Between the library and what is asked.

    Signals:
        start_wanted(Instruction): the person picked one for the text in front.
        notice_given(str): why one cannot start, in a few words.
        keys_changed(tuple): names of the presets that have a key, each with that key.
    """

    start_wanted = Signal(object)
    notice_given = Signal(str)
    keys_changed = Signal(object)

    def __init__(
        self, library: PresetLibrary, workspace: Workspace, queue: RunQueue, window: QWidget
    ) -> None:
        super().__init__(window)
        self._library = library
        self._workspace = workspace
        self._queue = queue
        self._window = window
        self._shortcuts: list[QShortcut] = []

    def rows(self, tab: Tab, span: Span, text: str) -> tuple[OwnRow, ...]:
        """Return every own preset as it is for ``text``, which would be rewritten at ``span``."""
        editor = tab.editor
        title = document_title(editor.text(), tab.title, editor.language())
        language = written_name(editor.language_at(span))
        values = Values(text, language, title)
        small = self._queue.taught_only
        return own_rows(self._library.presets, values, taught if small else None)

    def rows_in_front(self) -> tuple[OwnRow, ...]:
        """Return them for what would be rewritten in front: a draft, the selection, a paragraph."""
        tab = self._workspace.current
        return self.rows(tab, *span_and_text(tab))

    @Slot(str)
    def start(self, name: str) -> None:
        """Start the preset of that name on the selection, else on the paragraph."""
        row = next((row for row in self.rows_in_front() if row.title == name), None)
        if row is not None and row.hindrance:
            self.notice_given.emit(f"“{name}” {row.hindrance}: this one was not taught its words")
        elif row is not None:
            self.start_wanted.emit(row.asked())

    @Slot()
    def take_keys(self) -> None:
        """Listen to the keys that the presets have now."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        keyed = tuple((own.name, own.key) for own in self._library.presets if own.key)
        self._shortcuts = [self._shortcut(key, name) for name, key in keyed]
        self.keys_changed.emit(keyed)

    def _shortcut(self, key: str, name: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(lambda: self.start(name))
        return shortcut
