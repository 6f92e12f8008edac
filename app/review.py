"""A draft against the original: changes, a decision on each, what would be accepted; no Qt.

A ``Review`` is one step of a review: whatever the person does makes another one
(``app.review_moves``), and ``app.review_steps`` keeps them in order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from app.word_diff import compare_words
from engine.events import Draft
from engine.request import EditRequest, Span


class HunkKind(StrEnum):
    """What became of a stretch of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Hunk:
    """A stretch of whole words that stayed, went or came.

    Attributes:
        kind: what became of it.
        text: the stretch itself, never empty.
    """

    kind: HunkKind
    text: str

    @property
    def before(self) -> str:
        """Return what the original holds here: empty for added text."""
        return "" if self.kind is HunkKind.ADDED else self.text

    @property
    def after(self) -> str:
        """Return what the draft holds here: empty for removed text."""
        return "" if self.kind is HunkKind.REMOVED else self.text


class Decision(StrEnum):
    """The person's word on one change; what is still open is taken with the draft."""

    OPEN = "open"
    TAKEN = "taken"
    LEFT = "left"  # as the original has it


@dataclass(frozen=True, slots=True)
class Change:
    """One place where the draft differs from the original: what goes and what comes, together.

    Attributes:
        start: where ``removed`` begins in the original, in characters.
        removed: what the original holds there, may be empty.
        added: what the draft holds there, may be empty; never the same as ``removed``.
        decision: the person's word on it.
    """

    start: int
    removed: str
    added: str
    decision: Decision = Decision.OPEN

    @property
    def end(self) -> int:
        """Return where ``removed`` ends in the original."""
        return self.start + len(self.removed)

    @property
    def taken(self) -> bool:
        """Return whether accepting the review applies it."""
        return self.decision is not Decision.LEFT

    @property
    def text(self) -> str:
        """Return what will stand there."""
        return self.added if self.taken else self.removed

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """Return what goes and what comes."""
        pair = Hunk(HunkKind.REMOVED, self.removed), Hunk(HunkKind.ADDED, self.added)
        return tuple(hunk for hunk in pair if hunk.text)


@dataclass(frozen=True, slots=True)
class Turn:
    """An instruction, and the draft that came of it."""

    instruction: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class Review:
    """A draft that waits for the person's word, as one step of the review left it.

    Attributes:
        request: what was asked in the newest turn; ``request.span`` is where the span stood THEN
            (the flow's and the editor's own span say where it stands now), ``request.selected``
            is what the turn began with: in a follow-up not the document's text.
        draft: what is offered; what was typed into it stands in its text.
        original: what the document holds at the span until the person accepts.
        changes: from ``original`` to the draft, in order; none overlaps another.
        stopped: the person stopped the run, so this is the best draft so far.
        problem: what broke the run off, in words, so that this is the best draft so far; "" where
            nothing did.
        turns: the instructions that led here with their drafts as they came, the oldest first.
    """

    request: EditRequest
    draft: Draft
    original: str
    changes: tuple[Change, ...]
    stopped: bool = False
    problem: str = ""
    turns: tuple[Turn, ...] = ()

    @property
    def text(self) -> str:
        """Return what accepting puts into the document: the taken changes, else the original."""
        return "".join(self._pieces())

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """Return the comparison of original and draft, whatever is decided.

        Every ``before`` joined gives the original, every ``after`` the draft, character for
        character. A removed hunk stands before the added one that takes its place.
        """
        return weave(self.original, self.changes)

    @property
    def taken(self) -> int:
        """Return how many changes accepting applies."""
        return sum(change.taken for change in self.changes)

    @property
    def edited(self) -> bool:
        """Return whether the person has typed into the draft."""
        return bool(self.turns) and self.draft.text != self.turns[-1].draft.text

    @property
    def instructions(self) -> tuple[str, ...]:
        """Return the instructions so far, the oldest first."""
        return tuple(turn.instruction for turn in self.turns)

    @property
    def changed(self) -> bool:
        """Return whether the draft differs from the original at all."""
        return bool(self.changes)

    def places(self) -> tuple[Span, ...]:
        """Return where each change stands in ``text``, in characters."""
        found: list[Span] = []
        shift = 0
        for change in self.changes:
            start = change.start + shift
            found.append(Span(start, start + len(change.text)))
            shift += len(change.text) - len(change.removed)
        return tuple(found)

    def _pieces(self) -> Iterator[str]:
        place = 0
        for change in self.changes:
            yield self.original[place : change.start]
            yield change.text
            place = change.end
        yield self.original[place:]


@dataclass(frozen=True, slots=True)
class AcceptedEdit:
    """One change of the document, which becomes exactly one undo step.

    Attributes:
        span: what is replaced, in characters, where it stands now.
        before: the text that stands there.
        after: the text that takes its place.
    """

    span: Span
    before: str
    after: str


def find_changes(before: str, after: str, start: int = 0) -> tuple[Change, ...]:
    """Return the changes from ``before`` to ``after``, as few and as small as reads well.

    Args:
        before: a stretch of the original.
        after: what the draft has in its place.
        start: where ``before`` begins in the original.
    """
    comparison = compare_words(before, after)
    found: list[Change] = []
    for same, change in zip(comparison.same, comparison.changes, strict=False):
        start += sum(map(len, same))
        removed, added = "".join(change.removed), "".join(change.added)
        if removed != added:
            found.append(Change(start, removed, added))
        start += len(removed)
    return tuple(found)


def _changes_to(draft: Draft, original: str, *, cut: bool) -> tuple[Change, ...]:
    """Return the changes from ``original`` to ``draft``, none over the edge of a piece.

    Args:
        draft: what is offered.
        original: what the document holds.
        cut: the pieces of the draft, if it has any, are those of the original.
    """
    if not (cut and draft.pieces):
        return find_changes(original, draft.text)
    changes: list[Change] = []
    for piece in draft.pieces:
        before, after = piece.before, piece.after
        changes += find_changes(
            original[before.start : before.end], draft.text[after.start : after.end], before.start
        )
    return tuple(changes)


def weave(original: str, changes: Iterable[Change]) -> tuple[Hunk, ...]:
    """Return ``original`` and all of ``changes`` as one row of hunks."""
    hunks: list[Hunk] = []
    place = 0
    for change in changes:
        hunks += [Hunk(HunkKind.SAME, original[place : change.start]), *change.hunks]
        place = change.end
    hunks.append(Hunk(HunkKind.SAME, original[place:]))
    return tuple(hunk for hunk in hunks if hunk.text)


def compare(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the hunks from ``before`` to ``after``, as few and as small as reads well."""
    return weave(before, find_changes(before, after))


def review_draft(
    request: EditRequest, draft: Draft, *, stopped: bool = False, problem: str = ""
) -> Review:
    """Return ``draft``, the first of its edit, compared with what ``request`` selected."""
    changes = _changes_to(draft, request.selected, cut=True)
    turns = (Turn(request.instruction, draft),)
    return Review(request, draft, request.selected, changes, stopped, problem, turns)


def follow(
    review: Review,
    request: EditRequest,
    draft: Draft,
    *,
    turns: tuple[Turn, ...] | None = None,
    stopped: bool = False,
    problem: str = "",
) -> Review:
    """Return ``draft`` in place of that of ``review``, compared with the same original.

    Args:
        review: what is reviewed so far.
        request: the run that gave the draft.
        draft: what came of it.
        turns: those before this one; ``None`` for all but the last of ``review``, which this
            draft takes the place of.
        stopped: the person stopped the run.
        problem: what broke it off.
    """
    earlier = review.turns[:-1] if turns is None else turns
    return replace(
        review,
        request=request,
        draft=draft,
        changes=_changes_to(draft, review.original, cut=request.selected == review.original),
        stopped=stopped,
        problem=problem,
        turns=(*earlier, Turn(request.instruction, draft)),
    )
