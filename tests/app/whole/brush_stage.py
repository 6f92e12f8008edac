"""The strength brush on the stage of the whole editor: what is painted, asked for and shown."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF

from app.brush import LIGHT_STRENGTH, Brush
from app.editor.text_edit import TextEdit
from app.panels.brush_card import BrushCard
from engine.request import EditRequest
from tests.app.whole.stage import Stage

OLD = "One two, three four five six.\nSeven **eight** nine."
TEXT = f"# Title\n\n{OLD}\n\nThe last paragraph.\n"


def card_of(stage: Stage) -> BrushCard:
    return stage.program.window.brush_card


def edit_of(stage: Stage) -> TextEdit:
    edit = stage.text_edit()
    assert isinstance(edit, TextEdit)
    return edit


def open_brush(stage: Stage, folder: Path, at: str = "three") -> BrushCard:
    stage.open(folder / "a.md", TEXT)
    stage.caret_to(at)
    stage.press("Ctrl+Shift+B")
    assert card_of(stage).isVisible()
    return card_of(stage)


def asked(stage: Stage, instruction: str = "tighten") -> EditRequest:
    """Give the instruction, and return the request that went out."""
    assert stage.program.window.instruction_bar.isVisible()
    stage.type(instruction)
    stage.press("Return")
    stage.see_draft("Short.")
    return stage.engine.requests[-1]


def kept(request: EditRequest) -> list[str]:
    return [request.selected[span.start : span.end] for span in request.pinned]


def light(request: EditRequest) -> list[str]:
    spans = [stroke.span for stroke in request.strokes]
    assert all(stroke.strength == LIGHT_STRENGTH for stroke in request.strokes)
    return [request.selected[span.start : span.end] for span in spans]


def shown(stage: Stage) -> list[tuple[str, Brush]]:
    """Return what the text shows as painted."""
    text = stage.text
    return [(text[a:b], brush) for a, b, brush in edit_of(stage).painter_.brush.strokes]


def cursor_words(stage: Stage) -> str:
    cursor = edit_of(stage).painter_.brush.cursor
    assert cursor is not None
    return stage.text[slice(*cursor)]


def point_on(stage: Stage, word: str) -> QPoint:
    """Return the middle of ``word`` on the screen."""
    start = stage.text.index(word)
    places = edit_of(stage).places
    first, last = places.caret_rect(start), places.caret_rect(start + len(word))
    return QPointF((first.left() + last.left()) / 2, first.center().y()).toPoint()
