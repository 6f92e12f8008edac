"""How far the wheel, or two fingers on a touch pad, have turned; knows no view."""

from PySide6.QtGui import QWheelEvent

_LINES = 3  # a notch scrolls by
_NOTCH = 120  # eighths of a degree: one notch of a wheel


class Wheel:
    """Turns wheel events into pixels and into steps of the zoom."""

    def __init__(self) -> None:
        self._turn = 0.0  # notches that have not zoomed yet

    def zoom_steps(self, event: QWheelEvent) -> int:
        """Return the whole steps to zoom by: a touch pad turns by small parts of a notch."""
        self._turn += event.angleDelta().y() / _NOTCH
        whole = int(self._turn)
        self._turn -= whole
        return whole

    def pixels(self, event: QWheelEvent, line_height: float) -> float:
        """Return the pixels to scroll down by."""
        steps = event.angleDelta().y() / _NOTCH
        return -event.pixelDelta().y() or -steps * _LINES * line_height
