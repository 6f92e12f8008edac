"""Places in the text of a page, which stay at the same words whatever changes around them.

The ends of a selection and the link that the keyboard is on are such places. A place moves with
its block. Where its block is gone, as each step of a draft does with the step before, the place
is looked for among the blocks that stand there now; when the block comes back, because the draft
is taken back, the place does so too. Knows no widget.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import accumulate
from weakref import WeakSet

from app.preview.block_stack import BlockStack, Slot
from app.preview.content import content_of
from app.preview.placed_block import PlacedBlock
from app.preview.plain_text import text_parts
from app.preview.reparse import common_prefix, common_suffix

_AROUND = 40
"""Blocks above and below a place among which those are looked for that outlive a change."""

_MOST_COMPARED = 800
"""Words of changed text that are compared; in more a place keeps its distance to the start."""

_WORD = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(slots=True, eq=False)
class _Home:
    """Where a place was before its block went.

    Attributes:
        slot: the block.
        position: the place in its text.
        above: the last block above it that did not go, None for the start of the page.
        below: the first one below it, None for the end of the page.
        text: the text between these two.
        at: the place in that text.
    """

    slot: Slot
    position: int
    above: Slot | None
    below: Slot | None
    text: str
    at: int


@dataclass(slots=True, eq=False, weakref_slot=True)
class Place:
    """A position in the text of a block.

    Attributes:
        slot: the block.
        index: where it stands on the page.
        position: characters of the block's text before the place.
        forwards: it belongs to the character behind it, not to the one before it.
        lost: the text that it stood in is gone, with all around it.
    """

    slot: Slot
    index: int
    position: int
    forwards: bool = True
    lost: bool = False
    home: _Home | None = field(default=None, init=False, repr=False)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The blocks around a place before a change.

    Attributes:
        place: the place.
        slots: blocks around it, with its own.
        at: index of its own among them.
        whole: whether they reach the start, and the end, of the page.
    """

    place: Place
    slots: Sequence[Slot]
    at: int
    whole: tuple[bool, bool]


class KeptPlaces:
    """Every place that somebody still holds."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._places: WeakSet[Place] = WeakSet()

    def hold(self, slot: Slot, index: int, position: int) -> Place:
        """Return a place, which is kept for as long as it is used."""
        place = Place(slot, index, position)
        self._places.add(place)
        return place

    def note(self, stack: BlockStack) -> list[Surroundings]:
        """Return what is to be known of ``stack`` before it changes."""
        noted: list[Surroundings] = []
        for place in list(self._places):
            start = max(place.index - _AROUND, 0)
            stop = place.index + _AROUND + 1
            slots = stack.slots(start, stop)
            if not place.lost and place.slot in slots:
                whole = (start == 0, stop >= len(stack))
                noted.append(Surroundings(place, slots, slots.index(place.slot), whole))
        return noted

    def follow(self, stack: BlockStack, noted: Sequence[Surroundings]) -> None:
        """Bring the places to where their words are in ``stack`` now."""
        for around in noted:
            _follow(stack, around)


def _follow(stack: BlockStack, around: Surroundings) -> None:
    place = around.place
    home = place.home
    if home is not None and (index := stack.index_of(home.slot, place.index)) is not None:
        place.slot, place.index, place.position = home.slot, index, home.position
        place.home = None
        return
    index = stack.index_of(place.slot, place.index)
    if index is not None:
        place.index = index
        return
    if home is None or not _stands(stack, home):
        home = place.home = _home_of(stack, around)
    if home is None:
        place.lost = True
        return
    first = 0 if home.above is None else (stack.index_of(home.above, place.index) or 0) + 1
    last = len(stack) if home.below is None else stack.index_of(home.below, place.index)
    slots = stack.slots(first, len(stack) if last is None else last)
    if not slots:
        place.lost = True
        return
    texts = [text_of(slot) for slot in slots]
    at = moved(home.at, home.text, "\n".join(texts), forwards=place.forwards)
    for offset, text in enumerate(texts):
        if at <= len(text) or offset == len(texts) - 1:
            place.slot, place.index, place.position = slots[offset], first + offset, at
            # Only a draft can be taken back; what stands in the document is the place's home now.
            place.home = home if slots[offset].characters == 0 else None
            return
        at -= len(text) + 1


def _stands(stack: BlockStack, home: _Home) -> bool:
    """Return whether the blocks around ``home`` are still there."""
    ends = [slot for slot in (home.above, home.below) if slot is not None]
    return all(stack.index_of(slot) is not None for slot in ends)


def _home_of(stack: BlockStack, around: Surroundings) -> _Home | None:
    """Return what is left around a place whose block is gone, None where nothing is."""
    left = [stack.index_of(slot) is not None for slot in around.slots]
    first = next((at for at in reversed(range(around.at)) if left[at]), None)
    last = next((at for at in range(around.at + 1, len(left)) if left[at]), None)
    if (first is None and not around.whole[0]) or (last is None and not around.whole[1]):
        return None
    slots = around.slots[0 if first is None else first + 1 : last]
    texts = [text_of(slot) for slot in slots]
    own = around.at - (0 if first is None else first + 1)
    position = around.place.position
    return _Home(
        around.place.slot,
        position,
        None if first is None else around.slots[first],
        None if last is None else around.slots[last],
        "\n".join(texts),
        # A place behind every text of the page stays there.
        sum(len(text) + 1 for text in texts[:own]) + min(position, len(texts[own]) + 1),
    )


def text_of(slot: Slot) -> str:
    """Return the text of a block in which places are counted."""
    if isinstance(slot.look, PlacedBlock):
        return "\n".join(leaf.text for leaf in slot.look.leaves)
    nodes = content_of(slot.block, slot.view, drafted=slot.drafted)
    return "\n".join(text for _, text in text_parts(nodes))


def moved(at: int, old: str, new: str, *, forwards: bool) -> int:
    """Return where the place ``at`` of ``old`` is in ``new``, at the same words where it can be.

    Args:
        at: characters before the place.
        old: the text before.
        new: the text after.
        forwards: it belongs to the character behind it, as the start of a selection does;
            otherwise to the one before it.
    """
    if at == 0 and not forwards:
        return 0
    if at > len(old) or (at == len(old) and forwards):
        return len(new) + at - len(old)
    character = at if forwards else at - 1
    found = _moved_character(character, old, new)
    return found if forwards else min(found + 1, len(new))


def _moved_character(at: int, old: str, new: str) -> int:
    start = common_prefix(old, new)
    if at < start:
        return at
    same_end = common_suffix(old, new, min(len(old), len(new)) - start)
    if at >= len(old) - same_end:
        return at + len(new) - len(old)
    before = _WORD.findall(old[start : len(old) - same_end])
    after = _WORD.findall(new[start : len(new) - same_end])
    most = len(new) - same_end
    if max(len(before), len(after)) > _MOST_COMPARED:
        return min(at, most)
    ends = list(accumulate(map(len, before), initial=start))
    word = bisect_right(ends, at) - 1
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, first, last, low, high in matcher.get_opcodes():
        if first <= word < last:
            begins = start + sum(map(len, after[:low]))
            length = sum(map(len, after[low:high]))
            return min(begins + min(at - ends[first], max(length - 1, 0)), most)
    return most
