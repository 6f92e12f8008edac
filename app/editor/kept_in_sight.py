"""What a lower view pushes up and lets down again; knows no window and what makes the view lower.

When a drawer opens under the text, lines stay where they are unless the draft, or the caret where
there is no draft, would come to lie under the drawer; the same where a panel beside the text makes
lines break earlier. Then the text goes up by as little as shows as much of it as before, and back
down when the drawer closes, unless it was scrolled meanwhile. So it does where the draft grows at
the person's word, because its comparison with the original is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QRectF

_EDGE = 6.0  # px that stay above and below what is kept in sight
_SAME = 1e-6  # lines


class _View(Protocol):
    def top_line(self) -> float: ...

    def scroll_to(self, line: float) -> None: ...

    def scroll_by(self, pixels: float) -> None: ...


class _Places(Protocol):
    def kept_rect(self) -> QRectF: ...


@dataclass(frozen=True, slots=True)
class Stand:
    """Where the text stood while there was room for it.

    Attributes:
        line: on top, from 0, with its fraction.
        room: px of the view's height.
        whole: whether all of what is to be kept in sight was seen.
    """

    line: float
    room: int
    whole: bool


class KeptInSight:
    """Asked before the view has another size, and told afterwards.

    Args:
        view: tells the line on top, and scrolls.
        places: tell the rectangle to keep in sight, in px of the viewport.
    """

    def __init__(self, view: _View, places: _Places) -> None:
        self._view = view
        self._places = places
        self._before: Stand | None = None
        self._to = 0.0  # the line on top since it was pushed

    def stand(self, height: int) -> Stand:
        """Return where the text stands, or stood before it was pushed up.

        Args:
            height: of the view up to now, in px.
        """
        line = self._view.top_line()
        if self._before is not None and abs(line - self._to) < _SAME:
            return self._before
        kept = self._places.kept_rect()
        return Stand(line, height, kept.top() >= 0 and kept.bottom() <= height)

    def note_size(self, before: Stand, height: int) -> None:
        """Push the text up where it has to be.

        Args:
            before: what ``stand`` returned; its line is on top again.
            height: of the view from now on, in px.
        """
        self._before = None
        kept = self._places.kept_rect()
        foot = kept.bottom() + _EDGE
        if not before.whole:  # as much as was seen, and it stood there before
            if height >= before.room or kept.bottom() <= 0 or kept.top() >= before.room:
                return
            foot = min(foot, float(before.room))
        push = min(foot - height, kept.top() - _EDGE)
        if push > 0:
            self._view.scroll_by(push)
            self._before, self._to = before, self._view.top_line()

    @contextmanager
    def kept(self, height: int) -> Iterator[None]:
        """Keep a draft that was seen as a whole in sight, as far as it fits, while it changes.

        Args:
            height: of the view, in px.
        """
        before = self.stand(height)
        yield
        if before.whole:
            if abs(before.line - self._view.top_line()) >= _SAME:
                self._view.scroll_to(before.line)
            self.note_size(before, height)
