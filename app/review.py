"""A draft against the original, word by word; pure values, knows no Qt."""

from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Review:
    """A draft that waits for the person's word.

    Attributes:
        request: what was asked; ``request.span`` is where the span stood THEN (the flow's and
            the editor's own span say where it stands now).
        draft: what is offered.
        hunks: the comparison; every ``before`` joined gives the original, every ``after`` the
            draft, character for character. A removed hunk stands before the added one that
            takes its place.
        stopped: the person stopped the run, so this is the best draft so far.
        problem: what broke the run off, in words, so that this is the best draft so far; "" where
            nothing did.
    """

    request: EditRequest
    draft: Draft
    hunks: tuple[Hunk, ...]
    stopped: bool = False
    problem: str = ""

    @property
    def converged(self) -> bool:
        """Return whether the draft settled before its step cap."""
        return self.draft.converged

    @property
    def turn_closed(self) -> bool:
        """Return whether the model ended its text, so that nothing was cut off."""
        return self.draft.turn_closed

    @property
    def changed(self) -> bool:
        """Return whether the draft differs from the original at all."""
        return any(hunk.kind is not HunkKind.SAME for hunk in self.hunks)


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


def compare(before: str, after: str) -> tuple[Hunk, ...]:
    """Return the hunks from ``before`` to ``after``, as few and as small as reads well."""
    comparison = compare_words(before, after)
    pairs = [(HunkKind.SAME, comparison.same[0])]
    for change, same in zip(comparison.changes, comparison.same[1:], strict=True):
        pairs += [
            (HunkKind.REMOVED, change.removed),
            (HunkKind.ADDED, change.added),
            (HunkKind.SAME, same),
        ]
    return tuple(Hunk(kind, "".join(pieces)) for kind, pieces in pairs if pieces)


def review_draft(
    request: EditRequest, draft: Draft, *, stopped: bool = False, problem: str = ""
) -> Review:
    """Return ``draft`` compared with what ``request`` selected."""
    return Review(request, draft, compare(request.selected, draft.text), stopped, problem)
