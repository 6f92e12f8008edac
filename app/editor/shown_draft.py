"""What a draft shows at one moment: a step, a review or a comparison; knows no document.

Positions are UTF-16 units of the text that stands in the document's place, in which ``start``
units of the document's own text come before the draft.
"""

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QTextCharFormat

from app.editor.replacement import Mark
from app.editor.settling import Stretch
from app.editor.stand_ins import to_document
from app.review import Hunk, HunkKind, Review
from app.theme import Theme
from app.utf16 import Utf16Index, utf16_length
from engine.events import DenoiseStep


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
class ShownDraft:
    """One picture of a draft.

    Attributes:
        text: stands in place of the span.
        stretches: how its tokens look, in code points.
        hunks: of the comparison that ``text`` weaves together, else none.
        final: it takes the room that it needs and no more.
    """

    text: str
    stretches: tuple[Stretch, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    final: bool = False

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
        kept = [hunk.text for hunk in self.hunks if hunk.kind is not HunkKind.REMOVED]
        return to_document("".join(kept)) if self.hunks else self.text

    def placed_stretches(self, start: int) -> tuple[Stretch, ...]:
        """Return how the tokens look, with their places in all the text."""
        if not self.stretches:
            return ()
        index = Utf16Index(self.text)
        return tuple(
            replace(s, start=start + index.to_utf16(s.start), end=start + index.to_utf16(s.end))
            for s in self.stretches
        )

    def marks(self, start: int, theme: Theme) -> tuple[Mark, ...]:
        """Return the letters of the words that came and went."""
        removed, added = QTextCharFormat(), QTextCharFormat()
        removed.setForeground(QColor(theme.removed_text))
        removed.setFontStrikeOut(True)
        added.setForeground(QColor(theme.added_text))
        added.setFontUnderline(True)
        return tuple(
            Mark(first, last, removed if kind is HunkKind.REMOVED else added)
            for kind, first, last in self._changes(start)
        )

    def grounds(self, start: int, theme: Theme) -> tuple[tuple[int, int, str], ...]:
        """Return the colours behind the words that came and went."""
        return tuple(
            (first, last, theme.removed if kind is HunkKind.REMOVED else theme.added)
            for kind, first, last in self._changes(start)
        )

    def line_ends(self, start: int) -> tuple[LineEnd, ...]:
        """Return the line ends that came and went: they have no letters to mark."""
        ends: list[LineEnd] = []
        position, last = start, "" if start else "\n"
        for hunk in self.hunks:
            for letter in to_document(hunk.text):
                if letter == "\n" and hunk.kind is not HunkKind.SAME:
                    removed = hunk.kind is HunkKind.REMOVED
                    ends.append(LineEnd(position, removed, empty=last == "\n"))
                position += utf16_length(letter)
                last = letter
        return tuple(ends)

    def _changes(self, start: int) -> list[tuple[HunkKind, int, int]]:
        changes: list[tuple[HunkKind, int, int]] = []
        for hunk in self.hunks:
            length = utf16_length(hunk.text)
            if hunk.kind is not HunkKind.SAME:
                changes.append((hunk.kind, start, start + length))
            start += length
        return changes


def shown_step(step: DenoiseStep, stretches: tuple[Stretch, ...]) -> ShownDraft:
    """Return what ``step`` shows."""
    return ShownDraft(to_document(step.text), stretches)


def shown_review(review: Review, comparing: bool) -> ShownDraft:
    """Return the draft that ``review`` offers, or its comparison with the original."""
    if not comparing:
        return ShownDraft(to_document(review.text), final=True)
    woven = to_document("".join(hunk.text for hunk in review.hunks))
    return ShownDraft(woven, hunks=review.hunks, final=True)
