"""How a comparison looks, mark by mark, in both themes; to renew the lists, delete their files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QTextCharFormat
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.editor.shown_draft import ShownDraft, shown_review
from app.review import Review, review_draft
from app.review_moves import decide
from app.theme import Theme, load_theme
from tests.app.editor.editor_stage import inner, open_editor, review_of, span_of

GOLDEN = Path(__file__).parent / "golden"
OLD = "Teh quick cat sat on teh mat today.\nIt was hapy\nand warm, and it then sleeped."
NEW = "The quick cat slept on the mat.\nIt was very happy and warm, 🙂 and then it slept."


def make_review(view: EditorView) -> Review:
    span = span_of(view, OLD)
    made = review_of(view, span, NEW)
    review = review_draft(made.request, made.draft)
    for number, taken in ((0, True), (1, False), (3, True), (4, False), (5, False)):
        review = decide(review, number, taken=taken)
    return review


def ink(style: QTextCharFormat) -> str:
    parts = []
    if style.foreground().style() is not Qt.BrushStyle.NoBrush:
        parts.append(style.foreground().color().name())
    if style.fontStrikeOut():
        parts.append("struck out")
    if style.underlineStyle() is not QTextCharFormat.UnderlineStyle.NoUnderline:
        colour = style.underlineColor()
        name = f" {colour.name()}" if colour.isValid() else ""
        parts.append(f"{style.underlineStyle().name}{name}")
    return ", ".join(parts) or "plain"


def listed(shown: ShownDraft, theme: Theme) -> str:
    """Return everything that the comparison paints, one mark a line."""
    marks = {mark.start: ink(mark.format) for mark in shown.marks(0, theme)}
    grounds = {start: colour for start, _, colour in shown.grounds(0, theme)}
    lines = []
    for placed in shown.weave.placed:
        piece, start = placed.piece, placed.start
        number = "-" if piece.change is None else str(piece.change)
        words = [f"{number} {piece.kind.value:8}{piece.text!r}"]
        if placed.end > start:
            words += [marks.get(start, "plain"), grounds.get(start, "no ground")]
        lines.append(" | ".join(words))
    lines += [f"wedge at {tick.position}, taken: {tick.taken}" for tick in shown.ticks(0)]
    lines += [
        f"line end at {end.position}, removed: {end.removed}, empty: {end.empty}"
        for end in shown.line_ends(0)
    ]
    lines.append(f"frame around {shown.current_span(0)}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_mark_of_a_comparison(qtbot: QtBot, name: str) -> None:
    view = open_editor(qtbot, f"Above.\n\n{OLD}\n\nBelow.\n")
    told = listed(shown_review(make_review(view), comparing=True, current=2), load_theme(name))
    file = GOLDEN / f"comparison-{name}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_frame_and_the_wedge_are_told_by_shape(qtbot: QtBot, name: str) -> None:
    """What is painted beyond the text: a closed frame, a full wedge and a hollow one."""
    theme = load_theme(name)
    view = open_editor(qtbot, f"Above.\n\n{OLD}\n\nBelow.\n")
    view.set_theme(theme)
    view.begin_draft(span_of(view, OLD))
    review = make_review(view)
    view.review_side.show(review, comparing=True, current=2)
    image = view.grab().toImage()
    edit = inner(view)
    boxes = edit.draft.places.change_boxes(2)
    box = boxes[0].translated(0, edit.places.draft_top())
    accent = QColor(theme.accent).name()
    y = round(box.center().y())
    edge = range(round(box.left()) - 4, round(box.left()) + 2)
    assert any(near(image, x, y, accent) for x in edge)
    view.review_side.show(review, comparing=True, current=None)
    image = view.grab().toImage()
    assert not any(near(image, x, y, accent) for x in edge)
    for number in (3, 5):  # neither of them shows a word
        wedge = edit.draft.places.change_boxes(number)[0].translated(0, edit.places.draft_top())
        colour = theme.removed_text if review.changes[number].taken else theme.muted
        rows = range(round(wedge.top()), round(wedge.bottom()) + 4)
        columns = range(round(wedge.left()), round(wedge.right()) + 1)
        assert any(near(image, x, row, colour) for x in columns for row in rows)


def near(image: QImage, x: int, y: int, colour: str) -> bool:
    seen, wanted = image.pixelColor(x, y), QColor(colour)
    apart = (
        seen.red() - wanted.red(),
        seen.green() - wanted.green(),
        seen.blue() - wanted.blue(),
    )
    return all(abs(difference) < 40 for difference in apart)
