"""Which letters are capitals: in a heading, and at the start of a list item or a cell.

Title case capitalises every word but the small ones, which are capitalised first and last.
Sentence case capitalises the first word only. Both leave alone a word that holds a digit, an
underscore or a capital after its first letter, and sentence case leaves proper names alone.
"""

import re

from code_names import is_code_name
from corpus import Corpus

SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "or", "but", "nor", "of", "in", "to", "for", "on", "with", "by",
    "at", "from", "as", "vs", "via", "into",
})  # fmt: skip
PROPER_NAMES = frozenset({
    "Python", "Markdown", "Linux", "Unix", "English", "Unicode", "Google", "Microsoft", "Jupyter",
    "Docker", "Django", "Java", "Git", "Qt", "Monday", "January", "I",
})  # fmt: skip
# Names that are words too: whether to keep their capital cannot be told from a title.
DOUBTFUL_NAMES = frozenset({"windows", "rust", "apple", "go", "intel", "rich", "may"})


def capitalise(text: str) -> str:
    """Return `text` with a capital first letter, unless its first word looks like code."""
    first = text.split(" ", 1)[0].rstrip(".,;:")
    return text if is_code_name(first) else text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, unless its first word is a name or in capitals."""
    first = text.split(" ", 1)[0]
    if first in PROPER_NAMES or is_code_name(first) or is_fixed(first) or len(first) == 1:
        return text
    return text[:1].lower() + text[1:]


def is_fixed(word: str) -> bool:
    """Say whether changing the case of `word` would damage it: `GPU`, `x86`, `snake_case`."""
    return re.search(r"[0-9_.]|(?<!^)[A-Z]", word) is not None


def title_case(heading: str) -> str:
    """Return `heading` in title case."""
    words = heading.split(" ")
    return " ".join(
        word
        if is_fixed(word)
        else word.lower()
        if word.lower() in SMALL_WORDS and 0 < place < len(words) - 1
        else word[:1].upper() + word[1:].lower()
        for place, word in enumerate(words)
    )


def sentence_case(heading: str) -> str:
    """Return `heading` in sentence case."""
    words = heading.split(" ")
    return " ".join(
        word
        if is_fixed(word)
        else word[:1].upper() + word[1:].lower()
        if place == 0 or word.capitalize() in PROPER_NAMES
        else word.lower()
        for place, word in enumerate(words)
    )


def unknown_capitals(heading: str, corpus: Corpus) -> bool:
    """Say whether a word of `heading` may be a name that the rules do not know."""
    return any(
        word.lower() in DOUBTFUL_NAMES
        or (
            word[0].isupper()
            and not is_fixed(word)
            and word.capitalize() not in PROPER_NAMES
            and word.lower() not in corpus.vocabulary
        )
        for word in heading.split(" ")
    )
