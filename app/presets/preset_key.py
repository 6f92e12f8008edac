"""Which keys a preset may have, in one spelling: "Ctrl+Alt+1"; knows no Qt."""

import re
from collections.abc import Iterable
from typing import Final

from app.presets.front_matter import PresetError

_ORDER: Final = ("Meta", "Ctrl", "Alt", "Shift")
_MODIFIERS: Final = {
    "ctrl": "Ctrl",
    "control": "Ctrl",
    "strg": "Ctrl",
    "alt": "Alt",
    "option": "Alt",
    "shift": "Shift",
    "meta": "Meta",
    "super": "Meta",
    "win": "Meta",
    "cmd": "Ctrl",  # as Qt has it: Ctrl is the command key on a Mac
}
_FUNCTION = re.compile(r"F([1-9]|[12][0-9]|3[0-5])")


def read_key(text: str) -> str:
    """Return the key in its one spelling; "" for no key.

    Raises:
        PresetError: it is no key, or one that writes or moves in the text.
    """
    if not text.strip():
        return ""
    modifiers, key = _split(text)
    if _FUNCTION.fullmatch(key):
        return "+".join((*modifiers, key))
    if len(key) != 1 or not key.isprintable():
        raise PresetError(
            f"“{text.strip()}” cannot be a preset’s key: it ends in a letter, a digit or F1 to F35"
        )
    if not {"Ctrl", "Alt", "Meta"} & set(modifiers):
        raise PresetError(f"“{text.strip()}” writes into the text: a key needs Ctrl or Alt with it")
    return "+".join((*modifiers, key))


def plain_key(text: str) -> str:
    """Return any key in the spelling of ``read_key``, so that two can be compared."""
    modifiers, key = _split(text)
    return "+".join((*modifiers, key))


def _split(text: str) -> tuple[Iterable[str], str]:
    """Return the modifiers in their order, each once, and the key itself."""
    text = text.strip()
    head, key = (text[:-1], "+") if text.endswith("++") else _last_part(text)
    found = set()
    for part in head.split("+"):
        word = part.strip().lower()
        if not word:
            continue
        if word not in _MODIFIERS:
            raise PresetError(f"“{text}” is no key: “{part.strip()}” is none of Ctrl, Alt, Shift")
        found.add(_MODIFIERS[word])
    key = key.strip()
    ordered = tuple(name for name in _ORDER if name in found)
    return ordered, key.upper() if len(key) == 1 or key[:1] in "fF" else key.capitalize()


def _last_part(text: str) -> tuple[str, str]:
    head, _, key = text.rpartition("+")
    return head, key
