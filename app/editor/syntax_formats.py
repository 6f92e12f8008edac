"""What the theme makes of each style, as character formats; knows no document."""

from PySide6.QtGui import QColor, QFont, QTextCharFormat

from app.line_rules import Style
from app.theme import Theme

_SIZES = {Style.HEADING_1: 1.35, Style.HEADING_2: 1.18, Style.HEADING_3: 1.06}


def build_formats(theme: Theme, font: QFont) -> dict[Style, QTextCharFormat]:
    """Return the format of every style in the colours of ``theme``, for text in ``font``."""
    colours = {
        Style.HEADING_1: theme.markup_heading,
        Style.HEADING_2: theme.markup_heading,
        Style.HEADING_3: theme.markup_heading,
        Style.HEADING_4: theme.markup_heading,
        Style.CODE: theme.syntax_string,
        Style.LINK: theme.accent,
        Style.ADDRESS: theme.muted,
        Style.MARKER: theme.muted,
        Style.BULLET: theme.accent,
        Style.QUOTE: theme.markup_quote,
        Style.KEYWORD: theme.syntax_keyword,
        Style.STRING: theme.syntax_string,
        Style.COMMENT: theme.syntax_comment,
        Style.NUMBER: theme.syntax_number,
        Style.FUNCTION: theme.syntax_function,
        Style.TYPE: theme.syntax_type,
        Style.OPERATOR: theme.syntax_operator,
        Style.REMOVED: theme.removed_text,
    }
    formats: dict[Style, QTextCharFormat] = {}
    for style in Style:
        made = QTextCharFormat()
        if style in colours:
            made.setForeground(QColor(colours[style]))
        formats[style] = made
    for style in (*_SIZES, Style.HEADING_4, Style.STRONG):
        formats[style].setFontWeight(QFont.Weight.Bold)
    for style, size in _SIZES.items():
        formats[style].setFontPointSize(round(font.pointSizeF() * size, 1))
    for style in (Style.EMPHASIS, Style.QUOTE, Style.COMMENT):
        formats[style].setFontItalic(True)
    formats[Style.STRUCK].setFontStrikeOut(True)
    return formats
