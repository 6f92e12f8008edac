"""Where the places of a draft are on the screen, and which change is under a point.

Draft places are UTF-16 units of what the review would accept; points are px from the upper left
corner of the blocks that the draft is painted over. Knows no document and no view.
"""

from PySide6.QtCore import QPointF, QRectF

from app.editor.change_paint import change_boxes
from app.editor.replacement import Replacement
from app.editor.shown_draft import ShownDraft


class DraftPlaces:
    """Answers for one picture of a draft.

    Args:
        replacement: all the text, laid out.
        shown: the picture.
        start: units of the document's own text before the draft.
        after: units of the document's own text behind it.
    """

    def __init__(self, replacement: Replacement, shown: ShownDraft, start: int, after: int) -> None:
        self._replacement = replacement
        self._shown = shown
        self._start = start
        self._after = after

    def shown(self, place: int) -> int:
        """Return where ``place`` of the draft is in all the text."""
        return self._start + self._shown.weave.to_shown(place)

    def caret(self, place: int) -> QRectF:
        """Return where the caret stands at ``place``; its width is 0."""
        return self._replacement.caret(self.shown(place))

    def boxes(self, start: int, end: int) -> list[QRectF]:
        """Return where the draft from ``start`` to ``end`` stands, line by line."""
        if start >= end:
            return []
        stretch = self.shown(start), self.shown(end - 1) + 1
        return [part.box for part in self._replacement.segments(*stretch)]

    def nearest(self, point: QPointF) -> int:
        """Return the draft's place nearest to ``point``."""
        inside = self._replacement.position_at(point) - self._start
        return self._shown.weave.to_draft(max(0, min(inside, self._shown.length)))

    def place_at(self, point: QPointF) -> int | None:
        """Return the draft's place at ``point``, ``None`` where text of the document stands."""
        inside = self._replacement.position_at(point) - self._start
        if inside < 0 or inside > self._shown.length:
            return None
        first, last = inside == 0, inside == self._shown.length
        x = self._replacement.caret(self._start + inside).left()
        if first and self._start and point.x() < x and not (last and not self._after):
            return None
        if last and self._after and point.x() > x:
            return None
        return self._shown.weave.to_draft(inside)

    def change_at(self, point: QPointF) -> int | None:
        """Return the number of the change under ``point``, if any."""
        if not self._shown.pieces:
            return None
        numbers = {piece.change for piece in self._shown.pieces if piece.change is not None}
        for number in sorted(numbers):
            if any(box.contains(point) for box in self.change_boxes(number)):
                return number
        return None

    def change_boxes(self, number: int) -> list[QRectF]:
        """Return where change ``number`` stands, line by line; none without a comparison."""
        span = self._shown.weave.change_span(number) if self._shown.pieces else None
        if span is None:
            return []
        return change_boxes(self._replacement, (self._start + span[0], self._start + span[1]))
