"""Runs what `multiprocessing` starts the frozen program for; knows nothing of Anneal.

A frozen program has no interpreter's command line. So it is asked to be a worker, or to run one
line of code of the standard library, and recognizes both by their arguments.
"""

import multiprocessing.spawn
import re
from collections.abc import Sequence
from multiprocessing import resource_tracker
from typing import Final

_TRACKER: Final = re.compile(r"from multiprocessing\.resource_tracker import main;\s*main\((\d+)\)")


def run_helper(arguments: Sequence[str]) -> int:
    """Be the helper that the arguments ask for, and return the exit code.

    Args:
        arguments: the process's own, its name first.

    Raises:
        ValueError: they ask for a line of code that is not one of those.
    """
    if "-c" not in arguments:
        multiprocessing.spawn.freeze_support()
        return 0
    code = arguments[list(arguments).index("-c") + 1]
    line = _TRACKER.fullmatch(code)
    if line is None:
        raise ValueError(f"{code!r} is no line of a helper")
    resource_tracker.main(int(line[1]))
    return 0
