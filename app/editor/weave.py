"""A review woven into one text, piece by piece, and its places; pure, knows no Qt.

The shown text holds words that would not be in the document: those that an open change removes.
Places in it are *shown* places; places in what the review would accept are *draft* places. Both
count UTF-16 units.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.editor.stand_ins import to_document
from app.review import Change, Decision, Review
from app.utf16 import utf16_length


class PieceKind(StrEnum):
    """What a stretch of a comparison is."""

    SAME = "same"
    REMOVED = "removed"  # goes, if the change is taken
    ADDED = "added"  # comes, if the change is taken
    TAKEN = "taken"  # of the draft: the person took the change
    LEFT = "left"  # of the original: the person left it


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comparison.

    Attributes:
        kind: what it is.
        text: what is shown; empty where a change that is decided leaves nothing to show.
        change: number of the change that it belongs to, ``None`` for text that stays.
    """

    kind: PieceKind
    text: str
    change: int | None = None


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with its shown place and its draft place, UTF-16 units from the woven text's start.

    A removed piece has no room of its own in the draft.
    """

    piece: Piece
    start: int
    end: int
    draft_start: int
    draft_end: int


def pieces_of(review: Review) -> tuple[Piece, ...]:
    """Return the comparison of ``review`` as its decisions have it."""
    pieces: list[Piece] = []
    place = 0
    for number, change in enumerate(review.changes):
        if change.start > place:
            pieces.append(Piece(PieceKind.SAME, to_document(review.original[place : change.start])))
        pieces += _pieces_of_change(change, number)
        place = change.end
    if place < len(review.original):
        pieces.append(Piece(PieceKind.SAME, to_document(review.original[place:])))
    return tuple(pieces)


def _pieces_of_change(change: Change, number: int) -> Iterator[Piece]:
    if change.decision is Decision.OPEN:
        if change.removed:
            yield Piece(PieceKind.REMOVED, to_document(change.removed), number)
        if change.added:
            yield Piece(PieceKind.ADDED, to_document(change.added), number)
    else:
        kind = PieceKind.TAKEN if change.taken else PieceKind.LEFT
        yield Piece(kind, to_document(change.text), number)


class Weave:
    """The places of one row of pieces."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        placed: list[PlacedPiece] = []
        shown = draft = 0
        for piece in pieces:
            length = utf16_length(piece.text)
            kept = 0 if piece.kind is PieceKind.REMOVED else length
            placed.append(PlacedPiece(piece, shown, shown + length, draft, draft + kept))
            shown += length
            draft += kept
        self.placed = tuple(placed)
        self.text = "".join(piece.text for piece in pieces)
        self.draft_text = "".join(p.text for p in pieces if p.kind is not PieceKind.REMOVED)

    def to_draft(self, shown: int) -> int:
        """Return the draft place for a shown one; inside removed words where they would stand."""
        for placed in self.placed:
            if shown < placed.end:
                return min(placed.draft_end, placed.draft_start + max(0, shown - placed.start))
        return self.placed[-1].draft_end if self.placed else 0

    def to_shown(self, draft: int) -> int:
        """Return the shown place for a draft one, behind removed words that stand there."""
        for placed in self.placed:
            if draft < placed.draft_end:
                return placed.start + max(0, draft - placed.draft_start)
        return self.placed[-1].end if self.placed else 0

    def change_span(self, change: int) -> tuple[int, int] | None:
        """Return the shown places between which change number ``change`` stands."""
        own = [placed for placed in self.placed if placed.piece.change == change]
        return (own[0].start, own[-1].end) if own else None

    def change_at(self, shown: int) -> int | None:
        """Return the number of the change whose words are behind the shown place, if any."""
        for placed in self.placed:
            if placed.start <= shown < placed.end:
                return placed.piece.change
        return None
