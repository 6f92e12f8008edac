"""What the page Network says: of each address as it is typed, and of what is used now; no Qt.

No word of it holds a name or a password that an address may have.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.addresses import (
    STRAIGHT,
    has_credentials,
    is_encrypted,
    mirror_problem,
    proxy_problem,
    shown_address,
)
from app.settings import Settings

Tone = Literal["muted", "error"]

MODEL_HOME: Final = "huggingface.co"
PACKAGE_HOME: Final = "Python's package index"
THREE_THINGS: Final = (
    ("a model", "when you have it downloaded or repaired on the page Models"),
    ("the runtime for a graphics card", "when you have it installed or repaired on its page"),
    ("whether there is a newer version", "when you ask for that in the menu Help"),
)
NOTHING_ELSE: Final = (
    "Nothing else: it counts nothing, reports nothing, loads no pictures, and nothing that you "
    "write ever leaves this computer. Whoever is asked sees which program asks; an index of "
    "packages also sees its version, your system and your Python."
)
_UNTIL_THEN: Final = "Until then nothing changes."
_KEPT: Final = "The name and the password in it are kept as they are in your settings file."
_OPEN: Final = "Not encrypted: who sits in between can see what is fetched, and change it."
_OPEN_HELD: Final = (
    "Not encrypted: packages are compared with hashes that Anneal holds, but who sits in between "
    "can see what is fetched."
)
# In the order in which programs look: what goes through https, then what is for everything.
_SYSTEM_PROXIES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What is said below a field.

    Attributes:
        text: the words, "" for none.
        good: what stands in the field can be used.
    """

    text: str
    good: bool

    @property
    def tone(self) -> Tone:
        """Return how it is said."""
        return "muted" if self.good else "error"


def proxy_words(text: str) -> FieldWords:
    """Return what is said of a proxy's address while it is typed."""
    if not text:
        return FieldWords("Type its address, such as http://proxy.example.org:8080.", False)
    # In the field even "none" is no address: there is a button for it.
    if problem := mirror_problem(text) if text == STRAIGHT else proxy_problem(text):
        return FieldWords(f"{problem} {_UNTIL_THEN}", False)
    return FieldWords(_KEPT if has_credentials(text) else "", True)


def mirror_words(text: str, usual: str, *, hashes_held: bool) -> FieldWords:
    """Return what is said of a mirror's address while it is typed.

    Args:
        text: as it stands in the field.
        usual: from where things come without a mirror.
        hashes_held: Anneal brings the hashes of what is fetched; else they come from the mirror.
    """
    if not text:
        return FieldWords(f"Empty: from {usual}.", True)
    if problem := mirror_problem(text):
        return FieldWords(f"{problem} {_UNTIL_THEN}", False)
    seen = _OPEN_HELD if hashes_held else _OPEN
    said = (_KEPT if has_credentials(text) else "", "" if is_encrypted(text) else seen)
    return FieldWords(" ".join(words for words in said if words), True)


def system_proxy_words(environment: Mapping[str, str]) -> str:
    """Return which proxy the environment names, for people."""
    found = system_proxy(environment)
    if not found:
        return "it names none"
    return shown_address(found) if not proxy_problem(found) else "it names one"


def system_proxy(environment: Mapping[str, str]) -> str:
    """Return the proxy that the environment names, "" for none."""
    return next((value for name in _SYSTEM_PROXIES if (value := environment.get(name, ""))), "")


def used_now(settings: Settings, *, allowed: bool, environment: Mapping[str, str]) -> str:
    """Return where things would come from now, and how, as one or two sentences."""
    if not allowed:
        return "No network, whatever is pressed."
    models = shown_address(settings.model_mirror) if settings.model_mirror else MODEL_HOME
    packages = shown_address(settings.package_mirror) if settings.package_mirror else PACKAGE_HOME
    return f"Models from {models}, packages from {packages}, {_way(settings, environment)}."


def _way(settings: Settings, environment: Mapping[str, str]) -> str:
    """Return through what things come."""
    if settings.proxy == STRAIGHT:
        return "without a proxy"
    if settings.proxy:
        login = ", with a name and a password" if has_credentials(settings.proxy) else ""
        return f"through the proxy {shown_address(settings.proxy)}{login}"
    found = system_proxy(environment)
    if not found:
        return "without a proxy, since the system names none"
    shown = "" if proxy_problem(found) else f" {shown_address(found)}"
    return f"through the system’s proxy{shown}"
