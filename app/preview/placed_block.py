"""A block laid out: texts and marks at their places, to be painted, hit and copied."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter

from app.preview.marks import Mark
from app.preview.pictures import PictureStore
from app.preview.plain_text import plain_words
from app.preview.text_leaf import TextLeaf
from app.preview.words import Run


@dataclass(frozen=True)
class PlacedBlock:
    """What one block looks like at one width; coordinates are pixels from its corner.

    Attributes:
        height: with the space above and below.
        ink_top: where what can be seen begins.
        ink_bottom: where it ends.
        leaves: its texts, in the order in which they are read.
        labels: texts that cannot be selected: the numbers of items.
        marks: what is painted below the texts.
        frame: colour of the ground of a picture that is not there yet.
        generation: which width, size and theme this was made for.
    """

    height: float
    ink_top: float
    ink_bottom: float
    leaves: tuple[TextLeaf, ...]
    labels: tuple[TextLeaf, ...]
    marks: tuple[Mark, ...]
    frame: QColor
    generation: int

    @cached_property
    def length(self) -> int:
        """Number of positions of the block's text."""
        return self.leaves[-1].offset + len(self.leaves[-1].text) if self.leaves else 0

    def paint(
        self,
        painter: QPainter,
        pictures: PictureStore,
        chosen: tuple[int, int] | None = None,
        ground: QColor | None = None,
    ) -> None:
        """Paint the block; the painter stands at its corner.

        Args:
            painter: antialiased.
            pictures: where pictures come from.
            chosen: positions of the text that are selected.
            ground: colour behind the selected ones.
        """
        for mark in self.marks:
            mark.paint(painter)
        for leaf in (*self.labels, *self.leaves):
            grounds: list[tuple[QRectF, QColor]] = []
            if chosen is not None and ground is not None and leaf not in self.labels:
                start = max(chosen[0] - leaf.offset, 0)
                end = min(chosen[1] - leaf.offset, len(leaf.text))
                if start < end:
                    grounds = [(area, ground) for area in leaf.areas(start, end)]
            leaf.paint(painter, grounds)
            self._paint_pictures(painter, leaf, pictures)

    def _paint_pictures(self, painter: QPainter, leaf: TextLeaf, pictures: PictureStore) -> None:
        for inset, picture in leaf.insets:
            area = inset.translated(leaf.x, leaf.y)
            ratio = painter.device().devicePixelRatioF()
            image = pictures.image(picture, (QSizeF(area.size()) * ratio).toSize())
            if image is not None:
                painter.drawImage(area, image)
            else:
                painter.fillRect(area, self.frame)

    def position_at(self, point: QPointF) -> int:
        """Return the position of the text nearest to ``point``."""
        leaf = self._nearest(point)
        if leaf is None:
            return 0
        return leaf.offset + leaf.position_at(point.x() - leaf.x, point.y() - leaf.y)

    def run_at(self, point: QPointF) -> Run | None:
        """Return the styled run at ``point``, None where there is none."""
        for leaf in self.leaves:
            run = leaf.run_at(point.x() - leaf.x, point.y() - leaf.y)
            if run is not None and point.x() >= leaf.x:
                return run
        return None

    def areas(self, start: int, end: int) -> list[QRectF]:
        """Return the rectangles behind the text from position ``start`` to ``end``."""
        return [
            area.translated(leaf.x, leaf.y)
            for leaf in self.leaves
            if leaf.offset <= end and start <= leaf.offset + len(leaf.text)
            for area in leaf.areas(
                max(start - leaf.offset, 0), min(end - leaf.offset, len(leaf.text))
            )
        ]

    def corner_of(self, position: int) -> QPointF:
        """Return the upper left corner of the character at ``position``."""
        areas = self.areas(position, position + 1)
        return areas[0].topLeft() if areas else QPointF(0.0, self.ink_top)

    def copied(self, start: int, end: int) -> str:
        """Return the text from position ``start`` to ``end`` as plain text."""
        parts: list[str] = []
        for leaf in self.leaves:
            first, last = max(start - leaf.offset, 0), min(end - leaf.offset, len(leaf.text))
            if last < 0 or first > len(leaf.text) or (first == last and leaf.text):
                continue
            # A mark belongs to the text behind it: it is copied with that text's first character.
            joint = leaf.joint if first == 0 or parts else ""
            parts.append(joint if parts or start < leaf.offset else joint.lstrip("\n\t"))
            parts.append(_piece(leaf, first, last))
        return "".join(parts)

    def word_at(self, position: int) -> tuple[int, int]:
        """Return the range of the word at ``position``."""
        leaf = next(
            (leaf for leaf in self.leaves if position <= leaf.offset + len(leaf.text)), None
        )
        if leaf is None:
            return position, position
        at = min(max(position - leaf.offset, 0), max(len(leaf.text) - 1, 0))
        start = end = at
        while start > 0 and _in_word(leaf.text[start - 1]) and _in_word(leaf.text[at]):
            start -= 1
        while end < len(leaf.text) and _in_word(leaf.text[end]):
            end += 1
        return leaf.offset + start, leaf.offset + max(end, min(at + 1, len(leaf.text)))

    def links(self) -> list[tuple[int, Run]]:
        """Return the links of the block with the positions at which they begin."""
        return [
            (leaf.offset + run.start, run) for leaf in self.leaves for run in leaf.runs if run.href
        ]

    def _nearest(self, point: QPointF) -> TextLeaf | None:
        def distance(leaf: TextLeaf) -> tuple[float, float]:
            below = max(leaf.y - point.y(), point.y() - leaf.y - leaf.height, 0.0)
            beside = max(leaf.x - point.x(), point.x() - leaf.x - leaf.natural_width, 0.0)
            return below, beside

        return min(self.leaves, key=distance, default=None)


def join_leaves(leaves: Sequence[TextLeaf], joints: Sequence[str]) -> None:
    """Give each leaf its place in the text of its block, with ``joints`` before them.

    Raises:
        ValueError: there are more or fewer joints than leaves.
    """
    offset = 0
    for leaf, joint in zip(leaves, joints, strict=True):
        leaf.joint = joint
        leaf.offset = offset
        offset += len(leaf.text) + 1


def _piece(leaf: TextLeaf, first: int, last: int) -> str:
    runs = [run for run in leaf.runs if first <= run.start < last]
    if not runs:
        return leaf.text[first:last]
    whole = plain_words(leaf.text[:last], leaf.runs)
    return whole[len(plain_words(leaf.text[:first], leaf.runs)) :]


def _in_word(character: str) -> bool:
    return character.isalnum() or character in "_'\u2019"
