"""Tokens painted all at once look, pixel for pixel, as if painted one after the other."""

import random
from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QPolygonF, QTextOption

from app.editor.draft_paint import Area, Picture, paint_draft
from app.editor.line_layout import Column, Segment
from app.editor.markdown_rules import MarkdownRules
from app.editor.replacement import Replacement, TextLook
from app.editor.settling import Look, Settling, Stretch
from app.editor.shown_draft import shown_step
from app.editor.syntax_formats import build_formats
from app.editor.token_looks import Line, TokenLook, look_of
from app.editor.token_paint import TokenPainter
from app.fonts import editor_font
from app.theme import Theme, load_theme
from engine.events import DenoiseStep, TokenState, TokenView

_WORDS = (
    "Glass",
    "*cools*",
    "i",
    "`code`",
    "\n\n",
    "\n",
    "wörter",
    "𝔘nicode",
    "until it is",
    ",",
    "",
)
_WIDTH, _HEIGHT = 380, 420


def paint_one_by_one(
    painter: QPainter, theme: Theme, replacement: Replacement, stretches: tuple[Stretch, ...]
) -> None:
    """Paint stretch after stretch, the slow way.

    Letters come before lines and signs, and what looks alike together: where a letter reaches over
    its neighbour, or half a pixel is shared, the last one is seen.
    """
    looks = list(dict.fromkeys(stretch[2:] for stretch in stretches))
    stretches = tuple(sorted(stretches, key=lambda stretch: looks.index(stretch[2:])))
    for paint in (paint_wash, paint_letters, paint_line, paint_sign):
        for stretch in stretches:
            look = look_of(stretch, theme)
            if look.line is not Line.NONE or paint is paint_sign:
                parts = replacement.segments(stretch.start, stretch.end)
                for number, part in enumerate(parts):
                    ends = number == 0, number == len(parts) - 1
                    paint(painter, QColor(theme.draft), part, look, ends)


def paint_wash(
    painter: QPainter, ground: QColor, part: Segment, look: TokenLook, ends: tuple[bool, bool]
) -> None:
    """Dim letters."""
    del ends
    if look.wash:
        wash = QColor(ground)
        wash.setAlphaF(look.wash)
        painter.fillRect(part.box, wash)


def paint_letters(
    painter: QPainter, ground: QColor, part: Segment, look: TokenLook, ends: tuple[bool, bool]
) -> None:
    """Set letters in another ink."""
    del ends
    if look.inked:
        painter.fillRect(part.box, ground)
        painter.setPen(QColor(look.ink))
        corner = QPointF(0, part.baseline - part.line.y() - part.line.ascent())
        for run in part.line.glyphRuns(part.start, part.end - part.start):
            painter.drawGlyphRun(corner, run)


def paint_line(
    painter: QPainter, ground: QColor, part: Segment, look: TokenLook, ends: tuple[bool, bool]
) -> None:
    """Paint what stands under the letters."""
    del ground
    ink = QColor(look.ink)
    ink.setAlphaF(look.strength)
    width = 2.0 if look.line is Line.DASHES else 1.0
    pen = QPen(QBrush(ink), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    left, right = part.box.left(), part.box.right()
    y = round(part.baseline + min(3.0, part.descent * 0.6)) + 0.5
    breaks = {Line.DOTS: (1.0, 2.0), Line.DASHES: (4.0, 2.0)}.get(look.line)
    if breaks is not None:
        pen.setDashPattern([length / width for length in breaks])
        pen.setDashOffset(left % sum(breaks) / width)
        y += (width - 1) / 2
    painter.setPen(pen)
    painter.drawLine(QLineF(left, y, right, y))
    if look.line is Line.STOPPED:
        for x, here in zip((round(left) + 0.5, round(right) - 0.5), ends, strict=True):
            if here:
                painter.drawLine(QLineF(x, y - 2, x, y + 2))


def paint_sign(
    painter: QPainter, ground: QColor, part: Segment, look: TokenLook, ends: tuple[bool, bool]
) -> None:
    """Paint a wedge over the first letter of a word that was corrected."""
    del ground
    if not look.sign or not ends[0]:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(look.sign))
    x, y = part.box.left(), part.baseline - part.line.ascent() - 2
    corners = [QPointF(x, y), QPointF(x + 7, y), QPointF(x + 3.5, y + 4.5)]
    painter.drawPolygon(QPolygonF(corners))
    painter.restore()


def some_steps(chance: random.Random) -> Iterator[DenoiseStep]:
    """Yield steps of words that come, go and settle."""
    words = [chance.choice(_WORDS) for _ in range(70)]
    for number in range(1, 13):
        for _ in range(12):
            words[chance.randrange(len(words))] = chance.choice(_WORDS)
        text, tokens = "", []
        for word in words:
            shown = f"{word}{' ' * (len(word) % 3)}"
            state = chance.choice((*TokenState, TokenState.FREE, TokenState.FREE))
            end = len(text) + len(shown)
            tokens.append(TokenView(len(text), end, chance.uniform(0, 4), state))
            text += shown
        yield DenoiseStep(1, 0, number, 12, 0.7, text, tuple(tokens), 0.1)


def replacement_of(theme: Theme) -> Replacement:
    """Return what lays a draft out, without a text."""
    replacement, option, font = Replacement(), QTextOption(), editor_font("", 11)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    column = Column(16.4, _WIDTH - 40.0, 1.4)
    formats = build_formats(theme, font)
    replacement.set_look(TextLook(font, option, column, MarkdownRules(), formats))
    return replacement


def blank(ratio: float) -> QImage:
    """Return an empty picture of ``ratio`` pixels a point."""
    image = QImage(round(_WIDTH * ratio), round(_HEIGHT * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor("white"))
    return image


@pytest.mark.parametrize(
    ("name", "ratio"), list(product(("light", "dark"), (1.0, 1.25, 2.0))), ids=str
)
@pytest.mark.usefixtures("qapp")
def test_all_at_once_is_one_after_the_other(name: str, ratio: float) -> None:
    chance, theme, settling = random.Random(5), load_theme(name), Settling()
    replacement = replacement_of(theme)
    looks: set[tuple[Look, bool]] = set()
    for step in some_steps(chance):
        shown = shown_step(step, settling.stretches(step))
        replacement.set_text(f"be {shown.text}", "")
        stretches = shown.placed_stretches(3)
        looks |= {(stretch.look, stretch.corrected) for stretch in stretches}
        column = QRectF(16.4, 7.0, _WIDTH - 40.0, _HEIGHT - 20.0)
        clip = QRectF(0, 0, _WIDTH, _HEIGHT)
        images = []
        for way in (0, 1):
            images.append(image := blank(ratio))
            painter = QPainter(image)
            painted = stretches if way else ()
            picture = Picture(theme, 3, 3 + shown.length, True, painted)
            paint_draft(painter, picture, replacement, Area(column), clip)
            if not way:
                painter.translate(0, column.top())
                paint_one_by_one(painter, theme, replacement, stretches)
            painter.end()
        assert images[0] == images[1], step.step
    assert len(looks) == 2 * len(Look)


@pytest.mark.usefixtures("qapp")
def test_what_a_clip_shows_is_what_it_shows_of_all() -> None:
    chance, theme, settling = random.Random(6), load_theme("light"), Settling()
    replacement = replacement_of(theme)
    step = next(some_steps(chance))
    shown = shown_step(step, settling.stretches(step))
    replacement.set_text(shown.text, "")
    images = []
    for top, height in ((0.0, float(_HEIGHT)), (90.0, 77.0)):
        images.append(image := blank(1.0))
        painter = QPainter(image)
        painter.setClipRect(QRectF(0, 90, _WIDTH, 77))
        clip = QRectF(0, top, _WIDTH, height)
        TokenPainter(painter, theme, replacement, clip).paint(shown.placed_stretches(0))
        painter.end()
    assert images[0] == images[1]
    assert images[0] != blank(1.0)
