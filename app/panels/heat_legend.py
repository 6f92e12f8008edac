"""What the colours and shapes of the heat map mean, in one line; knows no track."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.panels.heat_colours import heat_colours
from app.panels.heat_picture import paint_mark
from app.replay import Mark
from app.replay_heat import FULL_NATS
from app.theme import Theme

_RAMP = 72  # px
_BOX = 10
_GAP = 6
_SHAPES = ((Mark.SETTLED, "settled"), (Mark.PINNED, "pinned"), (Mark.CORRECTED, "corrected"))


class HeatLegend(QWidget):
    """A ramp from sure to guessing, and the three shapes; the last ones give way first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(
            f"Light to strong: sure to guessing, entropy from 0 to {FULL_NATS:g} nats and more. "
            "Dot: settled. Bar: pinned. Cross: corrected."
        )
        self.setToolTip(
            "A row is a step, a column a position of the draft. The stronger the colour, the less "
            f"sure the model was (entropy in nats, log-like scale, {FULL_NATS:g} and more alike)."
        )

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Be as high as a line of text."""
        return QSize(300, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line from the left, as much as fits."""
        del event
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        x = self._word(painter, theme, "sure", 9.0)  # as the card over a word says it
        ramp = QRectF(x, (self.height() - _BOX) / 2, _RAMP, _BOX)
        painter.setPen(QColor(theme.border))
        painter.setBrush(_gradient(theme, ramp))
        painter.drawRect(ramp)
        x = self._word(painter, theme, "guessing", ramp.right() + _GAP) + 2 * _GAP
        for mark, word in _SHAPES:
            needed = _BOX + 2 * _GAP + self.fontMetrics().horizontalAdvance(word)
            if x + needed > self.width():
                break
            box = QRectF(x, (self.height() - _BOX) / 2, _BOX, _BOX)
            paint_mark(painter, theme, mark, box)
            x = self._word(painter, theme, word, box.right() + _GAP) + 2 * _GAP
        self._axes(painter, theme, x)
        painter.end()

    def _axes(self, painter: QPainter, theme: Theme, taken: float) -> None:
        """Say at the right which way steps and positions go, where there is room."""
        words = "positions →   steps ↓"
        x = self.width() - self.fontMetrics().horizontalAdvance(words) - 2
        if x > taken:
            self._word(painter, theme, words, x)

    def _word(self, painter: QPainter, theme: Theme, word: str, x: float) -> float:
        """Paint ``word`` at ``x`` and return where the next thing may stand."""
        metrics = self.fontMetrics()
        baseline = (self.height() + metrics.ascent() - metrics.descent()) / 2
        painter.setPen(QColor(theme.muted))
        painter.drawText(round(x), round(baseline), word)
        return x + metrics.horizontalAdvance(word) + _GAP


def _gradient(theme: Theme, ramp: QRectF) -> QLinearGradient:
    gradient = QLinearGradient(ramp.topLeft(), ramp.topRight())
    colours = heat_colours(theme)
    for number in range(0, len(colours), 16):
        gradient.setColorAt(number / (len(colours) - 1), QColor(colours[number]))
    gradient.setColorAt(1.0, QColor(colours[-1]))
    return gradient
