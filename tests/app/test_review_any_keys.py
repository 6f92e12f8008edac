"""Any keys on a draft under review: the document changes where its own caret is, and only there."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.edit_flow import FlowState
from engine.events import Draft
from engine.request import SamplingOptions, Span
from tests.app.review_bench import Bench

OLD = "Teh quick 🙂 cat sat on teh mat today.\n\n- it was hapy\n- and warm"
NEW = "The quick cat slept 日本 on the mat.\n\n- it was happy\n- and 🙂 warm\n- and fed"
_Key = Qt.Key
MOVES = (
    _Key.Key_Left,
    _Key.Key_Right,
    _Key.Key_Up,
    _Key.Key_Down,
    _Key.Key_Home,
    _Key.Key_End,
    _Key.Key_PageUp,
    _Key.Key_PageDown,
)
EDITS = (_Key.Key_Backspace, _Key.Key_Delete, _Key.Key_Return, _Key.Key_Tab, _Key.Key_Backtab)
COMMANDS = (_Key.Key_Z, _Key.Key_Y, _Key.Key_A, _Key.Key_C, _Key.Key_X, _Key.Key_V)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier

PRESS = st.one_of(
    st.tuples(st.sampled_from(MOVES), st.sampled_from([NONE, NONE, SHIFT, CONTROL])),
    st.tuples(st.sampled_from(MOVES), st.sampled_from([NONE, SHIFT, CONTROL | SHIFT])),
    st.tuples(st.sampled_from(EDITS), st.sampled_from([NONE, NONE, CONTROL])),
    st.tuples(st.sampled_from(COMMANDS), st.just(CONTROL)),
    st.tuples(st.sampled_from("né🙂 -`"), st.just(NONE)),
    st.tuples(st.just("change"), st.integers(0, 7)),
    st.tuples(st.just("compare"), st.just(0)),
    st.tuples(st.just("click"), st.tuples(st.integers(0, 499), st.integers(0, 399))),
)


@pytest.fixture(scope="module")
def bench(qapp: QApplication) -> Iterator[Bench]:
    del qapp
    bench = Bench()
    yield bench
    bench.tab.let_go()
    bench.editor.close()


def press(bench: Bench, what: object, how: object) -> None:
    reviewing = bench.tab.run.reviewing
    if what == "change":
        assert isinstance(how, int)
        reviewing.toggle(how)
    elif what == "compare":
        reviewing.set_comparing(not reviewing.comparing)
    elif what == "click":
        assert isinstance(how, tuple)
        QTest.mouseClick(bench.edit.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(*how))
    elif isinstance(how, Qt.KeyboardModifier):
        key = what if isinstance(what, Qt.Key) else _Key.Key_unknown
        text = what if isinstance(what, str) else ""
        event = QKeyEvent(QEvent.Type.KeyPress, key, how, text)
        QApplication.sendEvent(bench.edit, event)


def run(bench: Bench, before: str, after: str, presses: list[tuple[object, object]]) -> None:
    text = f"{before}{OLD}{after}"
    bench.editor.set_text(text, "markdown")
    span = Span(len(before), len(before) + len(OLD))
    bench.editor.select_span(span)
    request = bench.tab.make_request(span, "Do it", SamplingOptions())
    bench.serial += 1
    draft = Draft(0, NEW, 1, 0.1, True, True, bench.serial, 3, "Test", 1, 0)
    assert bench.flow.propose(request, draft)
    QApplication.clipboard().setText("pas\nted")
    try:
        for what, how in presses:
            inside, revision = bench.edit.in_draft, bench.editor.revision()
            taking_back = what in (_Key.Key_Z, _Key.Key_Y)
            press(bench, what, how)
            if bench.flow.state is not FlowState.REVIEWING:
                # Only a selection that takes the whole span along may end the review.
                assert not inside
                break
            review = bench.flow.review
            now = bench.flow.span
            assert review is not None
            assert now is not None
            assert bench.editor.text_at(now) == review.original == OLD
            assert bench.edit.pad.text == review.text
            if inside and bench.edit.in_draft and not taking_back:
                assert bench.editor.revision() == revision
            bench.edit.viewport().grab()
    finally:
        bench.flow.reject()
    for _ in range(len(presses)):
        bench.undo()
    assert bench.editor.text() == text


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    around=st.sampled_from(
        [("# A\n\nAbove.\n\n", "\n\nBelow.\n"), ("", ""), ("Before ", " behind.\n"), ("🙂", "\n")]
    ),
    presses=st.lists(PRESS, min_size=5, max_size=30),
)
def test_any_keys(
    qtbot: QtBot, bench: Bench, around: tuple[str, str], presses: list[tuple[object, object]]
) -> None:
    del qtbot
    run(bench, *around, presses)
