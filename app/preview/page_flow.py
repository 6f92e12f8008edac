"""A page as a tall column seen through a window: what is laid out, where it is, how it is kept.

Only blocks that are seen are laid out; the others have an estimated height. Whatever changes,
what the person looks at stays where it is on the screen. Knows no widget and no events.
"""

from collections.abc import Callable, Iterator

from app.preview.block_layout import lay_block
from app.preview.block_stack import Slot
from app.preview.blocks import Block
from app.preview.content import content_of
from app.preview.draft_room import DraftRoom
from app.preview.estimate import estimate_height
from app.preview.kept_looks import KeptLooks, Seen
from app.preview.kept_places import KeptPlaces
from app.preview.page_source import PageSource
from app.preview.pictures import PictureStore
from app.preview.placed_block import PlacedBlock
from app.preview.resting import Resting
from app.preview.text_layout import TextMaker
from app.preview.typography import COLUMN_EMS, Typography

_MARGIN_EMS = 2.0  # space beside, above and below the column
_FOOT_EMS = 4.0


class PageFlow:
    """Lays the blocks of a source out and knows which part of them is seen.

    Attributes:
        source: the document and its draft.
        scroll: pixels of the column above the window, a whole number.
        rendered: how many blocks were laid out so far.
        places: places in the text that somebody holds.
    """

    def __init__(self, typography: Typography, pictures: PictureStore) -> None:
        """Start with an empty page of no size."""
        self.source = PageSource(self._estimate)
        self.scroll = 0.0
        self.rendered = 0
        self.places = KeptPlaces()
        self._typography = typography
        self._pictures = pictures
        self._width = 600.0
        self._height = 400.0
        self._generation = 0
        self._room = DraftRoom()
        self._kept = KeptLooks()

    @property
    def typography(self) -> Typography:
        """Fonts, measures and colours in use."""
        return self._typography

    @property
    def column(self) -> float:
        """Width of the text in pixels; code files take all there is."""
        room = self._width - 2 * self._typography.pixels(_MARGIN_EMS)
        most = self._typography.pixels(COLUMN_EMS) if self.source.is_markdown else room
        return max(min(room, most), self._typography.pixels(8.0))

    @property
    def height(self) -> float:
        """Height of the window in pixels."""
        return self._height

    @property
    def left(self) -> float:
        """Left edge of the text in the window, in pixels."""
        return max(float(round((self._width - self.column) / 2)), 0.0)

    @property
    def top(self) -> float:
        """Space above the first block in pixels."""
        return self._typography.pixels(_MARGIN_EMS)

    @property
    def farthest(self) -> float:
        """The greatest value of ``scroll``; estimated where nobody has looked."""
        below = self._typography.pixels(_FOOT_EMS) - self._height
        return max(0.0, float(round(self.top + self.source.stack.totals().height + below)))

    def set_typography(self, typography: Typography) -> None:
        """Take other fonts and colours; what is seen is laid out anew, the rest when it is."""
        line = self.line_at_top()
        self._typography = typography
        self._generation += 1
        self.show_line(line)

    def forget_looks(self) -> None:
        """Lay everything out anew when it is seen next: pictures may have come or gone."""
        self._generation += 1
        self.settle()

    def set_room(self, width: float, height: float) -> None:
        """Take another size of the window, in pixels."""
        line = self.line_at_top()
        column = self.column
        self._width, self._height = width, height
        if self.column != column:
            self._generation += 1
            self.show_line(line)
        else:
            self.settle()

    def change(self, act: Callable[[], None]) -> None:
        """Let ``act`` change the source, and keep what is seen where it is.

        What that is says ``Resting``. Places that are held stay at their words.
        """
        stack = self.source.stack
        noted = self.places.note(stack)
        resting = self._resting()
        self._room.drop(stack)
        act()
        stack = self.source.stack
        found = resting.find(stack, self.source.draft_range())
        if found is not None:
            self._put(*found)
        else:
            self.settle()
        self._keep_draft_steady()
        below = resting.find_below(stack)
        if below is not None:
            self._put(*below)
        self.places.follow(stack, noted)

    def parse_more(self) -> None:
        """Parse the next part of the document that is pending."""
        index = self._index_at(self.scroll)
        stack = self.source.stack
        if len(stack) and stack[index].block.kind == "pending":
            noted, line = self.places.note(stack), self.line_at_top()
            self.source.parse_more()
            self.show_line(line)
            self.places.follow(stack, noted)
        else:
            self.change(self.source.parse_more)

    def scroll_to(self, scroll: float) -> None:
        """Show the column from ``scroll`` on; blocks that come into view from above shift it."""
        pivot = self._index_at(self.scroll)
        self.scroll = float(round(scroll))
        still_seen = pivot < len(self.source.stack) and self.y_of(pivot) < self._height
        self.settle(pivot if still_seen else None)

    def show_line(self, line: float) -> None:
        """Put the source line, counted from 0, to the top of the window."""
        stack = self.source.stack
        if not len(stack):
            return
        index = stack.at_line(line)
        self._lay(index)
        slot, before = stack[index], stack.before(index)
        share = (line - before.lines) / slot.lines if slot.lines else 0.0
        self.scroll = float(round(before.height + min(max(share, 0.0), 1.0) * slot.height))
        self.settle(index)

    def show_draft(self, y: float) -> None:
        """Put the draft ``y`` pixels below the window's top, unless all of it is seen already.

        Where it would reach below the window from there, it stands higher.
        """
        for _ in range(2):  # what nobody has seen has another height once it is laid out
            indices = self.source.draft_range()
            if indices is None:
                return
            top, bottom = self.y_of(indices[0]), self.y_of(indices[1])
            if top >= 0.0 and bottom <= self._height:
                return
            self._put(indices[0], min(y, max(0.0, self._height - (bottom - top))))

    def line_at_top(self) -> float:
        """Return the source line at the top of the window, with its fraction."""
        stack = self.source.stack
        if not len(stack):
            return 0.0
        index = stack.at_height(self.scroll)
        slot, before = stack[index], stack.before(index)
        share = (self.scroll - before.height) / slot.height if slot.height else 0.0
        return before.lines + min(max(share, 0.0), 1.0) * slot.lines

    def settle(self, pivot: int | None = None) -> None:
        """Lay out what is seen; the blocks from index ``pivot`` on stay where they are."""
        pivot = self._index_at(self.scroll) if pivot is None else pivot
        while True:
            while (index := self._missing(0.0)) is not None:
                self._lay(index, pivot)
            within = min(max(self.scroll, 0.0), self.farthest)
            if within == self.scroll:
                return
            self.scroll = within
            pivot = 0

    def lay_ahead(self) -> bool:
        """Lay out one block just outside the window; return whether there was one."""
        index = self._missing(self._height)
        if index is None:
            return False
        self._lay(index, self._index_at(self.scroll))
        return True

    def settle_colours(self) -> bool:
        """Read a piece of code whose end may colour the next; return whether it did."""
        changed = self.source.settle_colours()
        if changed:
            self.settle()
        return changed

    def seen(self, above: float = 0.0, below: float = 0.0) -> Iterator[Seen]:
        """Yield the blocks in the window, and ``above`` and ``below`` pixels around it."""
        stack = self.source.stack
        index = self._index_at(self.scroll - above)
        y = self.y_of(index)
        while index < len(stack):
            for slot in stack.slots(index, index + 32):
                if y >= self._height + below:
                    return
                yield Seen(slot, index, y)
                y += slot.height
                index += 1

    def look(self, slot: Slot) -> PlacedBlock | None:
        """Return how ``slot`` is laid out now, None where it is not."""
        look = slot.look
        if isinstance(look, PlacedBlock) and look.generation == self._generation:
            return look
        return None

    def look_at(self, index: int) -> PlacedBlock | None:
        """Return how the block at ``index`` is laid out, laying it out where it is not.

        A block that is not parsed yet has no look.
        """
        self._lay(index, self._index_at(self.scroll))
        return self.look(self.source.stack[index])

    def y_of(self, index: int) -> float:
        """Return where the block at ``index`` begins, in pixels from the window's top."""
        return self.top + self.source.stack.before(index).height - self.scroll

    def _index_at(self, scroll: float) -> int:
        return self.source.stack.at_height(max(scroll - self.top, 0.0))

    def _missing(self, around: float) -> int | None:
        """Return the first block in or ``around`` the window that is not laid out."""
        for seen in self.seen(around, around):
            if self.look(seen.slot) is None and seen.slot.block.kind != "pending":
                return seen.index
        return None

    def _lay(self, index: int, pivot: int = 0) -> None:
        """Lay out the block at ``index`` where it is not; those from ``pivot`` on stay put."""
        slot = self.source.stack[index]
        if self.look(slot) is not None or slot.block.kind == "pending":
            return
        maker = TextMaker(self._typography, self._pictures.find)
        nodes = content_of(slot.block, slot.view, drafted=slot.drafted)
        placed = lay_block(nodes, maker, self.column, self._generation)
        self.rendered += 1
        self._kept.remember(slot, self.seen(2 * self._height, 2 * self._height))
        before = slot.height
        slot.look = placed
        self.source.stack.set_height(index, placed.height + self._room.below(slot))
        if index < pivot:
            self.scroll += slot.height - before

    def _resting(self) -> Resting:
        """Return what of the page as it is now is to stay where it is."""
        draft = self.source.draft_range()
        start = self.y_of(draft[0]) if draft is not None else 0.0
        return Resting.of(self.source.stack, list(self.seen()), draft, start)

    def _put(self, index: int, y: float) -> None:
        """Scroll so that the block at ``index`` begins at ``y`` in the window."""
        self.scroll = float(round(self.top + self.source.stack.before(index).height - y))
        self.settle(index)

    def _keep_draft_steady(self) -> None:
        """Let the draft keep its height for some steps, so that the text below it rests."""
        top = self._index_at(self.scroll)
        grown = self._room.keep(self.source)
        if grown is None:
            return
        index, extra = grown
        if index < top:
            self.scroll += extra
        self.settle(top)

    def _estimate(self, block: Block) -> float:
        return estimate_height(block, self._typography, self.column)
