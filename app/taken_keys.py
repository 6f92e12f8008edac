"""The keys that the program itself has, so that no preset takes one; knows no preset's file."""

import re
from dataclasses import fields

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenuBar

from app.actions import Actions, plain_text
from app.panels.instruction_keys import shown_keys
from app.presets.front_matter import PresetError
from app.presets.preset_key import plain_key


def taken_keys(actions: Actions, menus: QMenuBar) -> dict[str, str]:
    """Return each key, in the spelling of ``read_key``, with what it does."""
    taken = {_plain(key): "the instruction bar" for _, key in shown_keys()}
    for field in fields(Actions):
        action = getattr(actions, field.name)
        for keys in action.shortcuts():
            text = keys.toString(QKeySequence.SequenceFormat.PortableText)
            taken[_plain(text)] = f"“{plain_text(action)}”"
    for entry in menus.actions():
        if (letter := re.search("&(.)", entry.text())) is not None:
            taken[_plain(f"Alt+{letter[1]}")] = f"the menu {plain_text(entry)}"
    return taken


def _plain(text: str) -> str:
    try:
        return plain_key(text)
    except PresetError:  # a key that no preset can have
        return text
