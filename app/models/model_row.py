"""One checkpoint in the list: what it is, where it lies, what can be done with it."""

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.icons import tinted_icon
from app.letting_go import let_go
from app.models.ask_row import AskRow
from app.models.boxes import plain_button, wrapped
from app.models.name_label import NameLabel
from app.models.offers import AT_WORK, Deed, Offer
from app.models.stored import Kind, StoredModel, about, problem_words, title
from app.panels.widgets import ElidedLabel, make_label, make_tool
from app.theme import Theme

WORDS = {
    Deed.USE: "&Use",
    Deed.CONTINUE: "&Continue",
    Deed.REPAIR: "Re&pair",
    Deed.VERIFY: "&Verify",
    Deed.QUANTIZE: "&Quantize to 4 bits…",
    Deed.RENAME: "Re&name…",
    Deed.REMOVE: "&Remove…",
    Deed.SHOW_FOLDER: "Show &folder",
}
_FIRST = (Deed.USE, Deed.CONTINUE, Deed.REPAIR)  # those that get a button beside the menu


class ModelRow(QFrame):
    """Shows a ``StoredModel``.

    Signals:
        wanted(Path, Deed): what the person wants to do with the checkpoint in this folder.
        answered(Path, str, str): to the question that stands here: the answer's name, the line.
        laid_out(): parts have come or gone.
        asked(QWidget): a question stands here now.
    """

    wanted = Signal(object, object)
    answered = Signal(object, str, str)
    laid_out = Signal()
    asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._folder = Path()
        self._title = NameLabel("strong")
        self._badge = make_label("✓ In use")
        self._badge.setObjectName("badge")
        self._about: QLabel = wrapped()
        self._where = ElidedLabel("muted", dots=Qt.TextElideMode.ElideMiddle)
        self._problem: QLabel = wrapped(tone="warning")
        self._why: QLabel = wrapped(tone="muted")  # the button is grey; the keyboard reads no tip
        self.first: QPushButton = plain_button("Use")
        self.first.clicked.connect(self._want_first)
        self.more: QToolButton = make_tool("What else can be done with it")
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.more.clicked.connect(self._open_menu)
        self.menu.triggered.connect(self._want_entry)
        self._deed = Deed.USE
        self._ask: AskRow | None = None
        self._offers: tuple[Offer, ...] = ()
        self._lay_out()
        self.set_theme(theme)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._title)
        head.addWidget(self._badge)
        head.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(head)
        for part in (self._about, self._where, self._problem, self._why):
            words.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addLayout(words, 1)
        row.addWidget(self.first, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(8)
        self._column.addLayout(row)

    def show_model(self, model: StoredModel, offers: tuple[Offer, ...], *, in_use: bool) -> None:
        """Show a checkpoint and what can be done with it."""
        self._folder = model.folder
        name = title(model)
        self._title.show_text(name)
        self._badge.setVisible(in_use)
        self._about.setText(about(model))
        self._where.show_text("" if model.kind is Kind.STARTER else str(model.folder))
        self._where.setVisible(model.kind is not Kind.STARTER)
        self._problem.setText(problem_words(model))
        self._problem.setVisible(bool(model.problem))
        used = "in use" if in_use else ""
        said = (name, used, about(model), problem_words(model))
        self.setAccessibleName(", ".join(filter(None, said)))
        self._show_offers(name, offers)

    @property
    def question(self) -> AskRow | None:
        """Return the question that stands here."""
        return self._ask

    def ask(self, question: AskRow) -> None:
        """Ask below, until somebody answers."""
        self.end_question()
        self._ask = question
        question.answered.connect(self._pass_answer)
        self._column.addWidget(question)
        question.show()  # at once, and not in the next turn of the loop: it takes the keyboard
        self.laid_out.emit()
        question.begin()
        self.asked.emit(question)

    def show_problem(self, words: str) -> None:
        """Say why the answer that was given cannot be taken."""
        if self._ask is not None:
            self._ask.show_problem(words)

    def show_waiting(self, words: str) -> None:
        """Say that the answer that was given is being carried out."""
        if self._ask is not None:
            self._ask.show_problem(words, tone="muted")

    def end_question(self) -> None:
        """Take the question away; the keyboard goes back to the row."""
        if self._ask is not None:
            self._ask.hide()
            let_go(self._ask)
            self._ask = None
            self.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon."""
        self._theme = theme
        self.more.setIcon(tinted_icon("more", theme))

    def text(self) -> str:
        """Return all that the row says."""
        said = (self.accessibleName(), self._why.text())
        return "\n".join(filter(None, said))

    def _show_offers(self, name: str, offers: tuple[Offer, ...]) -> None:
        first = next((offer for offer in offers if offer.deed in _FIRST), None)
        self.first.setVisible(first is not None)
        if first is not None:
            self._deed = first.deed
            words = WORDS[first.deed]
            # Rows have the same words: a mnemonic would mean none of them.
            self.first.setText(words.replace("&", ""))
            self.first.setAccessibleName(f"{words.replace('&', '')} {name}")
            self.first.setEnabled(not first.why_not)
            self.first.setToolTip(first.why_not)
            self.first.setAccessibleDescription(first.why_not)
        why_not = "" if first is None or first.why_not == AT_WORK else first.why_not
        self._why.setText(why_not)  # what is being done with it is told above
        self._why.setVisible(bool(why_not))
        self.more.setAccessibleName(f"What else can be done with {name}")
        if offers == self._offers:
            return  # the menu may be open
        self._offers = offers
        self.menu.clear()
        for offer in offers:
            if offer is not first:
                entry = self.menu.addAction(WORDS[offer.deed])
                entry.setEnabled(not offer.why_not)
                entry.setToolTip(offer.why_not)
                entry.setData(offer.deed)

    @Slot()
    def _want_first(self) -> None:
        self.wanted.emit(self._folder, self._deed)

    @Slot(QAction)
    def _want_entry(self, entry: QAction) -> None:
        deed = entry.data()
        if isinstance(deed, Deed):
            self.wanted.emit(self._folder, deed)

    @Slot()
    def _open_menu(self) -> None:
        self.menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    @Slot(str, str)
    def _pass_answer(self, name: str, line: str) -> None:
        self.answered.emit(self._folder, name, line)
