"""A check box that is seen in both themes: Qt's own outline is lost on a dark ground."""

from PySide6.QtCore import Property, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton, QWidget

_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.32))  # parts of the box
_CORNER = 3.5  # px


class CheckBox(QCheckBox):
    """A box with a line around it, filled and ticked where it is on.

    The style sheet gives its colours: ``fill`` where it is on, ``line`` around it, ``tick``.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._colours = dict.fromkeys(("fill", "line", "tick"), QColor(Qt.GlobalColor.gray))

    def _colour(self, name: str) -> QColor:
        return self._colours[name]

    def _set_colour(self, name: str, colour: QColor) -> None:
        self._colours[name] = colour
        self.update()

    fill = Property(
        QColor,
        lambda self: self._colour("fill"),
        lambda self, colour: self._set_colour("fill", colour),
    )
    line = Property(
        QColor,
        lambda self: self._colour("line"),
        lambda self, colour: self._set_colour("line", colour),
    )
    tick = Property(
        QColor,
        lambda self: self._colour("tick"),
        lambda self, colour: self._set_colour("tick", colour),
    )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box ourselves and let the style write the words."""
        del event
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style, painter = self.style(), QPainter(self)
        label = QStyleOptionButton(option)
        label.rect = style.subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        style.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, label, painter, self)
        place = style.subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        side = min(place.width(), place.height())
        box = QRectF(place.x(), place.center().y() - side / 2 + 1, side, side)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter, box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_box(self, painter: QPainter, box: QRectF) -> None:
        on, lit = self.isChecked(), self.hasFocus() or self.underMouse()
        painter.setPen(
            QPen(self._colours["fill" if on or lit else "line"], 1.5 if self.hasFocus() else 1.0)
        )
        painter.setBrush(self._colours["fill"] if on else QColor(Qt.GlobalColor.transparent))
        painter.drawRoundedRect(box, _CORNER, _CORNER)
        if on:
            painter.setPen(
                QPen(
                    self._colours["tick"],
                    1.8,
                    Qt.PenStyle.SolidLine,
                    Qt.PenCapStyle.RoundCap,
                    Qt.PenJoinStyle.RoundJoin,
                )
            )
            painter.drawPolyline(
                [QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _TICK]
            )
