"""The document's text and positions as the rest of the program counts them; paints nothing.

Every change is noted, to be carried over into the text that was read before once somebody asks
for the text, and carried into an index through which positions are translated: so neither costs a
reading or a copy of the whole document at every key.
"""

from PySide6.QtGui import QTextCursor, QTextDocument

from app.editor.replace_plan import ReplacePlan
from app.editor.stand_ins import from_document, to_document
from app.utf16 import Utf16Index
from engine.request import Span

_MOST_WAITING = 50  # changes: from here on reading the text anew is cheaper


class DocumentText:
    """Code points outside, UTF-16 units inside."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._index = Utf16Index()
        self._revision = 0
        self._text: str | None = ""  # before the changes that wait
        self._length = 0  # with them
        self._waiting: list[tuple[int, int, str]] = []

    @property
    def revision(self) -> int:
        """A number that grows with every change of the text."""
        return self._revision

    @property
    def text(self) -> str:
        """The whole text, line ends U+000A."""
        if self._text is None:
            self._text = from_document(self._document.toRawText())
            self._length = len(self._text)
        for start, end, fresh in self._waiting:
            self._text = f"{self._text[:start]}{fresh}{self._text[end:]}"
        self._waiting.clear()
        return self._text

    def note_change(self, position: int, removed: int, added: int) -> None:
        """Note a change as ``QTextDocument.contentsChange`` tells it."""
        self._revision += 1
        units = self._document.characterCount() - 1
        fresh = self._between(position, min(position + added, units))
        start, end = map(self._index.to_code_point, (position, position + removed))
        self._index.replace(position, removed, fresh)
        added_text = from_document(fresh)
        self._length += len(added_text) - (min(end, self._length) - start)
        self._waiting.append((start, end, added_text))
        # Qt counts the document's last line end in where all is replaced: then it is read anew.
        whole = self._length + self._index.astral == units
        if self._text is None or not whole or len(self._waiting) > _MOST_WAITING:
            self._text = None
            self._waiting.clear()

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

    def replace_all(self, plan: ReplacePlan, caret: int) -> None:
        """Replace what is in ``plan`` as one undo step of its own, ``caret`` being of the old text.

        From the last place to the first one, so that none moves before its turn. An undo puts the
        caret back to ``caret``, in units: Qt keeps where a step began.
        """
        units = [self.to_units(Span(*place)) for place in plan.places]
        after = to_document(plan.after)
        cursor = QTextCursor(self._document)
        cursor.setPosition(caret)
        cursor.beginEditBlock()
        for start, end in reversed(units):
            cursor.setPosition(start)
            cursor.insertText(after)
            middle = cursor.position()
            cursor.setPosition(middle + end - start, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
        cursor.endEditBlock()

    def _between(self, start: int, end: int) -> str:
        cursor = QTextCursor(self._document)
        cursor.setPosition(start)
        cursor.setPosition(max(start, end), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText()
