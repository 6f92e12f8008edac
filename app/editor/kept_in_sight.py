"""What a lower view pushes up and lets down again; knows no window and what makes the view lower.

When a drawer opens under the text, lines stay where they are unless the draft, or the caret where
there is no draft, would come to lie under the drawer. Then the text goes up by as little as shows
as much of it as before, and back down when the drawer closes, unless it was scrolled meanwhile.
"""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF

_EDGE = 6.0  # px that stay above and below what is kept in sight
_SAME = 1e-6  # lines


class _View(Protocol):
    def top_line(self) -> float: ...

    def scroll_by(self, pixels: float) -> None: ...


class _Places(Protocol):
    def kept_rect(self) -> QRectF: ...


@dataclass(frozen=True, slots=True)
class _Pushed:
    """Where the text stood with ``height`` px for it, and where it was put with less."""

    line: float
    height: int
    to: float


class KeptInSight:
    """Asked before the view has another height, and told afterwards.

    Args:
        view: tells the line on top, and scrolls.
        places: tell the rectangle to keep in sight, in px of the viewport.
    """

    def __init__(self, view: _View, places: _Places) -> None:
        self._view = view
        self._places = places
        self._pushed: _Pushed | None = None

    def line_before(self, height: int) -> tuple[float, int]:
        """Return which line is on top while there is room for it, and the px of that room.

        Args:
            height: of the view up to now, in px.
        """
        line, pushed = self._view.top_line(), self._pushed
        if pushed is not None and abs(line - pushed.to) < _SAME:
            return pushed.line, pushed.height
        return line, height

    def note_height(self, before: tuple[float, int], height: int) -> None:
        """Push the text up where it has to be.

        Args:
            before: what ``line_before`` returned; its line is on top again.
            height: of the view from now on, in px.
        """
        line, room = before
        self._pushed = None
        kept = self._places.kept_rect()
        if height >= room or kept.bottom() <= 0 or kept.top() >= room:
            return
        hidden = min(kept.bottom() + _EDGE, float(room)) - height
        push = min(hidden, kept.top() - _EDGE)
        if push > 0:
            self._view.scroll_by(push)
            self._pushed = _Pushed(line, room, self._view.top_line())
