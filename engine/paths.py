"""Where the program's own data and the person's checkpoints lie; looks into no folder."""

from pathlib import Path

from platformdirs import user_data_path


def resource_folder() -> Path:
    """Return the folder ``resources`` that stands beside the packages ``engine`` and ``app``."""
    return Path(__file__).resolve().parent.parent / "resources"


def starter_folder() -> Path:
    """Return the folder of the starter model that ships with the program."""
    return resource_folder() / "starter"


def checkpoints_folder() -> Path:
    """Return the folder in the person's own data in which checkpoints are kept; may be missing."""
    return user_data_path("anneal", appauthor=False) / "checkpoints"
