"""The small button that appears by a selection; knows no editor."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, Qt
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

    def place(
        self, end: QRect, selection: QRect, area: QRect, covered: Callable[[QRect], float]
    ) -> None:
        """Stand beside the end of the selection, where it covers the least text; else hide.

        Args:
            end: the caret at the selection's end, where the mouse was let go.
            selection: the rectangle around all of it.
            area: where the button may stand.
            covered: tells how much text lies under a rectangle.
        """
        if not selection.intersects(area):
            self.hide()
            return
        self.adjustSize()
        room = area.adjusted(_GAP, _GAP, -_GAP, -_GAP)
        end = _within(end, room)
        places = [_within(place, room) for place in self._places(end)]
        free = [place for place in places if not place.intersects(end)]
        # The first of those that cover as little as any.
        self.move(min(free or places, key=lambda place: round(covered(place))).topLeft())
        self.show()
        self.raise_()

    def _places(self, end: QRect) -> list[QRect]:
        """Return the places around ``end``, the best first."""
        width, height = self.width(), self.height()
        below, above = end.bottom() + _GAP, end.top() - _GAP - height
        beside = QPoint(end.right() + 2 * _GAP, end.center().y() - height // 2)
        corners = [beside]
        for y in (below, above):
            corners += [QPoint(x, y) for x in (end.right() + _GAP, end.left() - width // 2)]
        return [QRect(corner, self.size()) for corner in corners]


def _within(place: QRect, room: QRect) -> QRect:
    """Return ``place``, moved into ``room`` where it reaches out of it."""
    x = max(room.left(), min(place.left(), room.right() - place.width()))
    y = max(room.top(), min(place.top(), room.bottom() - place.height()))
    return QRect(QPoint(x, y), place.size())
