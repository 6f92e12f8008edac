"""Where text stands in a view of a given width: a column for prose, all of it for code."""

from PySide6.QtGui import QFont, QFontMetricsF

from app.editor.blocks import MARKDOWN
from app.editor.line_layout import Column
from app.editor.line_numbers import gutter_width

_PROSE_CHARACTERS = 84
_PROSE_LEADING = 1.36  # over the font's own height: about 1.6 of its size
_CODE_LEADING = 1.22
_SIDE = 30.0  # px beside prose, at least
_CODE_SIDE = 16.0
_LEAST = 120.0  # px of text in the narrowest view
PROSE_TOP, CODE_TOP = 22.0, 10.0  # px above the first line


def leading_of(language: str) -> float:
    """Return the height of a line over the font's own."""
    return _PROSE_LEADING if language == MARKDOWN else _CODE_LEADING


def prose_column(font: QFont, view_width: float, language: str) -> Column:
    """Return a column in the middle, narrow enough to read."""
    characters = round(QFontMetricsF(font).averageCharWidth() * _PROSE_CHARACTERS)
    width = max(_LEAST, min(float(characters), view_width - 2 * _SIDE))
    left = max(_SIDE, round((view_width - width) / 2))
    return Column(float(left), width, _PROSE_LEADING, wrap=True, language=language)


def code_column(font: QFont, view_width: float, lines: int, *, wrap: bool, language: str) -> Column:
    """Return all the width, right of the line numbers."""
    left = gutter_width(font, lines)
    width = max(_LEAST, view_width - left - _CODE_SIDE)
    return Column(left, width, _CODE_LEADING, wrap=wrap, language=language)
