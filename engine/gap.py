"""The text around a gap: what of it stands in the canvas, and how a filling joins it; no torch.

A filling stands between two texts that do not change. It must neither run into their words nor
double the blanks that are there.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.source import in_word

# What the gap is in the prompt: the starter was taught it, and other models read it on forms.
GAP_MARK: Final = "___"
_CLOSING: Final = frozenset(".,;:!?)]}>”’»…%")
_OPENING: Final = frozenset("([{<“‘«/")
_WORD = re.compile(r"\S+")

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Passage:
    """The text nearest to a gap, which the canvas holds with it.

    Attributes:
        head: before the gap, without blanks at its end.
        tail: behind it, with the blank that a word needs after the gap.
        before: what stands before the head.
        after: what stands behind the tail.
    """

    head: str
    tail: str
    before: str
    after: str

    @property
    def marked(self) -> str:
        """Return the passage with a mark for the gap."""
        blank = " " if self.head and not self.head[-1].isspace() else ""
        if self.head and self.head[-1] in _OPENING:
            blank = ""
        return f"{self.head}{blank}{GAP_MARK}{self.tail}"


def cut_passage(before: str, after: str, count: Count, most: int) -> Passage:
    """Cut out what is nearest to the gap: whole words, the paragraph at most.

    Where the gap has a paragraph of its own, its neighbours are taken.

    Args:
        before: all text before the gap.
        after: all text behind it.
        count: how many tokens a text has.
        most: tokens on either side.
    """
    head = before.rstrip(" \t")
    start = _head_start(head, count, most)
    tail = after.lstrip(" \t")
    end = _tail_end(tail, count, most)
    blank = " " if end and not tail[0].isspace() and tail[0] not in _CLOSING else ""
    return Passage(head[start:], blank + tail[:end].rstrip(), head[:start], tail[end:])


def join(before: str, filling: str, after: str) -> tuple[str, str, str]:
    """Return the blank before a filling, the filling without blanks, and the one behind it.

    Args:
        before: the document up to the gap.
        filling: as the model wrote it, with what blanks it wrote.
        after: the document behind the gap.
    """
    core = filling.strip()
    if not core:
        return "", "", ""
    lead = filling[: len(filling) - len(filling.lstrip())]
    trail = filling[len(filling.rstrip()) :]
    left = _blank(before[-1:], core[0], lead)
    right = _blank(core[-1], after[:1], trail)
    return left, core, right


def _blank(left: str, right: str, written: str) -> str:
    """Return what parts two characters: nothing where a blank is there, or none belongs there."""
    if not left or not right or left.isspace() or right.isspace():
        return ""
    if "\n" in written:
        return written.strip(" \t")
    if left in _OPENING or right in _CLOSING:
        return ""
    return " " if written or (in_word(left) and in_word(right)) or left in _CLOSING else ""


def _head_start(text: str, count: Count, most: int) -> int:
    """Return where the last words of ``text`` that fit begin."""
    starts = [match.start() for match in _WORD.finditer(text[-16 * most :])]
    offset = max(0, len(text) - 16 * most)
    starts = [offset + start for start in starts]
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        fits = count(text[starts[middle] :]) <= most
        low, high = (low, middle) if fits else (middle + 1, high)
    if low == len(starts):
        return len(text)
    start = starts[low]
    # From the edge of the paragraph on, unless nothing stands between it and the gap.
    edge = text.rfind("\n\n", start, len(text.rstrip()))
    return start if edge < 0 else edge + 2


def _tail_end(text: str, count: Count, most: int) -> int:
    """Return where the first words of ``text`` that fit end."""
    ends = [match.end() for match in _WORD.finditer(text[: 16 * most])]
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high + 1) // 2
        fits = count(" " + text[: ends[middle - 1]]) <= most
        low, high = (middle, high) if fits else (low, middle - 1)
    if low == 0:
        return 0
    first = len(text) - len(text.lstrip())
    edge = text.find("\n\n", first, ends[low - 1])
    return ends[low - 1] if edge < 0 else edge
