"""A file's text against the text that ``QTextDocument`` can hold; knows no Qt.

``QTextDocument`` takes a few characters for its own: it splits paragraphs at U+2029, at a lone
carriage return and at U+FDD0 and U+FDD1. A file that holds one of them must come back unchanged,
so each has a stand-in inside the document: another noncharacter, which no text may use.
Every stand-in is one character for one, so positions stay as they are.
"""

_OWN = "\u2029\r\ufdd0\ufdd1"
_STAND_INS = "\ufde0\ufde1\ufde2\ufde3"
_PARAGRAPH_END = "\u2029"

_TO_DOCUMENT = str.maketrans(_OWN, _STAND_INS)
_FROM_DOCUMENT = str.maketrans(_STAND_INS, _OWN)


def to_document(text: str) -> str:
    """Return ``text`` with the line end U+000A and stand-ins for what a document would split at."""
    if text.isascii() and "\r" not in text:
        return text
    if any(own in text for own in _OWN):
        return text.translate(_TO_DOCUMENT)
    return text


def from_document(raw: str) -> str:
    """Return the text, with the line end U+000A, of a document's raw text."""
    text = raw.replace(_PARAGRAPH_END, "\n")
    if text.isascii():
        return text
    if any(stand_in in text for stand_in in _STAND_INS):
        return text.translate(_FROM_DOCUMENT)
    return text
