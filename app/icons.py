"""Icons of the window: drawings of ``resources/icons`` in a colour of the theme; knows no widgets.

A drawing paints with ``currentColor``, so that one file serves both themes.
"""

from math import ceil
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.theme import Theme
from engine.paths import resource_folder

ICON_POINTS = 16


def icon_folder() -> Path:
    """Return the folder of the drawings."""
    return resource_folder() / "icons"


def tinted_pixmap(name: str, colour: str, points: int = ICON_POINTS, ratio: int = 1) -> QPixmap:
    """Return the drawing ``name`` in ``colour`` (``#rrggbb``), ``points`` wide and high.

    Raises:
        FileNotFoundError: there is no such drawing.
    """
    drawing = (icon_folder() / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    pixmap = QPixmap(points * ratio, points * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, points * ratio, points * ratio))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def tinted_icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """Return the drawing ``name`` for buttons: in ``colour``, else in the theme's muted text."""
    icon = QIcon()
    drawing = tinted_pixmap(name, colour or theme.muted, ratio=finest_ratio())
    icon.addPixmap(drawing)
    icon.addPixmap(drawing, QIcon.Mode.Selected)  # Qt would make a paler one of its own
    return icon


def finest_ratio() -> int:
    """Return how many pixels the finest screen has for a point, rounded up."""
    return ceil(max(screen.devicePixelRatio() for screen in QGuiApplication.screens()))


def own_drawing(points: int) -> str:
    """Return the name of the program's own drawing for a size: one of its own where pixels show."""
    return "anneal_small" if points < 48 else "anneal"


def own_pixmap(points: int) -> QPixmap:
    """Return the program's own icon, in its own colours, ``points`` wide and high."""
    return tinted_pixmap(own_drawing(points), "#000000", points)


def window_icon() -> QIcon:
    """Return the program's own icon in the sizes that docks, switchers and title bars ask for."""
    icon = QIcon()
    for points in (16, 24, 32, 48, 64, 128, 256):
        icon.addPixmap(own_pixmap(points))
    return icon
