"""Long work at the foot of the window: a short bar and a few words; knows no work."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolButton, QWidget

_BAR = (44, 4)  # px, wide and high
_GAP = 7


class JobItem(QToolButton):
    """A button with a bar before its words; hidden while nothing goes on.

    It is as wide as the widest words that it had, so that nothing beside it moves at each percent.

    Signals:
        asked(): the person wants to see more.
    """

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("fact")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.clicked.connect(self.asked)
        self._fraction: float | None = None
        self._widest = 0
        self.hide()

    def show_job(self, words: str, fraction: float | None, tip: str = "") -> None:
        """Show what goes on and how far it is; ``None`` where nothing can be said."""
        self._fraction = fraction
        self.setToolTip(tip)
        self.setAccessibleName(f"{tip}: {words}" if tip else words)
        width = self.fontMetrics().horizontalAdvance(words)
        if words != self.text():
            self.setText(words)
        if width > self._widest:
            self._widest = width
            self.updateGeometry()
        self.update()
        self.show()

    def show_nothing(self) -> None:
        """Nothing goes on."""
        self._widest = 0
        self.hide()

    def sizeHint(self) -> QSize:
        """Leave room for the bar and the widest words."""
        return QSize(self._widest + _BAR[0] + _GAP + 10, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Take no less."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bar and words."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = QApplication.palette()
        lit = self.underMouse() or self.hasFocus()
        width, height = _BAR
        top = (self.height() - height) / 2 + 0.5
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(QRectF(5, top, width, height), height / 2, height / 2)
        if self._fraction is not None:
            painter.setBrush(palette.color(QPalette.ColorRole.Accent))
            done = max(height, width * self._fraction)
            painter.drawRoundedRect(QRectF(5, top, done, height), height / 2, height / 2)
        if self.hasFocus():
            painter.setBrush(QColor(Qt.GlobalColor.transparent))
            painter.setPen(palette.color(QPalette.ColorRole.Accent))
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, 4, 4)
        role = QPalette.ColorRole.Text if lit else QPalette.ColorRole.PlaceholderText
        painter.setPen(palette.color(role))
        room = self.rect().adjusted(5 + width + _GAP, 0, 0, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text()
        )
        painter.end()
