"""Words and code to text that can be laid out in lines: fonts, formats and insets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextOption

from app.long_words import has_long_word
from app.preview.code_colours import colour_code
from app.preview.nodes import Align, Code
from app.preview.pictures import Picture
from app.preview.text_leaf import Inset, Pill, TextLeaf
from app.preview.typography import CODE, Manner, Typography
from app.preview.words import PICTURE, Run, Style, Words, with_pictures
from app.utf16 import Utf16Index

_STAND_IN = "\u25a0"  # for a picture: Qt gives the object character itself no width
_LINE_SEPARATOR = "\u2028"
_ALIGNMENTS: Mapping[Align, Qt.AlignmentFlag] = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_PILLS = Style.CODE | Style.KEY | Style.ABSENT
_TAB = 4  # characters
_PILL_PAD = 0.24  # ems of the page
_PILL_HEIGHT = 1.36  # ems of the text


@dataclass(frozen=True, slots=True)
class TextMaker:
    """Makes texts in one typography.

    Attributes:
        typography: fonts, formats and measures.
        find_picture: the file behind a picture's source, None where it is not shown.
    """

    typography: Typography
    find_picture: Callable[[str], Picture | None]

    def words(self, words: Words, manner: Manner, width: float, align: Align = "left") -> TextLeaf:
        """Return ``words`` in lines of ``width`` pixels."""
        files = self._pictures(words)
        words = with_pictures(words, lambda source: files[source] is not None)
        text = words.text.replace(PICTURE, _STAND_IN).replace("\n", _LINE_SEPARATOR)
        index = Utf16Index(text)
        ranges: list[QTextLayout.FormatRange] = []
        pills: list[Pill] = []
        insets: list[Inset] = []
        for run in words.runs:
            picture = files.get(run.picture) if run.style & Style.PICTURE else None
            form = self.typography.format(manner, run.style)
            if picture is not None:
                inset = Inset(run.start, _fitted(picture, width), picture)
                insets.append(inset)
                form = _spaced(form, inset.size.width() - self._stand_in_width(manner, run.style))
            ranges.append(_range(index, run.start, run.end, form))
            if run.style & _PILLS:
                pills.append(self._pill(run, manner))
                ranges += self._pill_room(index, text, run)
        layout = _layout(text, self.typography.font(manner), align, QTextOption.WrapMode.WordWrap)
        layout.setFormats(ranges)
        leaf = TextLeaf(
            layout,
            words.text,
            words.runs,
            ink=self.typography.colour(manner.colour),
            line_height=self.typography.pixels(manner.line),
            pills=pills,
            insets=insets,
        )
        leaf.fit(width)
        if leaf.smallest_width > width:
            leaf.break_words()
            leaf.fit(width)
        return leaf

    def code(self, code: Code, width: float) -> TextLeaf:
        """Return ``code`` in its colours, broken as ``plain`` breaks lines."""
        return self.plain(code.text, CODE, width, self._code_ranges(code))

    def plain(
        self,
        text: str,
        manner: Manner,
        width: float,
        ranges: list[QTextLayout.FormatRange] | None = None,
    ) -> TextLeaf:
        """Return ``text`` as it is written; lines break at words, or where they must."""
        font = self.typography.font(manner)
        wrap = QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere
        layout = _layout(text.replace("\n", _LINE_SEPARATOR), font, "left", wrap)
        layout.setFormats(ranges or [])
        leaf = TextLeaf(
            layout,
            text,
            (),
            ink=self.typography.colour(manner.colour),
            line_height=self.typography.pixels(manner.line),
        )
        leaf.fit(width)
        return leaf

    def _code_ranges(self, code: Code) -> list[QTextLayout.FormatRange]:
        index = Utf16Index(code.text)
        ranges = []
        for start, length, style in colour_code(code.text, code.language, code.context):
            form = self.typography.code_format(style)
            if form is not None and length:
                ranges.append(_range(index, start, start + length, form))
        return ranges

    def _pictures(self, words: Words) -> dict[str, Picture | None]:
        return {run.picture: self.find_picture(run.picture) for run in words.runs if run.picture}

    def _stand_in_width(self, manner: Manner, style: Style) -> float:
        return QFontMetricsF(self.typography.font(manner, style)).horizontalAdvance(_STAND_IN)

    def _pill(self, run: Run, manner: Manner) -> Pill:
        size = self.typography.font(manner, run.style).pointSizeF()
        body = self.typography.font(manner).pointSizeF()
        height = _PILL_HEIGHT * self.typography.em * manner.size * max(size / body, 0.86)
        pad = _PILL_PAD * self.typography.em
        ground = self.typography.colour("raised")
        edge = self.typography.colour("border") if run.style & (Style.KEY | Style.ABSENT) else None
        return Pill(run.start, run.end, height, pad, ground, edge)

    def _pill_room(self, index: Utf16Index, text: str, run: Run) -> list[QTextLayout.FormatRange]:
        """Return what makes room inside the ends of a pill, in the advances of two characters."""
        room = QTextCharFormat()
        room.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        room.setFontLetterSpacing(_PILL_PAD * self.typography.em)
        ranges = [_range(index, run.end - 1, run.end, room)]
        if run.start and text[run.start - 1] != _LINE_SEPARATOR:
            ranges.append(_range(index, run.start - 1, run.start, room))
        return ranges


def _layout(text: str, font: QFont, align: Align, wrap: QTextOption.WrapMode) -> QTextLayout:
    option = QTextOption(_ALIGNMENTS[align])
    anywhere = wrap is QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere and has_long_word(text)
    option.setWrapMode(QTextOption.WrapMode.WrapAnywhere if anywhere else wrap)
    if "\t" in text:
        option.setTabStopDistance(_TAB * QFontMetricsF(font).horizontalAdvance(" "))
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.setCacheEnabled(True)
    return layout


def _range(
    index: Utf16Index, start: int, end: int, form: QTextCharFormat
) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.start = index.to_utf16(start)
    made.length = index.to_utf16(end) - made.start
    made.format = form
    return made


def _spaced(form: QTextCharFormat, room: float) -> QTextCharFormat:
    """Return ``form`` with ``room`` pixels behind each character."""
    made = QTextCharFormat(form)
    font = QFont(form.font())
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, room)
    made.setFont(font)
    return made


def _fitted(picture: Picture, width: float) -> QSizeF:
    """Return the size at which a picture is shown: its own, or as wide as the column."""
    size = QSizeF(picture.size)
    return size * min(1.0, width / size.width())
