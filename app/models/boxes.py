"""What pages of the Models window are made of: boxes, words that wrap, buttons side by side."""

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.models.wrapped_label import WrappedLabel
from app.panels.widgets import make_button, make_label, set_tone

LEAST_CHOICE = 120  # px of a box to choose from: its list shows the words that it cuts


class Box(QFrame):
    """A frame around what belongs together, with a heading of its own."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("box")
        self.setAccessibleName(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 14, 16, 14)
        self.column.setSpacing(10)
        if title:
            self.column.addWidget(make_label(title, "strong"))


def wrapped(text: str = "", tone: str = "") -> QLabel:
    """Return a label whose words go on in the next line, as high as they need."""
    label = WrappedLabel()
    label.setText(text)
    set_tone(label, tone)
    return label


class ButtonRow(QWidget):
    """Buttons side by side at the left; one that is hidden leaves no gap."""

    def __init__(self, *buttons: QPushButton, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)


def plain_button(text: str, tip: str = "", look: str = "") -> QPushButton:
    """Return a button with a mnemonic in ``text``; Enter presses it where it has the keyboard."""
    button = make_button(text.replace("&", ""), look, tip)
    button.setText(text)
    button.setAutoDefault(False)
    return button
