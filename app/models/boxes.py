"""What pages of the Models window are made of: boxes, words that wrap, buttons side by side."""

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.panels.widgets import make_button, make_label


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
    label = make_label(text, tone)
    label.setWordWrap(True)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
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
