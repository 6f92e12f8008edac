"""Lets a window be no larger than its screen, so that its buttons can be reached; knows none."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_FRAME = QSize(16, 56)  # px that the system may put around a window


def take_size(window: QWidget, size: QSize) -> None:
    """Be as large as ``size`` where the screen is."""
    window.resize(size.boundedTo(window.screen().availableGeometry().size() - _FRAME))


def scrolled(page: QWidget, name: str) -> QScrollArea:
    """Return ``page`` in something that scrolls up and down where it does not fit.

    Args:
        page: what is shown; never narrower than it needs.
        name: for readers.
    """
    scroller = QScrollArea()
    scroller.setFrameShape(QFrame.Shape.NoFrame)
    scroller.setWidgetResizable(True)
    scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroller.setAccessibleName(name)
    scroller.setWidget(page)
    bar = scroller.verticalScrollBar().sizeHint().width()
    scroller.setMinimumWidth(page.sizeHint().width() + bar)
    return scroller
