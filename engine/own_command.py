"""How to start this very program again, as a child process; starts nothing itself."""

import sys
from pathlib import Path
from typing import Final

# Python's own `-m app` would look into the folder that the person stands in first, where a file
# may be called like one of the library's.
_FROM_CHECKOUT: Final = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); "
    "from app.__main__ import main; sys.exit(main())"
)


def own_command() -> list[str]:
    """Return the command that starts this Anneal, to be followed by a verb and its arguments.

    It works from every folder and in every environment: a packaged Anneal is one executable file,
    a checkout is given to the Python that runs it.
    """
    if is_frozen():
        return [sys.executable]
    folder = Path(__file__).resolve().parents[1]
    return [sys.executable, "-P", "-c", _FROM_CHECKOUT, str(folder)]


def is_frozen() -> bool:
    """Return whether this is the packaged program, which holds its own Python."""
    return bool(getattr(sys, "frozen", False))
