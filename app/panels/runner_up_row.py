"""One token that the model nearly chose: its text, its share as a bar and in figures."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.palette import mix
from app.theme import Theme, load_theme
from app.token_words import percent, runner_up_words, shown_text
from engine.events import RunnerUp

_HEIGHT = 24  # px
_BAR = 72.0  # px of a share of one half, which no runner-up exceeds
_FIGURES = 44.0  # px
EDGE = 6  # px between the row and its words


class RunnerUpRow(QWidget):
    """A row that can be clicked where its token can be taken.

    Signals:
        chosen(str): its text.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = load_theme("light")
        self._runner: RunnerUp | None = None
        self._takes = False
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.update()

    def show_runner_up(self, runner: RunnerUp, *, takes: bool) -> None:
        """Show ``runner``; a click takes it where ``takes``."""
        self._runner = runner
        self._takes = takes
        cursor = Qt.CursorShape.PointingHandCursor if takes else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.setAccessibleName(runner_up_words(runner))
        self.setToolTip(f"Put in “{shown_text(runner.text)}”" if takes else "")
        self.update()

    def choose(self) -> None:
        """Take the token, where it can be."""
        if self._takes and self._runner is not None and self.isVisible():
            self.chosen.emit(self._runner.text)

    def sizeHint(self) -> QSize:
        """Return a row's size."""
        return QSize(200, _HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the token."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(
            event.position().toPoint()
        ):
            self.choose()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint text, bar and figures in one line."""
        del event
        runner = self._runner
        if runner is None:
            return
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._takes and self.underMouse():
            painter.setBrush(QColor(mix(theme.text, theme.raised, 0.07)))
            painter.drawRoundedRect(area, 5, 5)
        inner = area.adjusted(EDGE, 0, -EDGE, 0)
        track = QRectF(inner.right() - _FIGURES - _BAR, area.center().y() - 2.5, _BAR, 5)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(track, 2.5, 2.5)
        painter.setBrush(QColor(theme.accent))
        filled = QRectF(track)
        filled.setWidth(max(5.0, _BAR * min(1.0, runner.probability / 0.5)))
        painter.drawRoundedRect(filled, 2.5, 2.5)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.muted))
        figures = QRectF(track.right(), 0, _FIGURES, area.height())
        painter.drawText(figures, middle | Qt.AlignmentFlag.AlignRight, percent(runner.probability))
        painter.setPen(QColor(theme.text))
        words = QRectF(inner.left(), 0, track.left() - inner.left() - EDGE, area.height())
        shown = painter.fontMetrics().elidedText(
            shown_text(runner.text), Qt.TextElideMode.ElideRight, int(words.width())
        )
        painter.drawText(words, middle | Qt.TextFlag.TextSingleLine, shown)
