"""What a person can do to a review, each a new review; pure, knows no Qt.

Whatever is done, what is left of the original stays the original's own characters: a change that
is left is never compared anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.review import Change, Decision, Review, find_changes


@dataclass(frozen=True, slots=True)
class Typing:
    """What was typed into the text that a review would accept, in characters of that text.

    Attributes:
        start: where it was typed.
        removed: how many characters went.
        added: what came.
        slack: how many characters earlier it may have been typed to the same effect: an "l"
            before an "l" is also one behind it.
    """

    start: int
    removed: int
    added: str
    slack: int = 0

    @property
    def end(self) -> int:
        """Return where the characters that went ended."""
        return self.start + self.removed

    def goes_on(self, last: "Typing | None") -> bool:
        """Return whether this goes on where ``last`` left off, so that both are one step.

        Letters behind letters are one, and so are letters that are deleted beside one another;
        what goes or comes as a whole, a pasted text, is one by itself.
        """
        if last is None:
            return False
        if (last.removed, len(last.added)) == (self.removed, len(self.added)) == (1, 0):
            return self._meets(last, behind=0) or self._meets(last, behind=-1)
        if (last.removed, len(last.added)) == (self.removed, len(self.added)) == (0, 1):
            return self._meets(last, behind=1)
        return False

    def _meets(self, last: "Typing", behind: int) -> bool:
        """Return whether this may have been typed ``behind`` characters behind ``last``."""
        least, most = last.start - last.slack + behind, last.start + behind
        return least <= self.start and self.start - self.slack <= most


def decide(review: Review, index: int, *, taken: bool) -> Review:
    """Return ``review`` with change number ``index``, from 0, taken or left.

    Raises:
        IndexError: there is no such change.
    """
    if not 0 <= index < len(review.changes):
        raise IndexError(f"no change {index} among {len(review.changes)}")
    decision = Decision.TAKEN if taken else Decision.LEFT
    changes = list(review.changes)
    changes[index] = replace(changes[index], decision=decision)
    return replace(review, changes=tuple(changes))


def decide_some(review: Review, numbers: range, *, taken: bool) -> Review:
    """Return ``review`` with the changes of those numbers, from 0, taken or left."""
    for number in numbers:
        review = decide(review, number, taken=taken)
    return review


def decide_all(review: Review, *, taken: bool) -> Review:
    """Return ``review`` with every change taken or left."""
    decision = Decision.TAKEN if taken else Decision.LEFT
    changes = tuple(replace(change, decision=decision) for change in review.changes)
    return replace(review, changes=changes)


def typing_between(before: str, after: str) -> Typing:
    """Return what was typed to make ``after`` of ``before``: the least that differs."""
    shorter = min(len(before), len(after))
    head = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    rest = shorter - head
    tail = next((i for i in range(rest) if before[-1 - i] != after[-1 - i]), rest)
    went, came = before[head : len(before) - tail], after[head : len(after) - tail]
    slack = 0
    if len(went) + len(came) == 1:  # one letter, as the person types them
        slack = head - len(before[:head].rstrip(went + came))
    return Typing(head, len(went), came, slack)


def amend(review: Review, text: str) -> Review:
    """Return ``review`` with a draft such that ``text`` is what would be accepted.

    Changes that the typing does not touch stay as they are, with their decisions; the rest is
    compared anew. A change that was left and is typed into gives way to what was typed.
    """
    typing = typing_between(review.text, text)
    moved = len(typing.added) - typing.removed
    kept: list[Change] = []
    place = here = 0  # in the original, and in the new text
    for change, span in zip(review.changes, review.places(), strict=True):
        left = change.decision is Decision.LEFT
        before = span.end <= typing.start if left else span.end < typing.start
        behind = span.start >= typing.end if left else span.start > typing.end
        # Of an insertion that was left nothing is shown: typing in its place is typing into it.
        inside = left and not len(span) and span.start == typing.start
        if (before or behind) and not inside:
            shift = 0 if before else moved
            kept += _between(review, place, change.start, text[here : span.start + shift])
            kept.append(change)
            place, here = change.end, span.end + shift
    kept += _between(review, place, len(review.original), text[here:])
    changes = tuple(kept)
    drafted = _draft_text(review.original, changes)
    return replace(review, draft=replace(review.draft, text=drafted), changes=changes)


def _between(review: Review, start: int, end: int, text: str) -> Iterator[Change]:
    """Yield the changes of a stretch that is compared anew; those that were there keep a word."""
    known = {(c.start, c.removed, c.added): c for c in review.changes if c.taken}
    for change in find_changes(review.original[start:end], text, start):
        yield known.get((change.start, change.removed, change.added), change)


def _draft_text(original: str, changes: tuple[Change, ...]) -> str:
    pieces: list[str] = []
    place = 0
    for change in changes:
        pieces += [original[place : change.start], change.added]
        place = change.end
    return "".join([*pieces, original[place:]])
