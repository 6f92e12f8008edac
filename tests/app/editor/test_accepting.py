import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.review import AcceptedEdit
from engine.request import Span
from tests.app.editor.editor_stage import (
    PASSAGE,
    TEXT,
    caret_to,
    document_of,
    inner,
    open_editor,
    press,
    span_of,
    step_of,
    type_text,
)


def accepted(view_text: str, after: str) -> AcceptedEdit:
    start = view_text.index(PASSAGE)
    return AcceptedEdit(Span(start, start + len(PASSAGE)), PASSAGE, after)


@pytest.mark.parametrize("after", ["New.", "", "a\n\nb\n- c", "😀", PASSAGE + " More."])
def test_one_undo_gives_back_the_exact_text_and_selects_it(qtbot: QtBot, after: str) -> None:
    view = open_editor(qtbot)
    view.select_span(span_of(view, PASSAGE))
    view.apply_edit(accepted(TEXT, after))
    assert view.text() == TEXT.replace(PASSAGE, after)
    assert len(view.selected_span()) == 0
    view.undo()
    assert view.text() == TEXT
    assert view.selected_span() == span_of(view, PASSAGE)
    assert not document_of(view).isUndoAvailable()
    view.redo()
    assert view.text() == TEXT.replace(PASSAGE, after)


def test_the_accept_is_a_step_of_its_own_between_what_is_typed(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    span = span_of(view, PASSAGE)
    caret_to(view, span.end)
    type_text(view, " typed before")
    with_typed = view.text()
    view.apply_edit(accepted(with_typed, "New."))
    accepted_text = view.text()
    caret_to(view, view.text().index("New.") + 4)
    type_text(view, "after")
    assert "New.after typed before" in view.text()
    for expected in (accepted_text, with_typed, TEXT):
        view.undo()
        assert view.text() == expected
    for expected in (with_typed, accepted_text):
        view.redo()
        assert view.text() == expected


def test_what_was_typed_elsewhere_during_the_run_is_undone_after_the_accept(qtbot: QtBot) -> None:
    view = open_editor(qtbot)
    view.begin_draft(span_of(view, PASSAGE))
    caret_to(view, len(TEXT))
    type_text(view, "typed")
    view.show_step(step_of("New."))
    typed = view.text()
    view.end_draft()
    caret = view.selected_span()
    view.apply_edit(accepted(typed, "New."))
    moved = len("New.") - len(PASSAGE)
    assert view.selected_span() == Span(caret.start + moved, caret.end + moved)
    press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.text() == typed
    press(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert view.text() == TEXT


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(alphabet="ab \n\u00a0é😀\u2028\u2029\r", min_size=1, max_size=20),
    after=st.text(alphabet="xy \n\u00a0😀\u2029\r", max_size=8),
    data=st.data(),
)
def test_any_edit_of_any_text_is_undone_exactly(
    qtbot: QtBot, text: str, after: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    view = open_editor(qtbot, text)
    view.apply_edit(AcceptedEdit(Span(start, end), text[start:end], after))
    assert view.text() == text[:start] + after + text[end:]
    if text[start:end] != after:
        view.undo()
        assert view.text() == text
    view.close()


def test_the_scroll_stays_when_the_edit_is_elsewhere(qtbot: QtBot) -> None:
    view = open_editor(qtbot, TEXT + "\n\nmore" * 60)
    view.scroll_to_line(40)
    top = inner(view).top_line()
    caret_to(view, view.text().rindex("more"))
    view.scroll_to_line(40)
    view.apply_edit(accepted(view.text(), "New."))
    assert inner(view).top_line() == top
