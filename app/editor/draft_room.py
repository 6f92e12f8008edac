"""How much room a draft has: the heights of the blocks that it is painted over.

While a run lasts the room only grows, a few lines at a time, so that the text below lies still;
what is final takes the room that it needs. Knows no text and paints nothing.
"""

from math import ceil

from app.editor.draft_layout import DraftLayout, Gap, shared_heights
from app.editor.span_anchor import SpanAnchor

_GROWTH = 3  # lines that the room grows by at a time


class DraftRoom:
    """The room of one draft at a time."""

    def __init__(self, layout: DraftLayout) -> None:
        self._layout = layout
        self._kept = 0.0  # px that a run keeps, 0 before it has any

    @property
    def height(self) -> float:
        """The px that the draft's blocks take, 0 while there is none."""
        gap = self._layout.gap
        return sum(gap.heights) if gap is not None else 0.0

    def keep(self) -> None:
        """Go on with the room that there is."""
        self._kept = self._kept or self.height

    def forget(self) -> None:
        """Begin anew with what is needed then."""
        self._kept = 0.0

    def give_back(self) -> None:
        """Let the blocks have their own heights."""
        self._kept = 0.0
        self._layout.set_gap(None)

    def follow(self, anchor: SpanAnchor) -> None:
        """Stay with the span: the document has changed, its layout has not yet."""
        self._layout.shift_gap(anchor.first_block.blockNumber())

    def make(self, anchor: SpanAnchor, height: float, *, final: bool, again: bool) -> None:
        """Make room in place of the span.

        Args:
            anchor: the span.
            height: px that what is painted takes.
            final: give what is needed, and no more.
            again: a run that follows another one begins with what is needed, any other with the
                room of the span's own text.
        """
        own: list[float] = []
        block, last = anchor.first_block, anchor.last_block.blockNumber()
        while block.isValid() and block.blockNumber() <= last:
            own.append(self._layout.own_height(block))
            block = block.next()
        needed = height + self.below(anchor)
        if not final:
            if not self._kept:
                self._kept = needed if again else sum(own)
            if needed > self._kept:
                step = _GROWTH * max(1.0, self._layout.line_height())
                self._kept += ceil((needed - self._kept) / step) * step
            needed = self._kept
        self._layout.set_gap(Gap(anchor.first_block.blockNumber(), shared_heights(own, needed)))

    def below(self, anchor: SpanAnchor) -> float:
        """Return the px below the draft that belong to the document's end."""
        return 0.0 if anchor.last_block.next().isValid() else self._layout.bottom
