"""Where an installed runtime lies and how it is known to be whole; changes nothing.

The folder of runtimes holds ``current.json``, which names the runtime that is switched on, beside
the runtimes themselves. Each of them holds its marker, written last of all: what has none is not
whole. A file of the same name and the ending ``.use`` is locked by every Anneal that runs on it;
``trial_notes`` keeps more of them.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.paths import resource_folder, runtimes_folder
from engine.runtime.here import platform_name

CURRENT: Final = "current.json"
MARKER: Final = "anneal-runtime.json"
PREFIX: Final = "rt-"  # of every runtime's folder: nothing else is ever removed


@dataclass(frozen=True, slots=True)
class Marker:
    """What a runtime says of itself once it is whole.

    Attributes:
        lock_id: of the lock that it was made of.
        python: the Python that it was made for, as wheels call it.
        platform: the system that it was made for, as locks call it.
        nbytes: what it takes on the disk.
    """

    lock_id: str
    python: str
    platform: str
    nbytes: int


def lock_file() -> Path:
    """Return the lock of this system; missing where Anneal has no runtime for it."""
    return resource_folder() / "runtime" / f"{platform_name()}.json"


def bundled_folder() -> Path | None:
    """Return the runtime that lies in the packaged program, ``None`` where there is none."""
    inside = resource_folder().parent
    found = (folder / "runtime" for folder in (inside.parent, inside))
    return next((folder for folder in found if folder.is_dir()), None)


def current_folder() -> Path | None:
    """Return the runtime that is switched on, whole or not; ``None`` where none is."""
    folder = runtimes_folder()
    name = _values(folder / CURRENT).get("folder")
    if not isinstance(name, str) or not name or Path(name).name != name:
        return None
    return folder / name


def left_over() -> tuple[Path, ...]:
    """Return the folders of runtimes that are not switched on."""
    return tuple(sorted(set(runtimes_folder().glob(f"{PREFIX}*/")) - {current_folder()}))


def cache_folder() -> Path:
    """Return where packages are kept that were fetched, until a runtime is whole."""
    return runtimes_folder() / "fetched"


def use_file(folder: Path) -> Path:
    """Return the file that every Anneal which runs on the runtime in ``folder`` locks."""
    return folder.with_name(f"{folder.name}.use")


def read_marker(folder: Path) -> Marker | None:
    """Return what the runtime in ``folder`` says of itself, ``None`` where it is not whole."""
    values = _values(folder / MARKER)
    names = [values.get(key) for key in ("lock_id", "python", "platform")]
    nbytes = values.get("nbytes")
    texts = [name for name in names if isinstance(name, str) and name]
    if len(texts) != len(names) or type(nbytes) is not int:
        return None
    return Marker(texts[0], texts[1], texts[2], nbytes)


def lock_id() -> str:
    """Return which lock this Anneal has for this system, "" where it has none."""
    found = _values(lock_file()).get("id")
    return found if isinstance(found, str) else ""


def _values(file: Path) -> dict[str, object]:
    """Return the object in a file, an empty one where there is none that can be read."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
