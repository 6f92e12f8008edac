"""The list of own presets with what can be done to them; it is told the files and decides nothing.

Every wish goes out as a signal; the list shows what it is given next.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.fitting import take_size
from app.panels.row_painter import AT_END, BEHIND, FAINT, RowPainter
from app.panels.widgets import ElidedLabel, key_text, make_button, make_label, set_tone
from app.presets.preset_folder import PresetFile

_SIZE: Final = (680, 470)  # px
_NONE: Final = (
    "No presets of your own yet. Save one from the instruction bar (Ctrl+K, then Ctrl+S), make a "
    "new one here, or put Markdown files into the folder."
)
_ITEM = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class PresetsDialog(QDialog):
    """A list at the left, what can be done at the right, what is wrong below.

    Signals:
        new_asked(): make one.
        change_asked(Path), text_asked(Path): change it in a form, or as a text in a tab.
        copy_asked(Path): make another one like it.
        rename_asked(Path, str): give it this name.
        delete_asked(list[Path]), export_asked(list[Path]): all that are chosen.
        import_asked(), folder_asked(): take files in, show the folder.
    """

    new_asked = Signal()
    change_asked = Signal(object)
    text_asked = Signal(object)
    copy_asked = Signal(object)
    rename_asked = Signal(object, str)
    delete_asked = Signal(list)
    export_asked = Signal(list)
    import_asked = Signal()
    folder_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("My presets")
        take_size(self, QSize(*_SIZE))
        self._files: tuple[PresetFile, ...] = ()
        self._list = QListWidget()
        self._list.setObjectName("framed")
        self._list.setItemDelegate(RowPainter(self._list))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self._list.setAccessibleName("My presets")
        self._list.itemSelectionChanged.connect(self._show_choice)
        self._list.itemChanged.connect(self._rename)
        self._list.itemDoubleClicked.connect(lambda _item: self._change.click())
        self._empty = make_label(_NONE, "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._about = make_label(tone="muted")
        self._about.setWordWrap(True)
        self._about.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._folder = ElidedLabel("muted")
        self._make_buttons()
        self._lay_out()
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._list)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self._delete.click)
        self._show_choice()

    def show_files(self, files: Sequence[PresetFile], folder: Path, problem: str = "") -> None:
        """Show these files; what was chosen stays so where it is still there."""
        chosen = set(self.chosen())
        self._files = tuple(files)
        self._list.blockSignals(True)
        self._list.clear()
        for file in self._files:
            item = _item(file)
            self._list.addItem(item)
            item.setSelected(file.path in chosen)
        self._list.blockSignals(False)
        if not self._list.selectedItems() and self._files:
            self._list.setCurrentRow(0)
        self._list.setVisible(bool(self._files))
        self._empty.setVisible(not self._files)
        self._folder.show_text(problem or f"Each is a Markdown file in {folder}")
        set_tone(self._folder, "warning" if problem else "muted")
        self._show_choice()

    def choose(self, path: Path) -> None:
        """Choose the preset of this file and no other."""
        for row, file in enumerate(self._files):
            if file.path == path:
                self._list.clearSelection()
                self._list.setCurrentRow(row)

    def chosen(self) -> list[Path]:
        """Return the files that are chosen, from the top."""
        rows = sorted(self._list.row(item) for item in self._list.selectedItems())
        return [self._files[row].path for row in rows if row < len(self._files)]

    def about(self) -> str:
        """Return what is said of the chosen preset."""
        return self._about.text()

    def _make_buttons(self) -> None:
        def button(text: str, tip: str) -> QPushButton:
            made = make_button(text, "", tip)
            made.setText(text)
            made.setAutoDefault(False)
            return made

        self._new = button("&New…", "Make a preset")
        self._change = button("&Change…", "Change it in a form (double click)")
        self._text = button("Edit as &text", "Open its Markdown file in a tab")
        self._copy = button("&Duplicate", "Make another one like it")
        self._name = button("&Rename", "Give it another name (F2)")
        self._delete = button("De&lete…", "Put what is chosen into the trash (Del)")
        self._import = button("&Import…", "Take in presets from Markdown files")
        self._export = button("&Export…", "Copy what is chosen to another folder")
        self._open = button("Open &folder", "Show the folder of the presets")
        self._new.clicked.connect(self.new_asked)
        self._change.clicked.connect(lambda: self.change_asked.emit(self.chosen()[0]))
        self._text.clicked.connect(lambda: self.text_asked.emit(self.chosen()[0]))
        self._copy.clicked.connect(lambda: self.copy_asked.emit(self.chosen()[0]))
        self._name.clicked.connect(lambda: self._list.editItem(self._list.selectedItems()[0]))
        self._delete.clicked.connect(self._ask_delete)
        self._export.clicked.connect(lambda: self.export_asked.emit(self.chosen()))
        self._import.clicked.connect(self.import_asked)
        self._open.clicked.connect(self.folder_asked)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addWidget(self._list, 1)
        left.addWidget(self._empty, 1)
        left.addWidget(self._about)
        self._about.setFixedHeight(3 * self._about.fontMetrics().lineSpacing() + 4)
        right = QVBoxLayout()
        right.setSpacing(6)
        one = (self._new, self._change, self._text, self._copy, self._name, self._delete)
        for part in one:
            right.addWidget(part)
        right.addSpacing(14)
        for part in (self._import, self._export, self._open):
            right.addWidget(part)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(left, 1)
        both.addLayout(right)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(16)
        foot.addWidget(self._folder, 1)
        foot.addWidget(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 18)
        whole.setSpacing(14)
        whole.addLayout(both, 1)
        whole.addLayout(foot)

    def _ask_delete(self) -> None:
        if self.chosen():
            self.delete_asked.emit(self.chosen())

    def _rename(self, item: QListWidgetItem) -> None:
        path, name = self._files[self._list.row(item)].path, item.text().strip()
        # Later: the list is still in the middle of closing the line in which it was typed.
        QTimer.singleShot(0, self, lambda: self.rename_asked.emit(path, name))

    def _show_choice(self) -> None:
        chosen = [file for file in self._files if file.path in set(self.chosen())]
        one = chosen[0] if len(chosen) == 1 else None
        able = one is not None and one.preset is not None
        for part in (self._change, self._copy, self._name):
            part.setEnabled(able)
        self._text.setEnabled(one is not None)
        self._delete.setEnabled(bool(chosen))
        self._export.setEnabled(bool(chosen))
        words = f"{len(chosen)} presets" if len(chosen) > 1 else ""
        if one is not None:
            words = one.problem or (one.preset.instruction if one.preset is not None else "")
        self._about.setText(_three_lines(words))
        set_tone(self._about, "warning" if one is not None and one.problem else "muted")


def _item(file: PresetFile) -> QListWidgetItem:
    item = QListWidgetItem(file.title)
    unusable = file.preset is None
    item.setFlags(_ITEM if not unusable else _ITEM & ~Qt.ItemFlag.ItemIsEditable)
    item.setToolTip(f"{file.path.name}\n{file.problem}".strip())
    mark = "cannot be used" if unusable else "its key is taken" if file.problem else ""
    item.setData(BEHIND, f"⚠ {mark}" if mark else "")
    item.setData(AT_END, "" if file.preset is None else key_text(file.preset.key))
    item.setData(FAINT, unusable)
    said = ", ".join(filter(None, (file.title, mark)))
    item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    return item


def _three_lines(words: str) -> str:
    """Return the beginning of ``words``, which are shown in little room."""
    lines = words.split("\n")
    text = "\n".join(lines[:3])
    return text if len(lines) <= 3 and len(text) <= 220 else f"{text[:220].rstrip()}…"
