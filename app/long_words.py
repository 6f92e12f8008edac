"""Words that are longer than any line, such as data in one line; pure.

Qt looks for the end of a word anew for each line that it breaks out of it: 100,000 letters without
a gap take seconds, a million minutes. Broken anywhere, they take no longer than other text.
"""

import re
from functools import lru_cache
from typing import Final

LONG_WORD: Final = 2_000  # characters, many lines of any column
# Scripts that part no words by gaps break in more places: these are no ends of words, but of lines.
_GAPS: Final = re.compile(
    "[\\s\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u1100-\u11ff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+"
)


def has_long_word(text: str) -> bool:
    """Return whether ``text``, a paragraph, has a word that is to be broken anywhere."""
    return len(text) >= LONG_WORD and _search(text)


@lru_cache(maxsize=8)  # of the few long paragraphs, asked for at every layout of them
def _search(text: str) -> bool:
    return max(map(len, _GAPS.split(text))) >= LONG_WORD
