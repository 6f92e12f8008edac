"""Which fonts the program writes in, from what this system has; knows no widgets."""

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

_CODE_FAMILIES = (
    "JetBrains Mono",
    "Cascadia Code",
    "SF Mono",
    "Menlo",
    "Consolas",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
_LEAST_POINTS = 10.0
_CODE_LARGER = 1.0  # points over the system's own size: text that is read all day


def editor_font(family: str = "") -> QFont:
    """Return the font of the text editor: ``family``, else the first good one of this system.

    Markdown is written in it too: its tables and lists line up, and the page beside it shows
    the proportional text.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([family, *_CODE_FAMILIES] if family else [*_CODE_FAMILIES, font.family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    points = QGuiApplication.font().pointSizeF()
    font.setPointSizeF(max(_LEAST_POINTS, points) + _CODE_LARGER)
    return font


def page_points() -> float:
    """Return the size of the rendered page's text, in points."""
    return max(_LEAST_POINTS, QGuiApplication.font().pointSizeF()) + 1.5
