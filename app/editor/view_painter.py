"""Paints what is on the screen: caret line, blocks, draft, line numbers; changes nothing."""

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextBlock

from app.editor.block_painter import Scene, paint_block, paint_caret
from app.editor.brush_paint import BrushPicture, paint_brush
from app.editor.draft_paint import MARGIN, paint_ground
from app.editor.line_layout import half_leading, line_step
from app.editor.line_numbers import NumberedLine, paint_numbers
from app.editor.text_surface import TextSurface


class ViewPainter:
    """Paints one text surface."""

    def __init__(self, surface: TextSurface) -> None:
        self._surface = surface
        self.found: re.Pattern[str] | None = None
        self.marked: tuple[int, int] | None = None
        self.brush = BrushPicture()
        self._caret_line = QRectF()

    @property
    def caret_line(self) -> QRectF:
        """The caret's line as it was painted last: the layout may have moved since."""
        return QRectF(self._caret_line)

    def paint(self, painter: QPainter, clip: QRectF, caret: int | None) -> None:
        """Paint within ``clip``.

        Args:
            painter: paints on the viewport.
            clip: what must be painted, px in the viewport.
            caret: position of the caret, or ``None`` while it is not shown.
        """
        surface = self._surface
        left = surface.contentOffset().x()
        painter.translate(left, 0)
        clip = clip.translated(-left, 0)
        cursor = surface.textCursor()
        typing = surface.draft.typing is not None  # then the document has no caret
        painting = self.brush.span is not None  # it has a ground in place of a selection
        scene = Scene(
            surface.theme,
            surface.text_layout.column,
            (0, 0) if typing or painting else (cursor.selectionStart(), cursor.selectionEnd()),
            None if typing else caret,
            self.found,
        )
        self._paint_caret_line(painter)
        self._paint_marked(painter)
        self._paint_brush(painter)
        self._paint_hint(painter)
        numbers = self._paint_text(painter, scene, clip, typing and caret is not None)
        painter.translate(-left, 0)
        if not surface.is_prose:
            gutter = surface.text_layout.column.left
            if left:
                ground = QRectF(0, 0, gutter - MARGIN, surface.height())
                painter.fillRect(ground, QColor(surface.theme.surface))
            paint_numbers(painter, surface.theme, gutter, numbers)

    def _paint_text(
        self, painter: QPainter, scene: Scene, clip: QRectF, caret_in_draft: bool
    ) -> list[NumberedLine]:
        """Paint the blocks and the draft; return the numbers of lines of code beside them."""
        surface = self._surface
        numbers: list[NumberedLine] = []
        draft_done = False
        for block, top, height in surface.places.visible():
            if top > clip.bottom():
                break
            if surface.draft.covers(block):
                if not draft_done:
                    self._paint_draft(painter, scene, clip)
                    if caret_in_draft:
                        paint_caret(painter, scene.theme, surface.places.draft_caret())
                    if not surface.is_prose:
                        numbers += self._draft_numbers()
                draft_done = True
            elif top + height >= clip.top():
                paint_block(painter, block, top, scene, clip)
                if not surface.is_prose:
                    numbers.append(self._number(block, top))
        return numbers

    def _paint_hint(self, painter: QPainter) -> None:
        """Paint what an empty text says of itself, until something is typed or composed."""
        surface = self._surface
        first = surface.document().firstBlock()
        if not surface.document().isEmpty() or first.layout().preeditAreaText():
            return
        line = surface.places.caret_rect(0)
        line.setWidth(surface.text_layout.column.width)
        painter.setFont(surface.font())
        painter.setPen(QColor(surface.theme.muted))
        alignment = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(
            line.translated(-surface.contentOffset().x(), 0), alignment, surface.placeholderText()
        )

    def _paint_draft(self, painter: QPainter, scene: Scene, clip: QRectF) -> None:
        draft, places = self._surface.draft, self._surface.places
        top = places.draft_top()
        if top + draft.height() < clip.top():
            return
        draft.paint(painter, top, clip, scene.selection)
        if scene.caret is None:
            return
        if draft.covers(self._surface.document().findBlock(scene.caret)):
            paint_caret(painter, scene.theme, draft.caret(scene.caret).translated(0, top))

    def _paint_caret_line(self, painter: QPainter) -> None:
        surface = self._surface
        cursor = surface.textCursor()
        self._caret_line = QRectF()
        draft = surface.draft
        if cursor.hasSelection() or draft.typing is not None or draft.covers(cursor.block()):
            return
        band = surface.places.caret_line()
        self._caret_line = QRectF(band)
        if surface.is_prose:
            column = surface.text_layout.column
            band.setLeft(column.left - MARGIN)
            band.setWidth(column.width + 2 * MARGIN)
        painter.fillRect(band, QColor(surface.theme.current_line))

    def _paint_marked(self, painter: QPainter) -> None:
        """Paint the ground of what is about to be rewritten; a selection has its own."""
        if self.marked is None:
            return
        surface = self._surface
        box = surface.places.rect_of(*self.marked)
        column = surface.text_layout.column
        area = QRectF(column.left, box.top(), column.width, box.height())
        whole = not surface.textCursor().hasSelection() and self.brush.span is None
        paint_ground(painter, surface.theme, area, whole=whole)

    def _paint_brush(self, painter: QPainter) -> None:
        """Paint what the strength brush has left on the words on the screen."""
        surface, picture = self._surface, self.brush
        if picture != BrushPicture():
            blocks = [(block, top) for block, top, _ in surface.places.visible()]
            leading = surface.text_layout.column.leading
            paint_brush(painter, picture, surface.theme, blocks, leading)

    def _number(self, block: QTextBlock, top: float) -> NumberedLine:
        surface = self._surface
        line = block.layout().lineAt(0)
        leading = surface.text_layout.column.leading
        y = top + line.y() - half_leading(line, leading)
        current = block.blockNumber() == surface.textCursor().blockNumber()
        return NumberedLine(str(block.blockNumber() + 1), y, line_step(line, leading), current)

    def _draft_numbers(self) -> list[NumberedLine]:
        """Return the numbers of the span's own lines, at the draft's first lines; more have none.

        A plus stands there: how the lines below are numbered is only said once it is accepted.
        """
        surface = self._surface
        gap = surface.text_layout.gap
        if gap is None:
            return []
        top = surface.places.draft_top()
        height = surface.text_layout.line_height()
        own = len(gap.heights)
        return [
            NumberedLine(str(gap.first + 1 + place) if place < own else "+", top + y, height)
            for place, y in enumerate(surface.draft.paragraph_tops())
        ]
