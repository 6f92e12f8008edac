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


LONG = "\n\n".join(f"{number} {PASSAGE} {PASSAGE} {PASSAGE}" for number in range(40)) + "\n"
PART = f"11 {PASSAGE} {PASSAGE} {PASSAGE}"


@pytest.mark.parametrize("after", ["Short.", PART * 2, PART * 20, PART[:-5] + "cold."])
@pytest.mark.parametrize("pixels", [0.0, 7.0, 131.0])
def test_accept_undo_and_redo_move_no_line_above(qtbot: QtBot, after: str, pixels: float) -> None:
    view = open_editor(qtbot, LONG)
    edit = inner(view)
    span = Span(LONG.index(PART), LONG.index(PART) + len(PART))
    view.scroll_to_line(19.0)
    edit.scroll_by(pixels)
    caret_to(view, span.start + 3)

    def place() -> tuple[float, float]:
        above = LONG.rindex("ever", 0, span.start)
        return edit.places.caret_rect(above).top(), edit.places.caret_rect(span.start).top()

    before = place()
    view.apply_edit(AcceptedEdit(span, PART, after))
    assert place() == before
    for key in (Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_Z):
        press(view, key, Qt.KeyboardModifier.ControlModifier)
        assert place() == before
    view.redo()
    view.undo()
    assert place() == before
    assert view.selected_span() == span


def test_undo_keeps_the_start_of_a_span_that_begins_above_the_view(qtbot: QtBot) -> None:
    view = open_editor(qtbot, LONG)
    edit = inner(view)
    start, end = LONG.index("\n3 ") + 1, LONG.index("\n9 ")
    view.scroll_to_line(10.3)
    top = edit.places.caret_rect(start).top()
    assert top < 0
    after = LONG[start:end].replace("*too fast* ", "")
    view.apply_edit(AcceptedEdit(Span(start, end), LONG[start:end], after))
    assert edit.places.caret_rect(start).top() == top
    view.undo()
    assert edit.places.caret_rect(start).top() == top


def test_a_step_that_changes_what_is_out_of_sight_brings_it_onto_the_screen(qtbot: QtBot) -> None:
    view = open_editor(qtbot, LONG)
    edit = inner(view)
    span = Span(LONG.index(PART), LONG.index(PART) + len(PART))
    view.apply_edit(AcceptedEdit(span, PART, "Short."))
    for step in (view.undo, view.redo):
        for line in (0, 70):
            view.scroll_to_line(line)
            step()
            rect = edit.places.caret_rect(span.start)
            assert rect.top() >= 0
            assert rect.bottom() <= edit.viewport().height()
            (view.redo if step == view.undo else view.undo)()
        step()
