"""One run of the history in full, and what can be done with it; knows no file and no flow."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.history.entry import HistoryEntry, Outcome
from app.history.words import entry_facts
from app.icons import tinted_icon
from app.panels.history_compare import HistoryCompare
from app.panels.widgets import ElidedLabel, make_button, make_tool
from app.review import Hunk
from app.theme import Theme

# What is asked for: its words, and what it does.
_WORDS = {
    "show": ("Show draft", "Offer this draft where its text stands now (Enter)"),
    "apply": ("Apply again", "Ask the same of the selection, or of the text at the caret"),
    "repeat": ("Repeat with the same seed", "Make the run once more: it gives the same draft"),
    "revert": ("Revert", "Offer the text of before, where the accepted one stands now"),
    "replay": ("Replay its steps", "Look at how the draft came about"),
    "copy": ("Copy draft", "Put the draft onto the clipboard"),
    "forget": ("Forget this run…", "Delete all that is kept of this run"),
}
_LEAST_COMPARED = 40  # px: two lines
_MENU = ("show", "apply", "repeat", "revert", None, "replay", "copy", None, "forget")


class HistoryDetail(QWidget):
    """The comparison, a line of facts, two buttons for what is wanted most, a menu for the rest.

    Signals:
        asked(str): "show", "apply", "repeat", "revert", "replay", "copy" or "forget".
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry: HistoryEntry | None = None
        self.compare = HistoryCompare()
        self._facts = ElidedLabel("muted")
        self._first = make_button(*_button_words("show"))
        self._apply = make_button(*_button_words("apply"))
        self._more = make_tool("More for this run")
        self._actions = {name: self._make_action(name) for name in _WORDS}
        self._first_does = "show"
        self._first.clicked.connect(lambda: self.asked.emit(self._first_does))
        self._apply.clicked.connect(lambda: self.asked.emit("apply"))
        self._more.clicked.connect(self._open_below)
        self._lay_out()
        self.show_entry(None, ())

    def _make_action(self, name: str) -> QAction:
        words, tip = _WORDS[name]
        action = QAction(words, self)
        action.setToolTip(tip)
        action.triggered.connect(lambda: self.asked.emit(name))
        if name == "forget":
            # Shown only: the list takes the key.
            action.setShortcut(QKeySequence(Qt.Key.Key_Delete))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return action

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.compare, 1)
        facts = QHBoxLayout()
        facts.setContentsMargins(12, 6, 12, 2)
        facts.addWidget(self._facts)
        column.addLayout(facts)
        row = QHBoxLayout()
        row.setContentsMargins(10, 4, 8, 10)
        row.setSpacing(6)
        for button in (self._first, self._apply):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        row.addWidget(self._more)
        column.addLayout(row)
        # A drawer below takes room from the comparison, and neither from buttons nor from others.
        self.compare.setMinimumHeight(_LEAST_COMPARED)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours."""
        self.compare.set_theme(theme)
        self._more.setIcon(tinted_icon("more", theme))

    def show_entry(self, entry: HistoryEntry | None, hunks: Sequence[Hunk]) -> None:
        """Show a run with its comparison; what cannot be done with it cannot be asked for."""
        self.entry = entry
        self.compare.show_hunks(hunks)
        self._facts.show_text("" if entry is None else entry_facts(entry))
        asked = entry is not None and entry.request is not None
        drafted = asked and entry is not None and entry.draft is not None
        recorded = entry is not None and entry.recorded
        accepted = entry is not None and entry.line.outcome is Outcome.ACCEPTED
        can = {
            "show": drafted,
            "apply": asked,
            "repeat": recorded,
            "revert": accepted and asked,
            "replay": recorded,
            "copy": drafted,
            "forget": entry is not None,
        }
        for name, possible in can.items():
            self._actions[name].setEnabled(possible)
        # What fits a run best depends on what became of it.
        self._first_does = "revert" if accepted else "show"
        words, _, tip = _button_words(self._first_does)
        self._first.setText(f" {words}")
        self._first.setAccessibleName(words)
        self._first.setToolTip(tip)
        self._first.setEnabled(can[self._first_does])
        self._apply.setEnabled(asked)
        self._more.setEnabled(entry is not None)

    def facts(self) -> str:
        """Return what is said of how the run was made."""
        return self._facts.whole_text()

    def button(self, name: str) -> QPushButton | QToolButton:
        """Return the button "first", "apply" or "more"."""
        buttons: dict[str, QPushButton | QToolButton] = {
            "first": self._first,
            "apply": self._apply,
            "more": self._more,
        }
        return buttons[name]

    def action(self, name: str) -> QAction:
        """Return an entry of the menu by the name that ``asked`` gives."""
        return self._actions[name]

    @Slot(QPoint)
    def open_menu(self, place: QPoint) -> None:
        """Open the menu at ``place``, in the screen's coordinates."""
        menu = QMenu(self)
        for name in _MENU:
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)

    @Slot()
    def _open_below(self) -> None:
        self.open_menu(self._more.mapToGlobal(self._more.rect().bottomLeft()))


def _button_words(name: str) -> tuple[str, str, str]:
    words, tip = _WORDS[name]
    return words, "", tip
