"""What two windows that ran at once leave in one file of settings; pure.

Each keeps what it was started with and writes what was changed in it; what was changed in the
other one stays.
"""

from dataclasses import fields, replace

from app.settings import (
    MOST_RECENT_COMMANDS,
    MOST_RECENT_FILES,
    MOST_RECENT_INSTRUCTIONS,
    MOST_RECENT_MODELS,
    Settings,
)

_LISTS = {
    "recent_files": MOST_RECENT_FILES,
    "recent_instructions": MOST_RECENT_INSTRUCTIONS,
    "recent_commands": MOST_RECENT_COMMANDS,
    "recent_models": MOST_RECENT_MODELS,
}


def merge_settings(mine: Settings, before: Settings, theirs: Settings) -> Settings:
    """Return what the file is to hold.

    Args:
        mine: as this window has them now.
        before: as this window had them when it last read or wrote the file.
        theirs: as the file has them.
    """
    changed = {
        field.name: getattr(mine, field.name)
        for field in fields(Settings)
        if getattr(mine, field.name) != getattr(before, field.name)
    }
    for name, most in _LISTS.items():
        if name in changed:
            lists = (getattr(one, name) for one in (mine, before, theirs))
            changed[name] = _merge_lists(*lists)[:most]
    return replace(theirs, **changed)


def _merge_lists(
    mine: tuple[str, ...], before: tuple[str, ...], theirs: tuple[str, ...]
) -> tuple[str, ...]:
    """Return both windows' newest items first, and none that this one has taken out."""
    new_here = [item for item in mine if item not in before]
    new_there = [item for item in theirs if item not in before]
    return tuple(dict.fromkeys([*new_here, *new_there, *mine]))
