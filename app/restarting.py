"""Starting Anneal anew in its own place: another runtime needs another process; no Qt.

A process cannot change what it has imported. Who leaves, and when, is decided elsewhere.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from engine.own_command import own_command

# The packaged program takes a start out of itself for a part of it, unless it is told otherwise.
_ANEW: Final = "PYINSTALLER_RESET_ENVIRONMENT"


def start_again(
    files: Sequence[str], environment: Mapping[str, str], *, beside_another: bool
) -> None:
    """Put a new Anneal in the place of this process; comes back where the system has no such thing.

    Args:
        files: to open.
        environment: in which this process was started.
        beside_another: an older window takes the files of every start, and this was not it.
    """
    options = ["--new-window"] if beside_another else []
    command = [*own_command(), *options, *files]
    variables = {**environment, _ANEW: "1"}
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    if sys.platform == "win32":
        # No start should wait for it: this is the one use that a window may have of it.
        import subprocess

        subprocess.Popen(command, env=variables, close_fds=True)
    else:
        # The same process, so that whoever waits for it, such as an AppImage, goes on waiting.
        os.execve(command[0], command, variables)
