"""Paints a heat matrix once, as a picture that is then shown as it is; knows no widget.

Heat is told by lightness, what became of a position by shape: a dot where it has settled, an
upright bar where it is pinned, a cross where a settled token was corrected.
"""

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from app.panels.heat_colours import heat_colours
from app.replay import Mark
from app.replay_heat import HeatMatrix
from app.theme import Theme

_TILE = 6  # px that a cell needs in both ways to be parted from its neighbours
_CROSS = 5.0  # px, at least
_PARTED = 1  # px


def paint_heat(matrix: HeatMatrix, theme: Theme, size: QSize, ratio: float) -> QImage:
    """Return ``matrix`` as a picture of ``size`` points with ``ratio`` pixels a point."""
    picture = QImage(size * ratio, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(theme.surface))
    painter = QPainter(picture)
    _paint_cells(painter, matrix, theme, size)
    room = CellRoom(matrix, size)
    if min(room.wide, room.high) >= _TILE:
        _part_cells(painter, matrix, theme, room, size)
    _paint_marks(painter, matrix, theme, room)
    painter.setPen(QPen(QColor(theme.muted), 1))
    for start in matrix.starts:
        x = room.cell(0, start).left()
        painter.drawLine(QLineF(x, 0, x, size.height()))
    painter.end()
    return picture


class CellRoom:
    """Where the cells of a matrix stand in a picture."""

    def __init__(self, matrix: HeatMatrix, size: QSize) -> None:
        self.wide = size.width() / max(1, matrix.width)
        self.high = size.height() / max(1, matrix.height)
        self._matrix = matrix

    def cell(self, row: int, column: int) -> QRectF:
        """Return the rectangle of a cell, in points."""
        return QRectF(column * self.wide, row * self.high, self.wide, self.high)

    def row_at(self, y: float) -> int:
        """Return the row at ``y``, the nearest one where it lies outside."""
        return max(0, min(int(y // self.high), self._matrix.height - 1))

    def column_at(self, x: float) -> int:
        """Return the column at ``x``, the nearest one where it lies outside."""
        return max(0, min(int(x // self.wide), self._matrix.width - 1))


def paint_mark(painter: QPainter, theme: Theme, mark: Mark, cell: QRectF) -> None:
    """Paint the shape of ``mark`` into ``cell``."""
    middle = cell.center()
    if mark is Mark.SETTLED:
        side = max(1.0, min(3.0, 0.3 * min(cell.width(), cell.height())))
        dot = QRectF(0, 0, side, side)
        dot.moveCenter(middle)
        painter.fillRect(dot, QColor(theme.muted))
    elif mark is Mark.PINNED:
        wide = max(1.0, min(3.0, 0.3 * cell.width()))
        bar = QRectF(middle.x() - wide / 2, cell.top(), wide, cell.height())
        painter.fillRect(bar, QColor(theme.token_pinned))
    elif mark is Mark.CORRECTED:
        _paint_cross(painter, theme, middle, max(_CROSS, min(8.0, cell.height() - 3)))


def _paint_cross(painter: QPainter, theme: Theme, middle: QPointF, side: float) -> None:
    box = QRectF(0, 0, side, side)
    box.moveCenter(middle)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # Twice: the wide one in the ground's colour parts the cross from whatever heat is behind it.
    for colour, width in ((theme.surface, 3.4), (theme.text, 1.5)):
        painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(box.topLeft(), box.bottomRight()))
        painter.drawLine(QLineF(box.topRight(), box.bottomLeft()))
    painter.restore()


def _paint_cells(painter: QPainter, matrix: HeatMatrix, theme: Theme, size: QSize) -> None:
    cells = QImage(
        matrix.heats, matrix.width, matrix.height, matrix.width, QImage.Format.Format_Indexed8
    )
    table = [QColor(colour).rgba() for colour in heat_colours(theme)]
    cells.setColorTable([*table, QColor(theme.surface).rgba()])
    # More positions than pixels: their mean is shown, so that none is passed over.
    crowded = matrix.width > size.width() or matrix.height > size.height()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, crowded)
    target = QRect(0, 0, size.width(), size.height())
    painter.drawImage(target, cells.convertToFormat(QImage.Format.Format_RGB32))


def _part_cells(
    painter: QPainter, matrix: HeatMatrix, theme: Theme, room: CellRoom, size: QSize
) -> None:
    ground = QColor(theme.surface)
    for column in range(1, matrix.width):
        x = round(column * room.wide)
        painter.fillRect(QRect(x, 0, _PARTED, size.height()), ground)
    for row in range(1, matrix.height):
        y = round(row * room.high)
        painter.fillRect(QRect(0, y, size.width(), _PARTED), ground)


def _paint_marks(painter: QPainter, matrix: HeatMatrix, theme: Theme, room: CellRoom) -> None:
    dots = room.wide >= 2.0 and room.high >= 2.0  # smaller ones would hide the heat
    for row, column, mark in matrix.marks:
        if mark is not Mark.CORRECTED and (dots or mark is Mark.PINNED):
            paint_mark(painter, theme, mark, room.cell(row, column))
    for row, column, mark in matrix.marks:
        if mark is Mark.CORRECTED:
            paint_mark(painter, theme, mark, room.cell(row, column))
