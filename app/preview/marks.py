"""What a block shows besides text: boxes, lines, bullets; each knows where and how it is painted.

Coordinates are pixels from the block's upper left corner.
"""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen


class Mark(Protocol):
    """Something painted below the text of a block."""

    def paint(self, painter: QPainter) -> None:
        """Paint it; the painter is antialiased and stands at the block's corner."""
        ...


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle whose upper and lower corners may be round."""

    area: QRectF
    colour: QColor
    radius: float = 0.0
    round_top: bool = True
    round_bottom: bool = True

    def paint(self, painter: QPainter) -> None:
        """Fill it."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour)
        if self.round_top and self.round_bottom:
            painter.drawRoundedRect(self.area, self.radius, self.radius)
            return
        painter.save()
        painter.setClipRect(self.area, Qt.ClipOperation.IntersectClip)
        more = QRectF(self.area)
        more.setTop(more.top() - (0.0 if self.round_top else self.radius))
        more.setBottom(more.bottom() + (0.0 if self.round_bottom else self.radius))
        painter.drawRoundedRect(more, self.radius, self.radius)
        painter.restore()


@dataclass(frozen=True, slots=True)
class Hairline:
    """A horizontal line, as thin as ``width``."""

    left: float
    right: float
    y: float
    colour: QColor
    width: float = 1.0

    def paint(self, painter: QPainter) -> None:
        """Fill its pixels without smoothing, so that it is as sharp as the screen allows."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRectF(self.left, self.y, self.right - self.left, self.width), self.colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


@dataclass(frozen=True, slots=True)
class Bullet:
    """The dot of a list item; its shape changes with the depth of the list."""

    centre: QPointF
    radius: float
    depth: int
    colour: QColor

    def paint(self, painter: QPainter) -> None:
        """Paint a disc, a ring, or a square."""
        filled = self.depth % 3 != 1
        painter.setBrush(self.colour if filled else Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen if filled else QPen(self.colour, self.radius * 0.4))
        if self.depth % 3 == 2:
            side = self.radius * 1.7
            painter.drawRect(
                QRectF(self.centre.x() - side / 2, self.centre.y() - side / 2, side, side)
            )
        else:
            painter.drawEllipse(self.centre, self.radius, self.radius)


@dataclass(frozen=True, slots=True)
class CheckBox:
    """The box of a task, empty or with a tick."""

    area: QRectF
    done: bool
    line: QColor
    fill: QColor
    tick: QColor

    def paint(self, painter: QPainter) -> None:
        """Paint the box and, where the task is done, its tick."""
        side = self.area.width()
        painter.setPen(Qt.PenStyle.NoPen if self.done else QPen(self.line, max(side * 0.09, 1.0)))
        painter.setBrush(self.fill if self.done else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.area, side * 0.2, side * 0.2)
        if not self.done:
            return
        path = QPainterPath(self.area.topLeft() + QPointF(side * 0.24, side * 0.53))
        path.lineTo(self.area.topLeft() + QPointF(side * 0.43, side * 0.71))
        path.lineTo(self.area.topLeft() + QPointF(side * 0.77, side * 0.31))
        painter.setPen(
            QPen(
                self.tick,
                side * 0.13,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
