"""The heat map of a replay: a row a step from above, a column a position; knows no run.

Reads like the text: a row from left to right is the draft at one step, and further down it cools.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.panels.heat_picture import CellRoom, paint_heat
from app.replay import Track
from app.replay_heat import HeatMatrix, heat_matrix
from app.replay_words import cell_words
from app.theme import Theme

_POINTER = 9  # px left of the map, for the mark of the present step
_LEAST = QSize(160, 72)


class HeatMap(QWidget):
    """Shows a track; a click or a drag asks for the step under the mouse.

    Signals:
        sought(int): index of the frame that the person points at.
    """

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track: Track | None = None
        self._matrix: HeatMatrix | None = None
        self._theme: Theme | None = None
        self._picture = QImage()
        self._index = 0
        self.setMouseTracking(True)
        self.setMinimumSize(_LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Heat map: entropy of every position at every step")

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self._picture = QImage()
        self.update()

    def show_track(self, track: Track) -> None:
        """Show another track."""
        self._track = track
        self._matrix = heat_matrix(track)
        self._picture = QImage()
        self.update()

    def show_frame(self, index: int) -> None:
        """Mark frame ``index`` as the present one."""
        self._index = index
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for more width than height."""
        return QSize(480, 120)

    def area(self) -> QRectF:
        """Return where the cells stand, in this widget's points."""
        return QRectF(self.rect()).adjusted(_POINTER, 1, -1, -1)

    def place_at(self, point: QPoint) -> tuple[int, int]:
        """Return the index of the frame and the position at ``point``, the nearest ones."""
        room = self._room()
        if room is None:
            return 0, 0
        inside = point - self.area().topLeft().toPoint()
        return room.row_at(inside.y()), room.column_at(inside.x())

    def cell_rect(self, index: int, position: int) -> QRectF:
        """Return where ``position`` of frame ``index`` stands, in this widget's points."""
        room = self._room()
        if room is None:
            return QRectF()
        return room.cell(index, position).translated(self.area().topLeft())

    def words_at(self, point: QPoint) -> str:
        """Return what the tool tip at ``point`` says, "" for nothing."""
        if self._track is None or not self.area().contains(point.toPointF()):
            return ""
        index, position = self.place_at(point)
        return cell_words(self._track.frames[index], position)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, made once for its size, and the present step over it."""
        del event
        if self._matrix is None or self._theme is None:
            return
        area, ratio = self.area(), self.devicePixelRatioF()
        size = area.size().toSize()
        if self._picture.size() != size * ratio:
            self._picture = paint_heat(self._matrix, self._theme, size, ratio)
        painter = QPainter(self)
        painter.drawImage(area.topLeft(), self._picture)
        painter.setPen(QPen(QColor(self._theme.border), 1))
        painter.drawRect(area.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_present(painter, self._theme, area)
        painter.end()

    def _paint_present(self, painter: QPainter, theme: Theme, area: QRectF) -> None:
        row = self.cell_rect(self._index, 0)
        band = QRectF(area.left(), row.top(), area.width(), max(2.0, row.height()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(band)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.accent))
        y = band.center().y()
        tip = area.left() - 2
        painter.drawPolygon(QPolygonF([QPointF(0, y - 5), QPointF(0, y + 5), QPointF(tip, y)]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self.place_at(event.position().toPoint())[0])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag, and say what is under the mouse."""
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self.place_at(point)[0])
        QToolTip.showText(event.globalPosition().toPoint(), self.words_at(point), self)

    def _room(self) -> CellRoom | None:
        if self._matrix is None:
            return None
        return CellRoom(self._matrix, self.area().size().toSize())
