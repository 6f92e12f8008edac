"""The person's word on a draft: accept, reject, retry, compare; knows no document and no engine."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.icons import tinted_icon
from app.messages import review_note
from app.panels.widgets import ElidedLabel, make_button, set_tone
from app.review import Review
from app.theme import Theme

_MARGINS = 48


class ReviewBar(QFrame):
    """A draft under review: what is to be known about it, and what can be done.

    Signals:
        accept_clicked(), reject_clicked(), retry_clicked(): the person's word.
        compare_toggled(bool): the comparison with the original is wanted or not.
    """

    accept_clicked = Signal()
    reject_clicked = Signal()
    retry_clicked = Signal()
    compare_toggled = Signal(bool)

    def __init__(self, keys: dict[str, str], parent: QWidget | None = None) -> None:
        """Make the bar; ``keys`` are those of "accept", "reject", "retry", "compare" as shown."""
        super().__init__(parent)
        self.setObjectName("foot")
        self._note = ElidedLabel()
        self._notice = ElidedLabel()
        self._notice.hide()
        self._buttons = {
            "accept": make_button(
                "Accept", "primary", f"Take the draft, in one undo step ({keys['accept']})"
            ),
            "reject": make_button("Reject", "quiet", f"Keep the original ({keys['reject']})"),
            "retry": make_button(
                "Retry", "quiet", f"Make another draft, with a new seed ({keys['retry']})"
            ),
            "compare": make_button(
                "Compare", "quiet", f"Show each word that went or came ({keys['compare']})"
            ),
        }
        self._keys = keys
        self._long = False
        self._show_keys(shown=True)
        self._buttons["accept"].clicked.connect(self.accept_clicked)
        self._buttons["reject"].clicked.connect(self.reject_clicked)
        self._buttons["retry"].clicked.connect(self.retry_clicked)
        self._buttons["compare"].setCheckable(True)
        self._buttons["compare"].toggled.connect(self.compare_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.setSpacing(4)
        row.addWidget(self._note, 1)
        row.addWidget(self._notice, 1)
        for name in ("compare", "retry", "reject", "accept"):
            row.addWidget(self._buttons[name])

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        for name, button in self._buttons.items():
            colour = theme.on_accent if name == "accept" else None
            button.setIcon(tinted_icon(name, theme, colour))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the keys in the buttons where there is room for them and for the note."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._show_keys(shown=True)
        needed = sum(button.sizeHint().width() for button in self._buttons.values())
        note = self._note.fontMetrics().horizontalAdvance(self.text())
        self._show_keys(shown=needed + note + _MARGINS <= self.width())

    def _show_keys(self, *, shown: bool) -> None:
        if shown is self._long:
            return
        self._long = shown
        for name, button in self._buttons.items():
            words = f" {button.accessibleName()}"  # the space parts it from its icon
            button.setText(f"{words}  {self._keys[name]}" if shown else words)

    def show_review(self, review: Review) -> None:
        """Say what the draft is, and above all where it is not to be trusted."""
        note = review_note(review)
        draft = review.draft
        figures = f"{draft.steps} steps in {draft.seconds:.1f} s"
        self._note.show_text(f"{note or 'Draft ready.'}  {figures}")
        set_tone(self._note, "warning" if note and review.changed else "")
        self._make_room()

    def show_notice(self, text: str, tone: str) -> None:
        """Say something in place of what the draft is, "" to say that again."""
        self._notice.show_text(text)
        set_tone(self._notice, tone)
        self._notice.setVisible(bool(text))
        self._note.setVisible(not text)
        self._make_room()

    def set_comparing(self, comparing: bool) -> None:
        """Show whether the comparison is on."""
        self._buttons["compare"].setChecked(comparing)

    def button(self, name: str) -> QPushButton:
        """Return the button "accept", "reject", "retry" or "compare"."""
        return self._buttons[name]

    def text(self) -> str:
        """Return what the bar says."""
        return self._notice.whole_text() or self._note.whole_text()
