"""A word of a hundred thousand letters, such as data in one line, is laid out at once."""

from PySide6.QtGui import QTextOption
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from tests.app.editor.editor_stage import inner

ANYWHERE = QTextOption.WrapMode.WrapAnywhere
LONG = "a" * 100_000


def wrap_mode(view: EditorView, number: int) -> QTextOption.WrapMode:
    edit = inner(view)
    block = edit.document().findBlockByNumber(number)
    assert edit.document().documentLayout().blockBoundingRect(block).height() > 0
    return block.layout().textOption().wrapMode()


def test_it_is_broken_anywhere_and_no_other_paragraph_is(qtbot: QtBot) -> None:
    view = EditorView()
    qtbot.addWidget(view)
    view.set_text(f"Some words.\n{LONG}\nOthers.\n", "python")
    view.resize(600, 400)
    view.show()
    assert [wrap_mode(view, number) is ANYWHERE for number in range(3)] == [False, True, False]
    view.set_text(f"Some words.\n{' '.join(LONG)[:3000]}\n", "python")
    assert wrap_mode(view, 1) is not ANYWHERE


def test_typing_decides_anew(qtbot: QtBot) -> None:
    view = EditorView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.set_text("b" * 1999, "python")
    assert wrap_mode(view, 0) is not ANYWHERE
    edit = inner(view)
    edit.insertPlainText("b")
    assert wrap_mode(view, 0) is ANYWHERE
    edit.insertPlainText(" ")
    cursor = edit.textCursor()
    cursor.setPosition(1000)
    cursor.insertText(" ")
    assert wrap_mode(view, 0) is not ANYWHERE
