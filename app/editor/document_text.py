"""The document's text and positions as the rest of the program counts them; paints nothing.

Every change is carried over into the text that was read before, and into an index through which
positions are translated: so neither costs a reading of the whole document at every key.
"""

from PySide6.QtGui import QTextCursor, QTextDocument

from app.editor.stand_ins import from_document, to_document
from app.utf16 import Utf16Index
from engine.request import Span


class DocumentText:
    """Code points outside, UTF-16 units inside."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._index = Utf16Index()
        self._revision = 0
        self._text: str | None = ""

    @property
    def revision(self) -> int:
        """A number that grows with every change of the text."""
        return self._revision

    @property
    def text(self) -> str:
        """The whole text, line ends U+000A."""
        if self._text is None:
            self._text = from_document(self._document.toRawText())
        return self._text

    def note_change(self, position: int, removed: int, added: int) -> None:
        """Note a change as ``QTextDocument.contentsChange`` tells it."""
        self._revision += 1
        units = self._document.characterCount() - 1
        fresh = self._between(position, min(position + added, units))
        text, self._text = self._text, None
        if text is not None:
            start, end = map(self._index.to_code_point, (position, position + removed))
            text = text[:start] + from_document(fresh) + text[end:]
        self._index.replace(position, removed, fresh)
        # Qt counts the document's last line end in where all is replaced: then it is read anew.
        if text is not None and len(text) + self._index.astral == units:
            self._text = text

    def to_span(self, start: int, end: int) -> Span:
        """Return the span of the units from ``start`` to ``end``."""
        return Span(self._index.to_code_point(start), self._index.to_code_point(end))

    def to_units(self, span: Span) -> tuple[int, int]:
        """Return the units of ``span``."""
        return self._index.to_utf16(span.start), self._index.to_utf16(span.end)

    def to_code_point(self, unit: int) -> int:
        """Return the code point index of ``unit``."""
        return self._index.to_code_point(unit)

    def replace(self, span: Span, after: str) -> tuple[int, int]:
        """Replace ``span`` as one undo step of its own and return the new text's units.

        The new text goes in before the old one goes out: two insertions that touch would share
        an undo step with what is typed next.
        """
        start, end = self.to_units(span)
        cursor = QTextCursor(self._document)
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.insertText(to_document(after))
        middle = cursor.position()
        cursor.setPosition(middle + end - start, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.endEditBlock()
        return start, middle

    def _between(self, start: int, end: int) -> str:
        cursor = QTextCursor(self._document)
        cursor.setPosition(start)
        cursor.setPosition(max(start, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()
