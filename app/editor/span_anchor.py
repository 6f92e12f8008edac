"""Where a running span stands while the person types around it; knows no draft.

Two cursors of the document mark the span and move along with it. What is typed at either end is
outside: it stands before the first character or behind the last one.
"""

from PySide6.QtGui import QTextBlock, QTextCursor, QTextDocument

from app.editor.stand_ins import from_document


class SpanAnchor:
    """A span of the document, in UTF-16 units, that follows the text around it."""

    def __init__(self, document: QTextDocument, start: int, end: int) -> None:
        self._start = QTextCursor(document)
        self._start.setPosition(start)
        self._end = QTextCursor(document)
        self._end.setPosition(end)
        self._end.setKeepPositionOnInsert(True)
        self._raw = self._raw_text()

    @property
    def start(self) -> int:
        """The first unit."""
        return self._start.position()

    @property
    def end(self) -> int:
        """One past the last unit."""
        return self._end.position()

    @property
    def text(self) -> str:
        """The span's text as it was in the beginning, line ends U+000A."""
        return from_document(self._raw)

    @property
    def untouched(self) -> bool:
        """Whether the span still holds the text of the beginning."""
        return self.start <= self.end and self._raw_text() == self._raw

    @property
    def first_block(self) -> QTextBlock:
        """The block in which the span begins."""
        return self._start.block()

    @property
    def last_block(self) -> QTextBlock:
        """The block in which the span ends."""
        return self._end.block()

    @property
    def before(self) -> str:
        """The text before the span in its first block."""
        block = self.first_block
        return _units(block.text(), 0, self.start - block.position())

    @property
    def after(self) -> str:
        """The text behind the span in its last block."""
        block = self.last_block
        return _units(block.text(), self.end - block.position(), None)

    def selected_parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return what of a selection stands in the blocks of the span: of the span all or nothing.

        Nor the span where it is just what is selected: that is what the draft was asked for.
        """
        first = self.first_block.position()
        last = self.last_block.position() + self.last_block.length() - 1
        parts = [
            (max(first, start), min(end, self.start)),
            (max(start, self.end), min(end, last)),
        ]
        if start <= self.start and end >= self.end and (start, end) != (self.start, self.end):
            parts.append((self.start, self.end))
        return [(low, high) for low, high in parts if low < high]

    def _raw_text(self) -> str:
        cursor = QTextCursor(self._start)
        cursor.setPosition(self._end.position(), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()


def _units(text: str, start: int, end: int | None) -> str:
    """Return a slice of ``text`` given in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    raw = text.encode("utf-16-le", "surrogatepass")
    part = raw[2 * start : None if end is None else 2 * end]
    return part.decode("utf-16-le", "surrogatepass")
