"""The comparison of a draft with its original, in place."""

from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.review import review_draft
from app.theme import load_theme
from tests.app.editor.editor_stage import (
    PASSAGE,
    inner,
    open_editor,
    review_of,
    span_of,
)


def test_a_comparison_shows_both_texts(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    view.begin_draft(span)
    review = review_of(view, span, "Short.")
    view.show_review(review, compare=True)
    assert inner(view).draft._shown.text == PASSAGE + "Short."
    compared = view.grab().toImage()
    view.show_review(review, compare=False)
    assert inner(view).draft._shown.text == "Short."
    assert view.grab().toImage() != compared


def compared_colours(view: EditorView, original: str, draft: str) -> list[set[str]]:
    """The colours of every line of a comparison, beside its letters too."""
    span = span_of(view, original)
    view.begin_draft(span)
    request = review_of(view, span, draft).request
    made = review_of(view, span, draft).draft
    view.show_review(review_draft(request, made), compare=True)
    image = view.grab().toImage()
    edit = inner(view)
    lines = []
    for top in edit.draft.paragraph_tops():
        y = round(edit.places.draft_top() + top + edit.text_layout.line_height() / 2)
        rows = range(y - 4, y + 8)
        lines.append({image.pixelColor(x, row).name() for x in range(30, 560) for row in rows})
    return lines


def test_a_comparison_shows_line_ends_that_came_and_went(qtbot: QtBot) -> None:
    theme = load_theme("light")
    view = open_editor(qtbot, "Head.\n\nOne line.\nTwo lines.")
    came = compared_colours(view, "One line.\nTwo lines.", "One line.\n\nTwo lines.")
    assert [theme.added in line for line in came].count(True) == 1
    assert [theme.removed in line for line in came].count(True) == 0
    view = open_editor(qtbot, "Head.\n\nOne line.\n\nTwo lines.")
    went = compared_colours(view, "One line.\n\nTwo lines.", "One line. Two lines.")
    assert [theme.removed in line for line in went].count(True) == 2


def test_an_inserted_empty_line_is_tinted_across_the_column(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "One line.\n\nTwo lines.")
    after = "One line.\n\n\nTwo lines."
    compared_colours(view, view.text(), after)
    image = view.grab().toImage()
    edit = inner(view)
    added = load_theme("light").added
    x = round(edit.text_layout.column.left + edit.text_layout.column.width / 2)
    tinted = [y for y in range(view.height()) if image.pixelColor(x, y).name() == added]
    assert 10 < len(tinted) < 30
