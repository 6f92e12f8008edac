from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QTextDocument

from app.editor.stand_ins import from_document, to_document

awkward = "a\n \u2028\u2029\u00a0\r\ufdd0\ufdd1\x00\u0085😀"


@given(st.text(alphabet=awkward, max_size=30))
def test_a_document_gives_back_every_character(text: str) -> None:
    document = QTextDocument()
    document.setPlainText(to_document(text))
    assert from_document(document.toRawText()) == text


def test_positions_stay_as_they_are() -> None:
    assert len(to_document(awkward)) == len(awkward)
