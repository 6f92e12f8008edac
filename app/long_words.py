"""Words that are longer than any line, such as data in one line; pure.

Qt looks for the end of a word anew for each line that it breaks out of it: 100,000 letters without
a gap take seconds, a million minutes. Broken anywhere, they take no longer than other text.
"""

import re
from typing import Final

LONG_WORD: Final = 2_000  # characters, many lines of any column
# Scripts that part no words by gaps break in more places: these are no ends of words, but of lines.
_GAPS: Final = (
    "\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
# Begins at the beginning of a word alone, so that every word is looked at once.
_LONG: Final = re.compile(f"(?<![^{_GAPS}])[^{_GAPS}]{{{LONG_WORD}}}")


def has_long_word(text: str) -> bool:
    """Return whether ``text``, a paragraph, has a word that is to be broken anywhere."""
    return len(text) >= LONG_WORD and _LONG.search(text) is not None
