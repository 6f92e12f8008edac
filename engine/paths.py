"""Where the program's own data and the person's checkpoints lie; looks into no folder."""

import os
from pathlib import Path
from typing import Final

from platformdirs import user_data_path, user_log_path

CHECKPOINTS: Final = "ANNEAL_CHECKPOINTS"


def resource_folder() -> Path:
    """Return the folder ``resources`` that stands beside the packages ``engine`` and ``app``."""
    return Path(__file__).resolve().parent.parent / "resources"


def starter_folder() -> Path:
    """Return the folder of the starter model that ships with the program."""
    return resource_folder() / "starter"


def data_folder() -> Path:
    """Return the folder of the person's own data; may be missing."""
    return user_data_path("anneal", appauthor=False)


def checkpoints_folder() -> Path:
    """Return the folder in which checkpoints are kept; may be missing.

    It lies in the person's own data, unless the variable ``ANNEAL_CHECKPOINTS`` names another, as
    ``named_folder`` reads it: a large model may belong on another disk.
    """
    named = os.environ.get(CHECKPOINTS, "")
    return named_folder(named) if named.strip() else data_folder() / "checkpoints"


def named_folder(name: str) -> Path:
    """Return the folder that a person names in a variable or in the settings; may be missing.

    Args:
        name: ``~`` and ``~person`` at its beginning stand for a home, as in a shell; a person whom
            this system does not know is left as it stands. A relative one begins at the folder in
            which the program was started.
    """
    try:
        folder = Path(name).expanduser()
    except RuntimeError:
        folder = Path(name)
    try:
        return folder.absolute()
    except OSError:  # the folder that the program was started in is gone
        return folder


def runtimes_folder() -> Path:
    """Return the folder in the person's own data in which runtimes are installed; may be missing.

    A runtime is a plain folder of Python packages: torch and all that it and the model need.
    """
    return data_folder() / "runtimes"


def log_folder() -> Path:
    """Return where this system keeps this person's logs; may be missing."""
    return user_log_path("anneal", appauthor=False)
