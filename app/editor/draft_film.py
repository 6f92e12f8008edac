"""Paints the steps of a run as the pictures of a film, as the editor shows them; no document.

Works on any thread: nothing here is a widget.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QTextOption

from app.code_rules import code_rules
from app.editor.blocks import MARKDOWN
from app.editor.draft_paint import MARGIN, Area, Picture, paint_draft
from app.editor.line_layout import Column
from app.editor.markdown_rules import MarkdownRules
from app.editor.page_column import leading_of
from app.editor.replacement import Replacement, TextLook
from app.editor.settling import Settling
from app.editor.shown_draft import ShownDraft, shown_step
from app.editor.stand_ins import to_document
from app.editor.syntax_formats import build_formats
from app.line_rules import LineRules
from app.theme import Theme
from engine.events import DenoiseStep
from engine.recording import Recording

_SIDE = 26.0  # px around the text
_FOOT = 34.0  # px under it, for the words and the progress
_TAB_CHARACTERS = 4
_LONGEST_BEFORE = 200_000  # characters that are read for what they leave open, such as a fence


@dataclass(frozen=True, slots=True)
class FilmLook:
    """How a film looks.

    Attributes:
        theme: its colours.
        font: of its text.
        width: of its pictures, in points.
        ratio: pixels a point.
    """

    theme: Theme
    font: QFont
    width: int
    ratio: float


def paint_film(
    recording: Recording, steps: Sequence[DenoiseStep], words: Sequence[str], look: FilmLook
) -> Iterator[QImage]:
    """Yield a picture for every one of ``steps``, all of one size.

    Args:
        recording: what they belong to: its language, and the text before the span.
        steps: one or more, of one variant, in order.
        words: what stands under each picture.
        look: how it looks.
    """
    painter = _FilmPainter(recording, look)
    height = max(painter.height_of(step) for step in steps)
    settling = Settling()
    for number, (step, line) in enumerate(zip(steps, words, strict=True), start=1):
        shown = shown_step(step, settling.stretches(step))
        yield painter.paint(shown, height, line, number / len(steps))


class _FilmPainter:
    """Lays out and paints one step after the other."""

    def __init__(self, recording: Recording, look: FilmLook) -> None:
        request = recording.request
        rules: LineRules = MarkdownRules()
        if request.language != MARKDOWN:
            rules = code_rules(request.language or "text")
        self._look = look
        self._state = _state_after(request.before, rules)
        self._leading = leading_of(request.language)
        self._replacement = Replacement()
        self._replacement.set_look(
            TextLook(
                look.font,
                _option(look.font),
                Column(_SIDE, look.width - 2 * _SIDE, self._leading, language=request.language),
                rules,
                build_formats(look.theme, look.font),
            )
        )

    def height_of(self, step: DenoiseStep) -> float:
        """Return the px that the text of ``step`` takes."""
        self._replacement.set_text(to_document(step.text), self._state)
        return self._replacement.height

    def paint(self, shown: ShownDraft, height: float, line: str, share: float) -> QImage:
        """Return the picture of ``shown``, with ``height`` px for its text.

        Args:
            shown: the text and how its tokens look.
            height: px, that of the highest step.
            line: stands under it.
            share: of the film that has passed.
        """
        look, theme = self._look, self._look.theme
        self._replacement.set_text(shown.text, self._state)
        size = QSize(look.width, ceil(height + 2 * _SIDE + _FOOT))
        image = QImage(size * look.ratio, QImage.Format.Format_RGB888)
        image.setDevicePixelRatio(look.ratio)
        image.fill(QColor(theme.surface))
        painter = QPainter(image)
        column = QRectF(_SIDE, _SIDE, look.width - 2 * _SIDE, height)
        picture = Picture(theme, 0, shown.length, True, shown.placed_stretches(0))
        paint_draft(painter, picture, self._replacement, Area(column), QRectF(image.rect()))
        self._paint_foot(painter, size, line, share)
        painter.end()
        return image

    def _paint_foot(self, painter: QPainter, size: QSize, line: str, share: float) -> None:
        theme = self._look.theme
        font = QFont(self._look.font)
        font.setPointSizeF(font.pointSizeF() * 0.82)
        painter.setFont(font)
        left, right = _SIDE - MARGIN, size.width() - _SIDE + MARGIN
        top = size.height() - _SIDE / 2 - _FOOT + 6
        painter.setPen(QColor(theme.muted))
        room = QRectF(left, top, right - left, _FOOT - 10)
        shown = QFontMetricsF(font).elidedText(line, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        track = QRectF(left, size.height() - _SIDE / 2 - 3, right - left, 3)
        painter.fillRect(track, QColor(theme.border))
        track.setWidth(track.width() * share)
        painter.fillRect(track, QColor(theme.accent))


def _option(font: QFont) -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    blank = QFontMetricsF(font).horizontalAdvance(" ")
    option.setTabStopDistance(blank * _TAB_CHARACTERS)
    return option


def _state_after(text: str, rules: LineRules) -> Hashable:
    """Return what ``text`` leaves open for the colours of what follows."""
    if len(text) > _LONGEST_BEFORE:
        return rules.usual
    state = rules.initial
    for line in text.split("\n")[:-1]:
        _, state = rules.style_line(line, state)
    return state
