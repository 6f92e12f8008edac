import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from pytestqt.qtbot import QtBot

from engine.request import Span
from tests.app.editor.editor_stage import (
    caret_to,
    inner,
    open_editor,
    press,
    span_of,
    type_text,
)

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.mark.parametrize(
    ("text", "language", "typed"),
    [
        ("- one|", "markdown", "- one\n- x"),
        ("1. one|\n2. two", "markdown", "1. one\n2. x\n2. two"),
        ("- |", "markdown", "x"),
        ("```python\nif a:|\n```", "markdown", "```python\nif a:\n    x\n```"),
        ("```\n- a|\n```", "markdown", "```\n- a\nx\n```"),
        ("def f():|", "python", "def f():\n    x"),
        ("if (a) {|}", "javascript", "if (a) {\n    x\n}"),
        ("😀 - a|", "markdown", "😀 - a\nx"),
    ],
)
def test_enter_goes_on_as_the_line_began(
    qtbot: QtBot, text: str, language: str, typed: str
) -> None:
    view = open_editor(qtbot, text.replace("|", ""), language)
    caret_to(view, text.index("|"))
    press(view, Qt.Key.Key_Return)
    after_enter = view.text()
    type_text(view, "x")
    assert view.text() == typed
    view.undo()
    view.undo()
    assert after_enter != view.text() or after_enter == text.replace("|", "")
    while view.text() != text.replace("|", ""):
        before = view.text()
        view.undo()
        assert view.text() != before


def test_tab_indents_lines_and_items_and_takes_them_back(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "def f():\n    a\n    b\n\nc", "python")
    view.select_span(span_of(view, "a\n    b"))
    press(view, Qt.Key.Key_Tab)
    assert view.text() == "def f():\n        a\n        b\n\nc"
    press(view, Qt.Key.Key_Backtab, SHIFT)
    press(view, Qt.Key.Key_Backtab, SHIFT)
    assert view.text() == "def f():\na\nb\n\nc"
    for _ in range(3):
        view.undo()
    assert view.text() == "def f():\n    a\n    b\n\nc"


def test_tab_in_a_list_makes_an_inner_item_and_in_text_goes_to_the_next_stop(
    qtbot: QtBot,
) -> None:
    view = open_editor(qtbot, "- a\n- b\n\nab")
    caret_to(view, view.text().index("b"))
    press(view, Qt.Key.Key_Tab)
    assert view.text() == "- a\n  - b\n\nab"
    caret_to(view, len(view.text()))
    press(view, Qt.Key.Key_Tab)
    assert view.text().endswith("\nab  ")


def test_copy_and_paste_keep_every_character(qtbot: QtBot) -> None:
    text = "a\u00a0b\u2028c 😀\nd"
    view = open_editor(qtbot, text)
    view.select_all()
    view.copy()
    assert QGuiApplication.clipboard().text() == text
    view.paste()
    assert view.text() == text
    view.undo()
    assert view.text() == text


def test_pasted_line_ends_become_the_documents_own(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "")
    data = QMimeData()
    data.setText("a\r\nb\rc")
    data.setHtml("<b>a</b>")
    QGuiApplication.clipboard().setMimeData(data)
    view.paste()
    assert view.text() == "a\nb\nc"
    view.undo()
    assert view.text() == ""


def test_cut_and_redo(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "one two")
    view.select_span(Span(0, 4))
    view.cut()
    assert view.text() == "two"
    view.undo()
    view.redo()
    assert view.text() == "two"


def test_the_text_is_read_anew_only_after_a_change(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "one")
    assert view.text() is view.text()
    revision = view.revision()
    type_text(view, "x")
    assert view.revision() > revision
    assert view.text() == "xone"


def test_an_input_method_composes_and_commits(qtbot: QtBot) -> None:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtGui import QInputMethodEvent

    view = open_editor(qtbot, "# **ab**")
    caret_to(view, 5)
    QCoreApplication.sendEvent(inner(view), QInputMethodEvent("に", []))
    view.grab()
    assert view.text() == "# **ab**"
    commit = QInputMethodEvent()
    commit.setCommitString("日本")
    QCoreApplication.sendEvent(inner(view), commit)
    assert view.text() == "# **a日本b**"
    assert inner(view).textCursor().position() == 7
    assert not inner(view).textCursor().hasSelection()
    assert isinstance(inner(view).textCursor(), QTextCursor)
