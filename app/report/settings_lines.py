"""The settings that matter to whoever mends Anneal: numbers and switches; no Qt.

Each setting is in one of four lists, and a test demands that of every new one.
"""

from collections.abc import Iterator
from dataclasses import fields
from typing import Final
from urllib.parse import urlsplit

from app.sampler_presets import PRESETS
from app.settings import Settings

# Told as they are: numbers, switches and words of the program's own.
TOLD: Final = (
    "font_size",
    "zoom",
    "theme",
    "reduced_motion",
    "wrap",
    "page_shown",
    "split_ratio",
    "seed_rule",
    "seed",
    "variants",
    "keep_history",
    "history_megabytes",
    "side_width",
    "set_up_seen",
    "load_model",
    "unload_minutes",
    "offline",
    "reopen_files",
)
# Told only whether they are set.
SET_OR_NOT: Final = (
    "font_family",
    "model_folder",
    "models_folder",
    "proxy",
    "model_mirror",
    "package_mirror",
)
ADDRESSES: Final = ("proxy", "model_mirror", "package_mirror")
# Told by the name of the preset.
BY_PRESET: Final = ("sampler",)
# Not told at all.
NOT_TOLD: Final = (
    "window_geometry",
    "models_window",
    "recent_files",
    "recent_instructions",
    "recent_commands",
    "recent_models",
    "sampler_numbers",
)


def settings_lines(settings: Settings) -> Iterator[str]:
    """Yield a line for each setting that is told."""
    for name in (field.name for field in fields(settings)):
        value = getattr(settings, name)
        if name in TOLD:
            yield f"{name}: {_shown(value)}"
        elif name in SET_OR_NOT:
            yield f"{name}: {'set' if value else 'unset'}"
        elif name in BY_PRESET:
            yield f"{name}: {value if value in PRESETS else 'own numbers'}"


def own_words(settings: Settings) -> set[str]:
    """Return every string in the settings that is the person's own."""
    found: set[str] = set()
    for name in (*SET_OR_NOT, *NOT_TOLD):
        value = getattr(settings, name)
        words = (value,) if isinstance(value, str) else value
        found |= {word for word in words if word}
    for name in ADDRESSES:
        found |= _parts(getattr(settings, name))
    return found


def _parts(address: str) -> set[str]:
    """Return what of an address tells where or who: a library may name it without the rest."""
    try:
        told = urlsplit(address)
    except ValueError:
        return set()
    return {part for part in (told.netloc, told.hostname, told.username, told.password) if part}


def _shown(value: object) -> str:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)
