"""A draft over its span: what is seen, what moves, and that it leaves no trace."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.editor.line_numbers import NumberedLine
from app.review import AcceptedEdit
from app.theme import load_theme
from engine.request import Span
from tests.app.editor.editor_stage import (
    DRAFTS,
    PASSAGE,
    TEXT,
    block_tops,
    caret_to,
    document_of,
    inner,
    open_editor,
    review_of,
    span_of,
    step_of,
    type_text,
)


def tops_above(view: EditorView) -> list[float]:
    tops = block_tops(view)
    return [tops["# Annealing"], tops["Before the passage."]]


def state_of(view: EditorView) -> tuple[object, ...]:
    document = document_of(view)
    return (
        view.text(),
        view.revision(),
        document.revision(),
        document.isModified(),
        document.isUndoAvailable(),
        document.isRedoAvailable(),
        document.availableUndoSteps(),
        document.availableRedoSteps(),
        view.selected_span(),
    )


def test_a_run_and_its_review_leave_no_trace(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    type_text(view, "x")
    view.undo()
    view.select_span(span_of(view, PASSAGE))
    before = state_of(view)
    tops = block_tops(view)
    view.begin_draft(span_of(view, PASSAGE))
    for number, draft in enumerate(DRAFTS):
        view.show_step(step_of(draft, number + 1))
        view.grab()
        assert state_of(view) == before
    for compare in (False, True):
        view.show_review(review_of(view, span_of(view, PASSAGE), DRAFTS[1]), compare)
        view.grab()
        assert state_of(view) == before
    view.end_draft()
    assert state_of(view) == before
    assert block_tops(view) == tops


def test_lines_above_never_move_and_below_only_ever_further_down(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    above, below = tops_above(view), block_tops(view)["- one"]
    view.begin_draft(span_of(view, PASSAGE))
    for number, draft in enumerate((*DRAFTS, *DRAFTS)):
        view.show_step(step_of(draft, number + 1))
        assert tops_above(view) == above
        assert block_tops(view).get("- one", 1e9) >= below
        below = block_tops(view).get("- one", 1e9)
    view.show_review(review_of(view, span_of(view, PASSAGE), DRAFTS[2]), compare=False)
    assert tops_above(view) == above


def test_room_grows_by_several_lines_so_that_below_moves_seldom(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    places = set()
    for lines in range(1, 9):
        view.show_step(step_of("\n".join(["a line"] * lines), lines))
        places.add(block_tops(view)["- one"])
    assert len(places) <= 4


def test_a_review_takes_the_room_that_the_accepted_text_will_take(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    for draft in ("Short.", "One.\n\nTwo, which is longer.\n\n- three\n- four"):
        span = span_of(view, PASSAGE)
        view.begin_draft(span)
        view.show_step(step_of(DRAFTS[2]))
        review = review_of(view, span, draft)
        view.show_review(review, compare=False)
        reviewed = block_tops(view)
        shown = view.grab().toImage()
        view.end_draft()
        view.apply_edit(edit_of(review.request.selected, draft, span))
        accepted = block_tops(view)
        assert accepted["- one"] == reviewed["- one"]
        assert shown.size() == view.grab().toImage().size()
        view.undo()


def edit_of(before: str, after: str, span: Span) -> AcceptedEdit:
    return AcceptedEdit(span, before, after)


@pytest.mark.parametrize("compare", [False, True])
def test_a_retry_begins_with_the_draft_and_the_room_of_the_review(
    qtbot: QtBot, compare: bool
) -> None:
    long = "\n".join([PASSAGE] * 4)
    view = open_editor(qtbot, TEXT.replace(PASSAGE, long))
    span = span_of(view, long)
    view.begin_draft(span)
    whole = block_tops(view)["- one"]
    view.show_step(step_of("Short."))
    review = review_of(view, span, "Short.")
    view.show_review(review, compare=False)
    reviewed = block_tops(view)["- one"]
    assert reviewed < whole
    view.show_review(review, compare)
    view.begin_draft(span)
    assert inner(view).draft._shown.text == "Short."
    assert block_tops(view)["- one"] == reviewed
    view.resize(view.width(), view.height() - 10)
    assert block_tops(view)["- one"] == reviewed
    view.show_step(step_of("Another."))
    assert block_tops(view)["- one"] == reviewed
    view.end_draft()
    view.begin_draft(span)
    assert block_tops(view)["- one"] == whole


def test_text_around_a_span_in_the_middle_of_its_lines_is_still_seen(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "One two three four five.\n\nEnd.", "markdown")
    edit = inner(view)
    before = edit.places.caret_rect(4)
    view.begin_draft(Span(4, 13))
    view.show_step(step_of("2 3"))
    assert edit.places.caret_rect(4) == before
    tail = edit.places.caret_rect(13)
    assert tail.left() < edit.places.caret_rect(18).left()
    assert edit.places.position_at(QPointF(tail.left() + 1, tail.center().y())) == 13


def test_settled_tokens_do_not_move_while_others_settle(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    draft = "Glass that cooled AV AV too fast broke."
    carets = []
    for number, free in enumerate((("Glass", "AV", "broke."), ("AV",), ())):
        view.show_step(step_of(draft, number + 1, free=free))
        replacement = inner(view).draft._replacement
        carets.append([replacement.caret(place) for place in range(len(draft))])
    assert carets[0] == carets[1] == carets[2]


def test_free_and_settled_tokens_look_different_without_colour(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    pictures = []
    for free in (("Glass",), ()):
        view.show_step(step_of("Glass", free=free))
        pictures.append(view.grab().toImage().convertToFormat(_grey()))
    assert pictures[0] != pictures[1]


def _grey() -> QImage.Format:
    return QImage.Format.Format_Grayscale8


def test_with_reduced_motion_only_the_progress_moves(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.set_reduced_motion(True)
    view.begin_draft(span_of(view, PASSAGE))
    tops = block_tops(view)
    view.show_step(step_of(DRAFTS[2], 1))
    early = view.grab().toImage()
    view.show_step(step_of(DRAFTS[0], 7))
    assert view.grab().toImage() != early
    assert block_tops(view) == tops
    view.show_review(review_of(view, span_of(view, PASSAGE), DRAFTS[2]), compare=False)
    assert block_tops(view) != tops


def test_a_draft_longer_than_the_view_can_be_scrolled_through(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step_of("\n".join(f"line {number}" for number in range(60))))
    edit = inner(view)
    for _ in range(200):
        edit.scroll_by(15)
    assert "The end." in block_tops(view)
    seen = set()
    for _ in range(200):
        edit.scroll_by(-15)
        seen.add(round(edit.places.draft_top()))
    assert len(seen) > 60
    assert tops_above(view)[0] >= 0


def test_a_span_of_all_the_text_and_one_at_either_end(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "first\n\nlast")
    for span in (Span(0, 11), Span(0, 5), Span(7, 11)):
        view.begin_draft(span)
        view.show_step(step_of("a\nb\nc"))
        view.grab()
        view.end_draft()
    assert view.text() == "first\n\nlast"


def test_emoji_before_inside_and_after_the_span(qtbot: QtBot) -> None:
    text = "😀 before\n\nin 😀 side 𝒳 it\n\nafter 😀 it"
    view = open_editor(qtbot, text)
    span = span_of(view, "in 😀 side 𝒳 it")
    view.begin_draft(span)
    view.show_step(step_of("a 😀 b 𝒳", free=("😀", "𝒳")))
    view.grab()
    assert view.draft_span() == span
    caret_to(view, 1)
    type_text(view, "x")
    assert view.draft_span() == Span(span.start + 1, span.end + 1)
    review = review_of(view, span_of(view, "in 😀 side 𝒳 it"), "😀😀")
    view.show_review(review, compare=True)
    view.grab()
    view.end_draft()
    view.apply_edit(edit_of(review.request.selected, "😀😀", review.request.span))
    assert view.text() == "😀x before\n\n😀😀\n\nafter 😀 it"


def test_the_draft_follows_theme_zoom_and_width(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step_of(DRAFTS[1]))
    heights = [inner(view).draft.height()]
    light = view.grab().toImage()
    view.set_theme(load_theme("dark"))
    assert view.grab().toImage() != light
    view.set_zoom(150)
    heights.append(inner(view).draft.height())
    view.resize(400, 520)
    heights.append(inner(view).draft.height())
    assert heights == sorted(set(heights))


def test_a_selection_is_seen_around_a_draft_but_never_in_a_part_of_it(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "One two three four five.\n\nEnd.")
    view.begin_draft(Span(4, 13))
    view.show_step(step_of("2 3"))
    selection = QColor(load_theme("light").selection)

    def seen() -> bool:
        shown = view.grab().toImage()
        return any(
            shown.pixelColor(x, y) == selection
            for x in range(0, shown.width(), 2)
            for y in range(0, 80, 2)
        )

    for start, end, visible in ((4, 13, False), (6, 9, False), (0, 3, True), (0, 24, True)):
        view.select_span(Span(start, end))
        assert seen() is visible


def test_lines_of_a_draft_beyond_the_originals_are_numbered_by_a_plus(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = open_editor(qtbot, "a = 1\nb = 2\nc = 3\n", "python")
    view.begin_draft(span_of(view, "b = 2"))
    view.show_step(step_of("b = 2\nbb = 22\nbbb = 222"))
    painted: list[NumberedLine] = []

    def note(_painter: object, _theme: object, _width: float, lines: list[NumberedLine]) -> None:
        painted.extend(lines)

    monkeypatch.setattr("app.editor.view_painter.paint_numbers", note)
    view.grab()
    painted.sort(key=lambda line: line.y)
    assert [line.number for line in painted] == ["1", "2", "+", "+", "3", "4"]
    steps = [after.y - before.y for before, after in pairwise(painted[:4])]
    assert len(set(steps)) == 1
