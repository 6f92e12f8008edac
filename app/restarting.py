"""Starting Anneal anew in its own place: another runtime needs another process; no Qt.

A process cannot change what it has imported. Who leaves, and when, is decided elsewhere. Whatever
keeps it from starting again is told in words, and never raised.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.messages import Message
from engine.own_command import own_command

# The packaged program takes a start out of itself for a part of it, unless it is told otherwise.
_ANEW: Final = "PYINSTALLER_RESET_ENVIRONMENT"


def restart_problem() -> Message | None:
    """Return why Anneal could not start again, as far as that can be told before it leaves."""
    program = Path(own_command()[0])
    if os.access(program, os.X_OK) and program.is_file():
        return None
    return Message(
        "Anneal cannot start itself again.",
        "Its program is not where it was, perhaps after an update, or may not be run any more. "
        "This window works on: save your texts, close it, and open Anneal as always.",
        str(program),
    )


def start_again(
    files: Sequence[str], environment: Mapping[str, str], *, beside_another: bool
) -> Message | None:
    """Put a new Anneal in the place of this process; comes back where the system has no such thing.

    Args:
        files: to open.
        environment: in which this process was started.
        beside_another: an older window takes the files of every start, and this was not it.

    Returns:
        ``None`` where the new one runs beside this process, which is to end; else why it could
        not be started.
    """
    options = ["--new-window"] if beside_another else []
    command = [*own_command(), *options, *files]
    variables = {**environment, _ANEW: "1"}
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # whoever read it has left
                stream.flush()
    try:
        _start(command, variables)
    # The system, its memory, or a name that it cannot take.
    except (OSError, MemoryError, ValueError) as error:
        return Message(
            "Anneal has closed, and could not start again.",
            "Nothing is lost: what was to be saved is saved. Open Anneal as always, and the files "
            "from File > Open recent.",
            str(error),
        )
    return None


def _start(command: list[str], variables: Mapping[str, str]) -> None:
    if sys.platform == "win32":
        # No start should wait for it: this is the one use that a window may have of it.
        import subprocess

        subprocess.Popen(command, env=variables, close_fds=True)
    else:
        # The same process, so that whoever waits for it, such as an AppImage, goes on waiting.
        os.execve(command[0], command, variables)
