"""Draws the marks of a draft for the help with the editor's own painter, so that they stay true.

Each is a word as it stands in the text while a run refines it. It must not know the help.
"""

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

from app.editor.editor_view import EditorView
from app.fonts import editor_font
from app.letting_go import let_go
from app.theme import Theme
from engine.events import DenoiseStep, TokenState, TokenView
from engine.request import Span

_RATIO = 2  # pixels a point: sharp on every screen; the files' names say so
_SIZE = QSize(360, 90)
_POINTS = 11
_WEDGE = 5  # px over the letters
_ROOM = (6, 2)  # px beside, and above and below
_FREE, _SETTLED, _PINNED = TokenState.FREE, TokenState.ACCEPTED, TokenState.PINNED
_Steps = tuple[tuple[str, TokenState], ...]
# What is drawn, and the steps that lead there: the word, and what the step did with it.
MARKS: dict[str, _Steps] = {
    "new": (("word", _FREE),),
    "free": tuple(("word", _FREE) for _ in range(6)),
    "settled": (("word", _SETTLED),),
    "pinned": (("word", _PINNED),),
    "corrected": (("wort", _SETTLED), ("wort", _SETTLED), ("word", _SETTLED)),
}


def picture_name(mark: str) -> str:
    """Return the name of the file that shows ``mark``."""
    return f"{mark}@{_RATIO}x.png"


def draw_marks(theme: Theme, folder: Path) -> None:
    """Write a picture of every mark in the colours of ``theme`` into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for mark, steps in MARKS.items():
        _drawn(steps, theme).save(str(folder / picture_name(mark)))


def _drawn(steps: _Steps, theme: Theme) -> QPixmap:
    view = EditorView()
    view.set_theme(theme)
    view.set_font(editor_font("", _POINTS))
    view.resize(_SIZE)
    view.set_text(f"{steps[0][0]}\n\n", "markdown")
    view.ensurePolished()
    view.grab()  # lays it out, though nobody sees it
    view.begin_draft(Span(0, len(steps[0][0])))
    for number, (word, state) in enumerate(steps, start=1):
        token = TokenView(0, len(word), 1.2 if state is _FREE else 0.0, state)
        view.show_step(DenoiseStep(1, 0, number, 9, 0.7, word, (token,), 0.1 * number))
    view.grab()
    whole = QPixmap(_SIZE * _RATIO)
    whole.setDevicePixelRatio(_RATIO)
    painter = QPainter(whole)
    view.render(painter, QPoint())
    painter.end()
    span = view.draft_span()
    area = view.span_rect(span) if span is not None else QRect(QPoint(), _SIZE)
    letters = view.focusProxy() or view
    area.setWidth(letters.fontMetrics().horizontalAdvance(steps[-1][0]))
    # A span has the room above its paragraph too.
    area.setTop(max(area.top(), area.bottom() - letters.fontMetrics().height() - _WEDGE))
    area = area.adjusted(-_ROOM[0], -_ROOM[1], _ROOM[0], _ROOM[1])
    let_go(view)
    return whole.copy(QRect(area.topLeft() * _RATIO, area.size() * _RATIO))
