"""Where the program's own data lies; knows no user folders."""

from pathlib import Path


def resource_folder() -> Path:
    """Return the folder ``resources`` that stands beside the packages ``engine`` and ``app``."""
    return Path(__file__).resolve().parent.parent / "resources"


def starter_folder() -> Path:
    """Return the folder of the starter model that ships with the program."""
    return resource_folder() / "starter"
