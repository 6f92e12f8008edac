"""How often the screen shows a new picture; knows no widget."""

from PySide6.QtGui import QGuiApplication

_USUAL = 60.0  # Hz, where no screen says
_FASTEST = 240.0  # Hz: what is above is no screen's rate


def frame_ms() -> float:
    """Return the milliseconds between two pictures of the fastest screen."""
    rates = [screen.refreshRate() for screen in QGuiApplication.screens()]
    rate = max(rates, default=_USUAL)
    return 1000 / (min(rate, _FASTEST) if rate >= 1 else _USUAL)
