"""The small button that appears by a selection; knows no editor."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from app.icons import tinted_icon
from app.panels.widgets import key_text
from app.theme import Theme

_GAP = 6


class SelectionButton(QPushButton):
    """The word "Rewrite" beside the end of a selection; ``clicked`` is its intent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(f" Rewrite  {key_text('Ctrl+K')}", parent)
        self.setObjectName("float")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Rewrite the selection")
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon."""
        self.setIcon(tinted_icon("rewrite", theme, theme.accent))

    def place(self, span: QRect, area: QRect) -> None:
        """Stand under the right end of the selection, above it at the foot; else hide."""
        if not span.intersects(area):
            self.hide()
            return
        self.adjustSize()
        x = max(span.left(), span.right() - self.width())
        x = min(x, area.right() - self.width() - _GAP)
        y = span.bottom() + _GAP
        if y + self.height() > area.bottom():
            y = max(area.top() + _GAP, span.top() - self.height() - _GAP)
        self.move(max(area.left() + _GAP, x), y)
        self.show()
        self.raise_()
