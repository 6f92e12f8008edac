"""What a checkpoint folder says of itself in a word, before anything of it is loaded.

Reads one small file and imports no torch: a window shows what the model will be able to do while
it is still being loaded, or before it is. What is wrong with the folder, its load says.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_SETTINGS: Final = "anneal.json"
_MOST_BYTES: Final = 1_000_000  # of such a file; a larger one is something else


@dataclass(frozen=True, slots=True)
class Foretold:
    """What is known of a model before it is loaded.

    Attributes:
        name: for people.
        taught_only: a small model that knows only its presets.
    """

    name: str
    taught_only: bool


def foretell(folder: Path) -> Foretold:
    """Return what ``folder`` says of itself; what it does not say is as a load takes it."""
    path = folder / _SETTINGS
    try:
        if path.stat().st_size > _MOST_BYTES:
            return Foretold(folder.name, taught_only=False)
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return Foretold(folder.name, taught_only=False)
    if not isinstance(said, dict):
        return Foretold(folder.name, taught_only=False)
    name, taught_only = said.get("name"), said.get("taught_only")
    return Foretold(
        name if isinstance(name, str) and name else folder.name, taught_only=taught_only is True
    )
