"""What a draft shows at one moment: a step, a review or a comparison; knows no document.

Positions are UTF-16 units of the text that stands in the document's place, in which ``start``
units of the document's own text come before the draft.
"""

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtGui import QColor, QTextCharFormat

from app.editor.replacement import Mark
from app.editor.settling import Stretch
from app.editor.stand_ins import to_document
from app.editor.weave import Piece, PieceKind, PlacedPiece, Weave, pieces_of
from app.review import Review
from app.theme import Theme
from app.utf16 import Utf16Index, utf16_length
from engine.events import DenoiseStep

_OPEN = (PieceKind.REMOVED, PieceKind.ADDED)
_Underline = QTextCharFormat.UnderlineStyle


@dataclass(frozen=True, slots=True)
class LineEnd:
    """A line end that came or went.

    Attributes:
        position: where it stands in all the text.
        removed: it went.
        empty: nothing else stands in its line.
    """

    position: int
    removed: bool
    empty: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A place where a decided change shows no text.

    Attributes:
        position: where it stands in all the text.
        taken: words were taken away there; else words of the draft were left out.
    """

    position: int
    taken: bool


@dataclass(frozen=True)
class ShownDraft:
    """One picture of a draft.

    Attributes:
        text: stands in place of the span.
        stretches: how its tokens look, in code points.
        pieces: of the comparison that ``text`` weaves together, else none.
        final: it takes the room that it needs and no more.
        current: number of the change that is pointed at, if any.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    pieces: tuple[Piece, ...] = ()
    final: bool = False
    current: int | None = None

    @cached_property
    def weave(self) -> Weave:
        """The places of what is shown."""
        return Weave(self.pieces or (Piece(PieceKind.SAME, self.text),))

    @property
    def told(self) -> bool:
        """Whether it shows a draft, and not just the text from before a run."""
        return self.final or bool(self.stretches)

    @property
    def length(self) -> int:
        """UTF-16 units of the text."""
        return utf16_length(self.text)

    @property
    def draft(self) -> str:
        """The text without what a comparison weaves in."""
        return self.weave.draft_text

    def placed_stretches(self, start: int) -> tuple[Stretch, ...]:
        """Return how the tokens look, with their places in all the text."""
        if not self.stretches:
            return ()
        index = Utf16Index(self.text)
        if not start and not index.astral:
            return self.stretches
        return tuple(
            stretch._replace(
                start=start + index.to_utf16(stretch.start), end=start + index.to_utf16(stretch.end)
            )
            for stretch in self.stretches
        )

    def marks(self, start: int, theme: Theme) -> tuple[Mark, ...]:
        """Return the letters of the words that came and went, and of those that are decided."""
        looks = _looks(theme)
        return tuple(
            Mark(start + placed.start, start + placed.end, looks[placed.piece.kind])
            for placed in self._changed()
            if placed.end > placed.start
        )

    def grounds(self, start: int, theme: Theme) -> tuple[tuple[int, int, str], ...]:
        """Return the colours behind the words that came and went; decided ones have none."""
        removed = PieceKind.REMOVED
        return tuple(
            (
                start + placed.start,
                start + placed.end,
                theme.removed if placed.piece.kind is removed else theme.added,
            )
            for placed in self._changed()
            if placed.piece.kind in _OPEN
        )

    def line_ends(self, start: int) -> tuple[LineEnd, ...]:
        """Return the line ends that came and went: they have no letters to mark."""
        ends: list[LineEnd] = []
        position, last = start, "" if start else "\n"
        for piece in self.pieces:
            for letter in piece.text:
                if letter == "\n" and piece.kind in _OPEN:
                    removed = piece.kind is PieceKind.REMOVED
                    ends.append(LineEnd(position, removed, empty=last == "\n"))
                position += utf16_length(letter)
                last = letter
        return tuple(ends)

    def ticks(self, start: int) -> tuple[Tick, ...]:
        """Return where a decided change shows no text."""
        return tuple(
            Tick(start + placed.start, placed.piece.kind is PieceKind.TAKEN)
            for placed in self._changed()
            if placed.start == placed.end
        )

    def current_span(self, start: int) -> tuple[int, int] | None:
        """Return where the change that is pointed at stands, if there is one."""
        span = None if self.current is None else self.weave.change_span(self.current)
        return None if span is None else (start + span[0], start + span[1])

    def _changed(self) -> list[PlacedPiece]:
        if not self.pieces:
            return []
        return [placed for placed in self.weave.placed if placed.piece.change is not None]


def _looks(theme: Theme) -> dict[PieceKind, QTextCharFormat]:
    """Return how letters look: open ones are struck out or underlined, decided ones quieter."""
    looks = {kind: QTextCharFormat() for kind in PieceKind}
    removed, added = looks[PieceKind.REMOVED], looks[PieceKind.ADDED]
    removed.setForeground(QColor(theme.removed_text))
    removed.setFontStrikeOut(True)
    added.setForeground(QColor(theme.added_text))
    added.setFontUnderline(True)
    taken, left = looks[PieceKind.TAKEN], looks[PieceKind.LEFT]
    taken.setUnderlineStyle(_Underline.SingleUnderline)
    taken.setUnderlineColor(QColor(theme.added_text))
    left.setUnderlineStyle(_Underline.DashUnderline)
    left.setUnderlineColor(QColor(theme.muted))
    return looks


def shown_step(step: DenoiseStep, stretches: tuple[Stretch, ...]) -> ShownDraft:
    """Return what ``step`` shows."""
    return ShownDraft(to_document(step.text), stretches)


def shown_review(review: Review, comparing: bool, current: int | None = None) -> ShownDraft:
    """Return what ``review`` would accept, or its comparison with the original.

    Args:
        review: the step of the review.
        comparing: weave in what went.
        current: number of the change that is pointed at in a comparison.
    """
    if not comparing:
        return ShownDraft(to_document(review.text), final=True)
    pieces = pieces_of(review)
    woven = "".join(piece.text for piece in pieces)
    return ShownDraft(woven, pieces=pieces, final=True, current=current)
