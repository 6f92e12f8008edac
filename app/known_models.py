"""Which checkpoints there are to switch to, told by the names of folders alone; no Qt.

Nothing of a checkpoint is read: a menu must open at once, also where the folder lies on a slow
disk, and what is wrong with a checkpoint is said when it is loaded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST: Final = 12
_MARK: Final = "config.json"  # every checkpoint has one


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A checkpoint that can be switched to.

    Attributes:
        name: for people: of its folder, and of the one around it where two have the same name.
        folder: where it lies.
    """

    name: str
    folder: Path


def known_models(recent: Iterable[str], kept: Path | None) -> tuple[KnownModel, ...]:
    """Return the checkpoints, those used last first, then the others by name.

    Args:
        recent: folders of those that were chosen, newest first; some may be gone.
        kept: the folder of checkpoints; may be missing, ``None`` for the recent ones alone.
    """
    found: dict[Path, None] = {}
    for folder in (*map(Path, recent), *_inside(kept)):
        if len(found) < MOST and (folder / _MARK).is_file():
            found.setdefault(folder)
    names = [folder.name for folder in found]
    return tuple(
        KnownModel(
            folder.name
            if names.count(folder.name) == 1
            else f"{folder.name} ({folder.parent.name})",
            folder,
        )
        for folder in found
    )


def _inside(kept: Path | None) -> list[Path]:
    if kept is None:
        return []
    try:
        return sorted(folder for folder in kept.iterdir() if not folder.name.startswith("."))
    except OSError:
        return []
