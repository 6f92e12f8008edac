"""What is selected on a page: two places, which stay at their words; no widget."""

from app.preview.block_stack import BlockStack
from app.preview.content import content_of
from app.preview.environment import View
from app.preview.kept_places import Place
from app.preview.page_flow import PageFlow
from app.preview.parsing import parse_blocks
from app.preview.plain_text import plain_text, separator

_END = 1 << 30
"""A position behind every text."""

Ends = tuple[tuple[int, int], tuple[int, int]]
"""Index of the block and position in it, of the first and of the last end."""


class PageSelection:
    """Keeps a selection whatever changes; it ends when one of its ends is gone with all around."""

    def __init__(self, flow: PageFlow) -> None:
        """Select nothing on ``flow``."""
        self._flow = flow
        self._anchor: Place | None = None
        self._head: Place | None = None

    def begin(self, place: Place) -> None:
        """Start at ``place`` with nothing selected."""
        self._anchor = self._head = place
        place.forwards = True

    def extend(self, place: Place) -> None:
        """Select from the start to ``place``."""
        if self._anchor is None:
            self._anchor = place
        self._head = place
        if place is not self._anchor:
            anchor = self._anchor
            backwards = (place.index, place.position) < (anchor.index, anchor.position)
            place.forwards, anchor.forwards = backwards, not backwards

    def clear(self) -> None:
        """Select nothing."""
        self._anchor = self._head = None

    def select_all(self) -> None:
        """Select the whole page."""
        stack = self._flow.source.stack
        if not len(stack):
            return
        last = len(stack) - 1
        self.begin(self._flow.places.hold(stack[0], 0, 0))
        self.extend(self._flow.places.hold(stack[last], last, _END))

    def ends(self) -> Ends | None:
        """Return index and position of both ends in order, None where nothing is selected."""
        stack = self._flow.source.stack
        if self._anchor is None or self._head is None:
            return None
        anchor, head = _find(stack, self._anchor), _find(stack, self._head)
        if anchor is None or head is None:
            self.clear()
            return None
        return (min(anchor, head), max(anchor, head)) if anchor != head else None

    def text(self) -> str:
        """Return what is selected as plain text; blocks never seen are not drawn for it."""
        ends = self.ends()
        if ends is None:
            return ""
        first, last = ends[0][0], ends[1][0]
        parts: list[str] = []
        for index, slot in enumerate(self._flow.source.stack.slots(first, last + 1), start=first):
            look, chosen = self._flow.look(slot), chosen_in(ends, index)
            if look is not None and chosen is not None:
                parts += (look.copied(*chosen), separator(slot.block))
            elif slot.block.kind == "pending":
                for block in parse_blocks(slot.block.source, at_start=False):
                    parts += (plain_text(content_of(block, View())), separator(block))
            else:
                nodes = content_of(slot.block, slot.view, drafted=slot.drafted)
                parts += (plain_text(nodes), separator(slot.block))
        texts = zip(parts[::2], parts[1::2], strict=True)
        kept = [part for text, behind in texts if text for part in (text, behind)]
        return "".join(kept[:-1])


def chosen_in(ends: Ends | None, index: int) -> tuple[int, int] | None:
    """Return which positions of the block at ``index`` lie between ``ends``."""
    if ends is None or not ends[0][0] <= index <= ends[1][0]:
        return None
    (first, start), (last, end) = ends
    return start if index == first else 0, end if index == last else _END


def _find(stack: BlockStack, place: Place) -> tuple[int, int] | None:
    index = None if place.lost else stack.index_of(place.slot, place.index)
    return None if index is None else (index, place.position)
