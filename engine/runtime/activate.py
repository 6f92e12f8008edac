"""Chooses the packages that run the model, once and before anything of them is imported.

The packaged program holds a runtime without a GPU's libraries, in a plain folder; a person may
have installed another one. A runtime is chosen as a whole and put at the end of the path. Whatever
is wrong with the installed one, the program starts with its own. Knows no torch; is called at
every start and may cost nothing.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from engine.own_command import is_frozen
from engine.paths import named_folder
from engine.runtime.here import platform_name, python_tag
from engine.runtime.places import (
    bundled_folder,
    current_folder,
    lock_id,
    read_marker,
    use_file,
)
from engine.runtime.trial_notes import ended_trials
from engine.runtime.use_lock import try_lock

FORCED: Final = "ANNEAL_RUNTIME"  # BUNDLED, or a folder: for whoever has to repair something
BUNDLED: Final = "bundled"


class RuntimeKind(StrEnum):
    """Where the packages that run the model come from."""

    PYTHON = "python"
    BUNDLED = "bundled"
    INSTALLED = "installed"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class RuntimeInUse:
    """The packages that this program runs models with.

    Attributes:
        kind: where they come from.
        folder: where they lie; ``None`` where Python's own places hold them.
        words: which they are, and why these; for people, and without any path.
        passed_over: an installed runtime is there and was not taken, for what ``words`` say.
    """

    kind: RuntimeKind
    folder: Path | None
    words: str
    passed_over: bool = False


_MOST_TRIALS: Final = 2  # once may have been anything
_OWN: Final = RuntimeInUse(RuntimeKind.PYTHON, None, "the packages of the Python that runs Anneal")
_chosen: list[RuntimeInUse] = []  # one at most: a process cannot change what it has imported


def activate(*, bundled: bool = False) -> RuntimeInUse:
    """Choose a runtime, put it on the path and return it; later calls change nothing.

    Args:
        bundled: take the program's own, for whoever changes the installed one.
    """
    if not _chosen:
        variables = {FORCED: BUNDLED} if bundled and is_frozen() else os.environ
        chosen = choose(variables, frozen=is_frozen())
        seen: RuntimeInUse | None = None
        while chosen != seen and chosen.kind is RuntimeKind.INSTALLED and chosen.folder is not None:
            # Held to the end of the process: nobody may remove what modules still come from.
            try_lock(use_file(chosen.folder), shared=True)
            # Somebody may have removed it a moment ago, or switched another one on.
            seen, chosen = chosen, choose(variables, frozen=is_frozen())
        if chosen.folder is not None:
            _put_on_path(str(chosen.folder), frozen=is_frozen())
        _chosen.append(chosen)
    return _chosen[0]


def runtime_in_use() -> RuntimeInUse:
    """Return what ``activate`` chose; before, or without it, Python's own packages."""
    return _chosen[0] if _chosen else _OWN


def choose(variables: Mapping[str, str], *, frozen: bool) -> RuntimeInUse:
    """Return the runtime for this process; changes nothing.

    Args:
        variables: as in ``os.environ``.
        frozen: this is the packaged program; a checkout has packages of its own.
    """
    named = variables.get(FORCED, "")
    if named and named != BUNDLED:
        folder = named_folder(named)
        return _named(folder) if folder.is_dir() else _without(frozen=frozen)
    if not frozen:
        return _OWN
    if named:
        return _bundled(f"the variable {FORCED} asks for it")
    current = current_folder()
    if current is None:
        return _bundled("no other one is installed")
    if problem := installed_problem(current):
        return _bundled(f"the installed one cannot be used: {problem}", passed_over=True)
    return RuntimeInUse(RuntimeKind.INSTALLED, current, "the installed runtime for graphics cards")


def installed_problem(folder: Path) -> str:
    """Say why the installed runtime in ``folder`` cannot be used, "" where it can be."""
    marker = read_marker(folder)
    if marker is None:
        return "it is not whole; install it again (Models > Graphics card)"
    if (marker.python, marker.platform) != (python_tag(), platform_name()):
        return (
            f"it was made for {marker.python} on {marker.platform}, and this is {python_tag()} on "
            f"{platform_name()}; install it again (Models > Graphics card)"
        )
    if marker.lock_id != lock_id():
        return (
            "it was made for another version of Anneal; install it again (Models > Graphics card)"
        )
    if ended_trials(folder) >= _MOST_TRIALS:
        return "Anneal ended twice while it loaded it; repair it (Models > Graphics card)"
    return ""


def _bundled(why: str, *, passed_over: bool = False) -> RuntimeInUse:
    words = f"the runtime inside Anneal, for the processor alone: {why}"
    return RuntimeInUse(RuntimeKind.BUNDLED, bundled_folder(), words, passed_over)


def _named(folder: Path) -> RuntimeInUse:
    words = f"the runtime in a folder that the variable {FORCED} names"
    return RuntimeInUse(RuntimeKind.NAMED, folder, words)


def _without(*, frozen: bool) -> RuntimeInUse:
    """Return what is taken where the variable names a folder that is not there."""
    why = f"the folder that the variable {FORCED} names is not there"
    return _bundled(why) if frozen else RuntimeInUse(_OWN.kind, None, f"{_OWN.words}: {why}")


def _put_on_path(folder: str, *, frozen: bool) -> None:
    """Let modules be found in ``folder``: last, or in a checkout before Python's own packages."""
    own = (place for place, path in enumerate(sys.path) if Path(path).name == "site-packages")
    sys.path.insert(len(sys.path) if frozen else next(own, len(sys.path)), folder)
