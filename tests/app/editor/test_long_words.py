"""A word of a hundred thousand letters, such as data in one line, is laid out at once."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QTextBlock, QTextOption
from pytestqt.qtbot import QtBot

from app.editor.draft_layout import DraftLayout
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


def test_a_line_of_code_that_goes_on_to_the_right_is_not_broken_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt would look for ends of the word at the old width, for as long as ten seconds."""
    view = EditorView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    view.set_text(f"{LONG}\n", "python")
    edit = inner(view)
    cursor = edit.textCursor()
    cursor.setPosition(50_000)
    edit.setTextCursor(cursor)
    laid_out: list[QTextOption.WrapMode] = []
    ensure: Callable[[DraftLayout, QTextBlock], None] = DraftLayout.ensureBlockLayout

    def note(layout: DraftLayout, block: QTextBlock) -> None:
        if not block.layout().lineCount() and block.length() > len(LONG):
            laid_out.append(edit.document().defaultTextOption().wrapMode())
        ensure(layout, block)

    monkeypatch.setattr(DraftLayout, "ensureBlockLayout", note)
    view.set_wrap(False)
    assert laid_out
    assert set(laid_out) <= {QTextOption.WrapMode.NoWrap}
    assert wrap_mode(view, 0) is QTextOption.WrapMode.NoWrap
