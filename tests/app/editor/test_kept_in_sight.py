"""A draft stays in sight when a drawer takes room from the text, and the text goes back."""

import pytest
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from tests.app.editor.editor_stage import (
    DRAFTS,
    PASSAGE,
    inner,
    open_editor,
    review_of,
    span_of,
    step_of,
)


def foot_of_the_draft(view: EditorView) -> float:
    places = inner(view).places
    return places.kept_rect().bottom()


def test_a_draft_that_a_drawer_would_cover_goes_up_and_back_down(qtbot: QtBot) -> None:
    """Lines stay where they are as long as all of the draft is seen."""
    view = open_editor(qtbot, "\n\n".join([f"Line {n} of the text." for n in range(7)] + [PASSAGE]))
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step_of(DRAFTS[1]))
    width, height = view.width(), view.height()
    before = inner(view).top_line()
    assert before == 0.0
    spare = height - foot_of_the_draft(view)
    assert 20 < spare < 200
    view.resize(width, height - int(spare) + 10)
    assert inner(view).top_line() == 0.0  # there was room enough
    for lower in (height - 150, height - 250):
        view.resize(width, lower)
        assert 0 < lower - foot_of_the_draft(view) < 12
    view.resize(width, height)
    assert inner(view).top_line() == before


def test_a_draft_that_was_not_in_sight_is_left_where_it_is(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "\n\n".join([f"Line {n} of the text." for n in range(60)]))
    view.begin_draft(span_of(view, "Line 50 of the text."))
    view.scroll_to_line(4.0)
    view.resize(view.width(), view.height() - 200)
    assert inner(view).top_line() == pytest.approx(4.0)


def test_what_was_scrolled_below_a_drawer_stays_there_when_it_closes(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "\n\n".join([f"Line {n} of the text." for n in range(7)] + [PASSAGE]))
    view.begin_draft(span_of(view, PASSAGE))
    height = view.height()
    view.resize(view.width(), height - 250)
    view.scroll_to_line(3.0)
    view.resize(view.width(), height)
    assert inner(view).top_line() == pytest.approx(3.0)


def test_a_panel_beside_the_text_pushes_the_draft_out_of_sight_no_more_than_a_drawer(
    qtbot: QtBot,
) -> None:
    words = "\n\n".join([f"Line {n} of the text, {PASSAGE}" for n in range(3)] + [PASSAGE])
    view = open_editor(qtbot, words)
    view.begin_draft(span_of(view, "Line 2 of the text, " + PASSAGE))
    width, height = view.width(), int(foot_of_the_draft(view)) + 20
    view.resize(width, height)
    view.resize(width - 260, height)
    assert inner(view).top_line() > 0.0
    assert foot_of_the_draft(view) < height
    assert inner(view).places.kept_rect().top() >= 0
    view.resize(width, height)
    assert inner(view).top_line() == 0.0


@pytest.mark.parametrize(("lines", "times"), [(7, 1), (1, 8)], ids=["fits", "higher"])
def test_a_comparison_that_outgrows_the_view_goes_up_and_back_down(
    qtbot: QtBot, lines: int, times: int
) -> None:
    """As far as it fits: of one that is higher than the view the beginning is seen."""
    passage = PASSAGE * times
    words = [f"Line {n} of the text." for n in range(lines)]
    view = open_editor(qtbot, "\n\n".join([*words, passage, "End."]))
    span = span_of(view, passage)
    view.begin_draft(span)
    review = review_of(view, span, "Short.")
    view.review_side.switch(review, False)
    room = int(foot_of_the_draft(view)) + 10
    view.resize(view.width(), room)
    assert inner(view).top_line() == 0.0
    view.review_side.switch(review, True)
    kept = inner(view).places.kept_rect()
    assert inner(view).top_line() > 0.0
    if times == 1:
        assert 0 < room - kept.bottom() < 12
    else:
        assert kept.height() > room
        assert 0 < kept.top() < 12
    view.review_side.switch(review, False)
    assert inner(view).top_line() == 0.0


def test_a_comparison_that_fits_or_was_scrolled_half_away_moves_nothing(qtbot: QtBot) -> None:
    view = open_editor(qtbot, f"Above.\n\n{PASSAGE}\n\n" + "Below.\n\n" * 60)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    review = review_of(view, span, "Short.")
    view.review_side.switch(review, True)
    for line in (0.0, 2.5):
        view.scroll_to_line(line)
        top = inner(view).places.draft_top()
        for comparing in (False, True):
            view.review_side.switch(review, comparing)
            assert inner(view).places.draft_top() == pytest.approx(top)
