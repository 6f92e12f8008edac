"""Addresses that a person types, of proxies and mirrors: what is wrong with one; no Qt.

Opens no connection and looks no name up. An address may hold a name and a password: these are
never part of words that are shown or logged, which is what ``shown_address`` is for.
"""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

STRAIGHT: Final = "none"  # in place of a proxy's address: use none, whatever the system says
_SCHEMES: Final = ("http", "https")
_MOST_LETTERS: Final = 2000
_MOST_PORT: Final = 65535
_HOST: Final = re.compile(r"[\w.-]+|[0-9a-f:.]+", re.ASCII)


def mirror_problem(text: str) -> str:
    """Return what keeps ``text`` from being a mirror's address, "" for nothing; "" is none."""
    if not text:
        return ""
    if problem := _problem(text):
        return problem
    parts = urlsplit(text)
    if parts.query or parts.fragment or text.endswith(("?", "#")):
        return "Leave out what stands from the ? or # on."
    return ""


def proxy_problem(text: str) -> str:
    """Return what keeps ``text`` from being a proxy, "" for nothing.

    Besides addresses "" (as the system has it) and ``STRAIGHT`` are good.
    """
    if text in ("", STRAIGHT):
        return ""
    if problem := _problem(text):
        return problem
    parts = urlsplit(text)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        return "A proxy’s address ends with its port: leave out what follows."
    return ""


def shown_address(text: str) -> str:
    """Return a good address as it may be shown: without name and password."""
    parts = urlsplit(text)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme.lower()}://{host}{parts.path.rstrip('/')}"


def has_credentials(text: str) -> bool:
    """Return whether a good address holds a name or a password."""
    return "@" in urlsplit(text).netloc


def is_encrypted(text: str) -> bool:
    """Return whether a good address is one of https."""
    return urlsplit(text).scheme.lower() == "https"


def _problem(text: str) -> str:
    """Return what every kind of address must not have."""
    if len(text) > _MOST_LETTERS:
        return "This is too long for an address."
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        return "An address has no spaces in it."
    scheme, marked, _rest = text.partition("://")
    if not marked or scheme.lower() not in _SCHEMES:
        return "An address begins with https:// or http://."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return _host_problem(text)
    host = parts.hostname or ""
    if not host:
        return "The name of the server is missing behind the two strokes."
    if not _host_is_good(host):
        return "The name of the server has letters in it that no server’s name has."
    if port == 0 or (port is None and parts.netloc.endswith(":")):
        return _PORT
    return _credentials_problem(parts)


_PORT: Final = f"The port behind the colon is a number from 1 to {_MOST_PORT}."


def _host_problem(text: str) -> str:
    """Return why Python could not take ``text`` apart: a port, or brackets."""
    host = text.partition("://")[2].partition("/")[0].rpartition("@")[2]
    if "[" in host or "]" in host or host.count(":") > 1:
        return "An address of numbers with colons stands in brackets, as in http://[::1]:8080."
    return _PORT


def _host_is_good(host: str) -> bool:
    if host.startswith((".", "-")) or ".." in host:
        return False
    try:
        # A name in other letters than English ones is looked up in the form that this gives.
        plain = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return _HOST.fullmatch(plain) is not None


def _credentials_problem(parts: SplitResult) -> str:
    """Return what is wrong with a name and a password; does not repeat them."""
    if parts.netloc.count("@") > 1:
        return "Of the signs @ only the last one may stand as it is: write %40 for the others."
    if "@" in parts.netloc and not parts.username:
        return "The name before the sign @ is missing."
    return ""
