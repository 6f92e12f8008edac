"""The display that the window is on, for reports: platform, scales and sizes, no screen's name."""

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.about_facts import Row
from app.theme import Theme


def display_rows(theme: Theme) -> tuple[Row, ...]:
    """Return name and value of what decides how the window looks."""
    style = QApplication.style()
    rows = [
        ("Platform", QGuiApplication.platformName()),
        ("Style", style.name() if style is not None else ""),
        ("Theme", theme.name),
        ("System's scheme", QGuiApplication.styleHints().colorScheme().name.lower()),
        ("Language", QLocale.system().name()),
        ("Writing direction", QGuiApplication.layoutDirection().name),
    ]
    for number, screen in enumerate(QGuiApplication.screens(), start=1):
        size = screen.size()
        shown = (
            f"{size.width()} × {size.height()} points at {screen.devicePixelRatio():g}, "
            f"{screen.logicalDotsPerInch():.0f} dpi, {screen.refreshRate():.0f} Hz, "
            f"{screen.depth()} bits"
        )
        rows.append((f"Screen {number}", shown))
    return tuple(row for row in rows if row[1])
