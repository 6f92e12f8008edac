"""Lets uv ask the packaged program what its Python is: that Python has no program file of its own.

uv starts the Python that it installs for as ``FILE -I -B -c CODE``; the code prints versions, paths
and the kind of system. The packaged program runs it in place of a window, and only for the uv that
it has started itself.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import Final

from engine.own_command import is_frozen
from engine.runtime.here import AS_PYTHON

_QUESTION: Final = ["-I", "-B", "-c"]


def is_asked(given: Sequence[str], variables: Mapping[str, str]) -> bool:
    """Return whether uv asks.

    Args:
        given: the process's arguments, without the program's name.
        variables: as in ``os.environ``.
    """
    asked = list(given[: len(_QUESTION)]) == _QUESTION and len(given) > len(_QUESTION)
    return asked and is_frozen() and variables.get(AS_PYTHON) == "1"


def answer(given: Sequence[str]) -> int:
    """Run uv's question as Python would, and return the exit code."""
    code = given[len(_QUESTION)]
    sys.argv = ["-c", *given[len(_QUESTION) + 1 :]]
    exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})
    return 0
