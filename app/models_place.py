"""The folder for models as a person names it in the settings; no Qt, and looks into no folder."""

import os
from pathlib import Path

from engine.paths import named_folder


def folder_problem(name: str) -> str:
    """Return what keeps ``name`` from being a folder for models, "" for nothing; "" is none."""
    try:
        # It becomes a variable of the environment, which takes no others.
        is_name = b"\0" not in os.fsencode(name)
    except UnicodeEncodeError:
        is_name = False
    return "" if is_name else "this is not the name of a folder"


def models_place(name: str) -> Path | None:
    """Return the folder that ``name`` means, ``None`` for "".

    A relative one, which only a hand wrote, begins at the person's home: from where a window is
    started is chance.
    """
    if not name:
        return None
    return named_folder(name if name.startswith("~") else str(Path("~", name)))
