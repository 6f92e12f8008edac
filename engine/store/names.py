"""What a checkpoint's folder may be called; looks into one folder alone, that of the checkpoints.

A name has to be a plain one on every system, since a disk may move from one to another.
"""

import re
from pathlib import Path
from typing import Final

from engine.errors import CheckpointNameError
from engine.paths import checkpoints_folder

STARTER: Final = "starter"

_MOST: Final = 100
_FORBIDDEN: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_HALF: Final = re.compile("[\ud800-\udfff]")  # what bytes become that are not UTF-8
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def check_name(name: str) -> str:
    """Return ``name`` where a folder may be called so.

    Raises:
        CheckpointNameError: it may not; the words say why.
    """
    if not name.strip():
        raise CheckpointNameError("a model needs a name: type one")
    if found := _FORBIDDEN.search(name):
        raise CheckpointNameError(f"{name!r}: {found.group()!r} may not stand in a model's name")
    if _HALF.search(name):
        raise CheckpointNameError(f"{name!r} holds bytes that are no letters: take another name")
    if len(name.encode()) > _MOST:
        raise CheckpointNameError(f"{name[:20]!r}… is too long a name: take a shorter one")
    if name.startswith((".", "-", "~")) or name != name.strip() or name.endswith("."):
        raise CheckpointNameError(
            f"{name!r}: a model's name begins with no dot, dash, tilde or space, and ends with "
            "no dot or space"
        )
    if name.lower() == STARTER or _RESERVED.fullmatch(name):
        raise CheckpointNameError(f"{name!r} has a meaning of its own: take another name")
    return name


def own_folder(name: str, *, beside: str = "") -> Path:
    """Return the folder of the person's checkpoint ``name``; may be missing.

    Args:
        name: what it is to be called.
        beside: a present name that does not count, since it is about to go.

    Raises:
        CheckpointNameError: it is no name, or differs from a present one in capitals alone.
    """
    folder = checkpoints_folder() / check_name(name)
    for other in present_names():
        if other not in {name, beside} and other.casefold() == name.casefold():
            raise CheckpointNameError(
                f"{name!r} differs from {other!r} in capital letters alone, which some disks do "
                "not tell apart: take another name"
            )
    return folder


def present_names() -> tuple[str, ...]:
    """Return the names of all folders in which the person's checkpoints may lie."""
    try:
        inside = sorted(checkpoints_folder().iterdir())
        return tuple(path.name for path in inside if _shown(path))
    except OSError:
        return ()


def _shown(path: Path) -> bool:
    """Say whether a path is a folder that is not hidden: those are our own, half removed."""
    try:
        return not path.name.startswith(".") and path.is_dir()
    except OSError:  # a link to where nobody may look: one, and not all
        return False
