"""Which of the places that were found are replaced, and what is said of it; pure, knows no Qt.

What a draft stands in place of is not on the screen, and a change of it would end the run or throw
the draft away. So no place in the span is replaced, and how many are left is said.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from engine.request import Span

Place = tuple[int, int]
"""Start and end in code points: fifty thousand of them are made at once, so no class."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of the places that were to be replaced.

    Attributes:
        done: so many were replaced.
        left: so many are in the span and were left as they are.
    """

    done: int
    left: int

    @property
    def words(self) -> str:
        """How many were replaced, in words."""
        return f"{self.done:,} replaced" if self.done else "None replaced"

    @property
    def note(self) -> str:
        """How many were left, in words, "" for none."""
        if self.left == 1:
            return "1 place at the draft is left as it is"
        return f"{self.left:,} places at the draft are left as they are" if self.left else ""


@dataclass(frozen=True, slots=True)
class ReplacePlan:
    """What is to be done in one step.

    Attributes:
        places: that are replaced, in order; none meets another.
        after: the text that comes in place of each, as it is.
        left: how many places are left out.
    """

    places: tuple[Place, ...]
    after: str
    left: int = 0

    @property
    def outcome(self) -> Replaced:
        """What has become of the places once the plan is carried out."""
        return Replaced(len(self.places), self.left)

    def moved(self, position: int) -> int:
        """Return where ``position`` of the old text is in the new one.

        At the end of the text that came in place of what it was in; before what it was before.
        """
        before = bisect_left(self.places, position, key=lambda place: place[0])
        if not before:
            return position
        done = self.places[:before]
        gone = sum(min(position, end) - start for start, end in done)
        return position - gone + len(done) * len(self.after)


def plan_replacing(found: Sequence[Place], after: str, span: Span | None) -> ReplacePlan:
    """Return the plan to put ``after`` in place of all of ``found`` that do not touch ``span``."""
    places = tuple(place for place in found if not touches(place, span))
    return ReplacePlan(places, after, len(found) - len(places))


def touches(place: Place, span: Span | None) -> bool:
    """Return whether a change of ``place`` would change ``span``, or what stands at an empty one.

    Beside a span that holds text, text comes and goes without it; an empty one is where it is only
    by what stands on its two sides.
    """
    if span is None:
        return False
    start, end = place
    return (start < span.end and end > span.start) or (not len(span) and start <= span.start <= end)
