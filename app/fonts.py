"""Which fonts the program writes in, from what this system has; knows no widgets."""

from PySide6.QtGui import QFont, QFontDatabase

_CODE_FAMILIES = (
    "JetBrains Mono",
    "Cascadia Code",
    "SF Mono",
    "Menlo",
    "Consolas",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
)
_PAGE_SHARE = 1.08  # proportional text looks smaller than the same points in a code font


def editor_font(family: str, points: int) -> QFont:
    """Return the font of the text editor: ``family``, else the first good one of this system.

    Markdown is written in it too: its tables and lists line up, and the page beside it shows
    the proportional text.
    """
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setFamilies([family, *_CODE_FAMILIES] if family else [*_CODE_FAMILIES, font.family()])
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSize(points)
    return font


def page_points(points: int, zoom: int) -> float:
    """Return the size of the page's text beside an editor of ``points`` at ``zoom`` percent."""
    return points * zoom / 100 * _PAGE_SHARE
