"""Licences as SPDX expressions: from the words of a package, and against a list. No Qt."""

import re
from collections.abc import Container, Iterable
from typing import Final

_PIECES = re.compile(r"\(|\)|[^\s()]+")
# What packages say whose metadata are older than SPDX expressions.
_OLD_WORDS: Final = {
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "bsd 3-clause license": "BSD-3-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
}
_BSD: Final = ("bsd", "bsd license")
_THIRD_CLAUSE: Final = re.compile(r"neither\s+the\s+name|names?\s+of\s+its\s+contributors", re.I)


def as_expression(words: str, texts: Iterable[str] = ()) -> str:
    """Return ``words`` as an SPDX expression where they are known, else as they are.

    Args:
        words: what a package says of its licence.
        texts: its licence in full; tells which of the BSD licences it is.
    """
    told = " ".join(words.split())
    if told.casefold() in _BSD:
        found = [text for text in texts if "redistribution" in text.casefold()]
        if found:
            return "BSD-3-Clause" if _THIRD_CLAUSE.search(found[0]) else "BSD-2-Clause"
    return _OLD_WORDS.get(told.casefold(), told)


def is_allowed(expression: str, allowed: Container[str]) -> bool:
    """Say whether one may choose, in an SPDX expression, licences that are all on a list.

    "A AND B" needs both, "A OR B" one of them; "A WITH E" is one licence of that name.
    """
    pieces = _PIECES.findall(expression.replace(" WITH ", "~"))
    try:
        verdict, rest = _any_of(pieces, allowed)
    except IndexError:
        return False
    return verdict and not rest


def _any_of(pieces: list[str], allowed: Container[str]) -> tuple[bool, list[str]]:
    verdict, rest = _all_of(pieces, allowed)
    while rest and rest[0].upper() == "OR":
        other, rest = _all_of(rest[1:], allowed)
        verdict = verdict or other
    return verdict, rest


def _all_of(pieces: list[str], allowed: Container[str]) -> tuple[bool, list[str]]:
    verdict, rest = _one(pieces, allowed)
    while rest and rest[0].upper() == "AND":
        other, rest = _one(rest[1:], allowed)
        verdict = verdict and other
    return verdict, rest


def _one(pieces: list[str], allowed: Container[str]) -> tuple[bool, list[str]]:
    if pieces[0] == "(":
        verdict, rest = _any_of(pieces[1:], allowed)
        return verdict and rest[0] == ")", rest[1:]
    return pieces[0].replace("~", " WITH ") in allowed, pieces[1:]
