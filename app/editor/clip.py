"""What a text gives to the clipboard and takes from it: plain text, character for character."""

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QTextCursor

from app.editor.stand_ins import from_document, to_document


def copied(cursor: QTextCursor) -> QMimeData:
    """Copy the characters as they are: Qt would turn hard blanks into blanks."""
    data = QMimeData()
    data.setText(from_document(cursor.selectedText()))
    return data


def pasted(source: QMimeData) -> str | None:
    """Return what a document takes of ``source``, its line ends one kind; ``None`` without text."""
    if not source.hasText():
        return None
    return to_document(source.text().replace("\r\n", "\n").replace("\r", "\n"))
