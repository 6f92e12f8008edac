"""Fonts, sizes, spaces and colours of the page; knows no text and no layout.

All lengths derive from one: the em, the size of the body's text in pixels.
"""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QTextCharFormat

from app.fonts import editor_font
from app.line_rules import Style as CodeStyle
from app.preview.words import Style
from app.theme import Theme

COLUMN_EMS = 45.0
"""The widest line of text: 720 px for text of 16 px."""

_HEADINGS = {1: 1.9, 2: 1.45, 3: 1.2, 4: 1.0, 5: 0.9, 6: 0.85}
_CODE_SIZE = 0.86
_LINK_LINE = 0.45  # opacity of the line below a link
_CODE_COLOURS = {
    CodeStyle.KEYWORD: "syntax_keyword",
    CodeStyle.STRING: "syntax_string",
    CodeStyle.COMMENT: "syntax_comment",
    CodeStyle.NUMBER: "syntax_number",
    CodeStyle.FUNCTION: "syntax_function",
    CodeStyle.TYPE: "syntax_type",
    CodeStyle.OPERATOR: "syntax_operator",
    CodeStyle.REMOVED: "removed_text",
    CodeStyle.HEADING_4: "markup_heading",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a stretch of text is set, before its own styles.

    Attributes:
        size: in ems.
        line: height of a line in ems of the page.
        bold: all of it is bold.
        colour: name of a colour of the theme.
        code: in the font of code.
    """

    size: float = 1.0
    line: float = 1.6
    bold: bool = False
    colour: str = "text"
    code: bool = False


BODY = Manner()
CELL = Manner(line=1.45)
HEAD_CELL = Manner(line=1.45, bold=True)
SMALL = Manner(size=0.875, line=1.45, colour="muted")
CODE = Manner(size=_CODE_SIZE, line=1.4, code=True)
SOURCE = Manner(size=_CODE_SIZE, line=1.4, code=True, colour="muted")


def heading_manner(level: int) -> Manner:
    """Return how a heading of ``level`` 1 to 6 is set."""
    size = _HEADINGS[level]
    colour = "muted" if level == 6 else "text"
    return Manner(size=size, line=max(size * 1.28, 1.35), bold=True, colour=colour)


class Typography:
    """One theme at one size: measures in pixels, fonts and formats, made once each."""

    def __init__(self, theme: Theme, points: float) -> None:
        """Take ``points`` as the size of the body's text."""
        self.theme = theme
        self._body = QFont(QGuiApplication.font())
        self._body.setPointSizeF(points)
        self._code = editor_font("", round(points))
        dots = QGuiApplication.primaryScreen().logicalDotsPerInchY()
        self.em = points * dots / 72.0
        self._points = points
        self._fonts: dict[tuple[Manner, Style], QFont] = {}
        self._formats: dict[tuple[Manner, Style], QTextCharFormat] = {}
        self._code_formats: dict[CodeStyle, QTextCharFormat] = {}
        self._advance: dict[Manner, float] = {}

    def pixels(self, ems: float) -> float:
        """Return a length in whole pixels, so that edges are sharp."""
        return float(round(ems * self.em))

    def colour(self, name: str) -> QColor:
        """Return the colour ``name`` of the theme."""
        return QColor(getattr(self.theme, name))

    def font(self, manner: Manner, style: Style = Style.PLAIN) -> QFont:
        """Return the font of text in ``manner`` with ``style``."""
        key = (manner, style)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(manner, style)
        return self._fonts[key]

    def format(self, manner: Manner, style: Style) -> QTextCharFormat:
        """Return the format of text in ``manner`` with ``style``."""
        key = (manner, style)
        if key not in self._formats:
            made = QTextCharFormat()
            made.setFont(self.font(manner, style))
            made.setForeground(self.colour(_colour_name(manner, style)))
            if style & Style.STRIKE:
                made.setFontStrikeOut(True)
            if style & Style.PICTURE:
                made.setForeground(QColor(0, 0, 0, 0))
            elif style & Style.RAISED:
                made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            elif style & Style.LINK:
                # A link is told by its line as well as by its colour.
                line = self.colour("accent")
                line.setAlphaF(_LINK_LINE)
                made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
                made.setUnderlineColor(line)
            self._formats[key] = made
        return self._formats[key]

    def code_format(self, style: CodeStyle) -> QTextCharFormat | None:
        """Return the format of code of that kind, None where it looks like the rest."""
        name = _CODE_COLOURS.get(style)
        if name is None:
            return None
        if style not in self._code_formats:
            made = QTextCharFormat()
            made.setForeground(self.colour(name))
            self._code_formats[style] = made
        return self._code_formats[style]

    def advance(self, manner: Manner) -> float:
        """Return the width of an average character in pixels."""
        if manner not in self._advance:
            metrics = QFontMetricsF(self.font(manner))
            self._advance[manner] = metrics.horizontalAdvance("the average of words") / 20.0
        return self._advance[manner]

    def _make_font(self, manner: Manner, style: Style) -> QFont:
        fixed = manner.code or bool(style & (Style.CODE | Style.KEY | Style.SOURCE))
        font = QFont(self._code if fixed else self._body)
        size = manner.size
        if fixed and not manner.code:
            size *= _CODE_SIZE
        font.setPointSizeF(self._points * size)
        if manner.bold or style & Style.STRONG:
            font.setWeight(QFont.Weight.DemiBold if manner.bold else QFont.Weight.Bold)
        font.setItalic(bool(style & Style.EMPHASIS))
        return font


def _colour_name(manner: Manner, style: Style) -> str:
    if style & Style.LINK:
        return "accent"
    if style & (Style.SOURCE | Style.ABSENT):
        return "muted"
    return manner.colour
