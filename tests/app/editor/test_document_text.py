"""The text that is carried along from change to change is the document's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument
from pytestqt.qtbot import QtBot

from app.editor.document_text import DocumentText
from app.editor.stand_ins import from_document, to_document
from engine.request import Span

PIECES = ("a", "word ", "\n", "🙂", "é", "\u00a0", "\u2029", "\ufde1", "\r", "two\nlines\n", "")
EDITS = st.lists(
    st.tuples(
        st.sampled_from(("insert", "delete", "replace", "undo", "redo", "set", "block")),
        st.integers(0, 60),
        st.integers(0, 8),
        st.sampled_from(PIECES),
    ),
    max_size=25,
)


class Watched:
    """A document whose changes are noted, as the editor's are."""

    def __init__(self, text: str) -> None:
        self.document = QTextDocument()
        self.document.documentLayout()  # a document without a layout tells of no changes
        self.text = DocumentText(self.document)
        self.document.contentsChange.connect(self.text.note_change)
        self.document.setPlainText(to_document(text))
        self.document.setUndoRedoEnabled(True)

    def read(self) -> str:
        return from_document(self.document.toRawText())

    def edit(self, kind: str, place: int, count: int, piece: str) -> None:
        # As the program does it: places are code points, so no character is cut in two.
        length = len(self.text.text)
        start, end = self.text.to_units(Span(min(place, length), min(place + count, length)))
        cursor = QTextCursor(self.document)
        cursor.setPosition(start)
        match kind:
            case "insert":
                cursor.insertText(to_document(piece))
            case "delete" | "replace":
                cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(to_document(piece) if kind == "replace" else "")
            case "undo":
                self.document.undo()
            case "redo":
                self.document.redo()
            case "set":
                self.document.setPlainText(to_document(piece * count))
            case _:
                cursor.beginEditBlock()
                cursor.insertText(to_document(piece))
                cursor.setPosition(0)
                cursor.insertText(to_document(piece))
                cursor.endEditBlock()


@pytest.mark.usefixtures("qapp")
@settings(deadline=None, max_examples=200)
@given(text=st.sampled_from(("", "one line", "🙂 two\nlines 🙂\n")), edits=EDITS)
def test_any_edits_leave_text_and_document_equal(
    text: str, edits: list[tuple[str, int, int, str]]
) -> None:
    watched = Watched(text)
    for edit in edits:
        watched.edit(*edit)
        assert watched.text.text == watched.read()


def test_typing_does_not_read_the_document_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qtbot
    watched = Watched("A line 🙂.\n" * 50)
    assert watched.text.text == watched.read()
    reads: list[str] = []

    def note(raw: str) -> str:
        reads.append(raw)
        return from_document(raw)

    monkeypatch.setattr("app.editor.document_text.from_document", note)
    watched.edit("insert", 30, 0, "typed 🙂")
    assert "typed 🙂" in watched.text.text
    assert reads == ["typed 🙂"]


@pytest.mark.parametrize("unread", [1, 2, 50, 51, 200])
def test_any_number_of_changes_may_pass_before_somebody_reads(qtbot: QtBot, unread: int) -> None:
    del qtbot
    watched = Watched("a long 🙂 text\n" * 20)
    assert watched.text.text == watched.read()
    cursor = QTextCursor(watched.document)
    for number in range(unread):
        cursor.setPosition(number % 7)
        cursor.insertText("🙂" if number % 5 == 0 else "xy")
        cursor.deletePreviousChar()
    assert watched.text.text == watched.read()
