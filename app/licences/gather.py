"""All licence notices of the Anneal that runs: what its package carries, or what is installed.

Takes a second, since it reads some hundred files: not for the thread of the window. No Qt.
"""

from pathlib import Path

from app.licences.installed import installed, needed, package_notice, plain_name
from app.licences.notice import FILE_NAME, Kind, Notice, read_notices
from app.licences.shipped import shipped_notices
from engine.paths import resource_folder

# Where a package keeps what was collected when it was built.
_CARRIED = "licences/collected"


def carried_folder() -> Path:
    """Return where a package of Anneal carries its notices; missing in a checkout."""
    return resource_folder() / _CARRIED


def gather() -> tuple[Notice, ...]:
    """Return every notice, by name.

    To what a package carries comes what is installed beside it, as a runtime for a graphics card:
    where both have a package, the installed one is in use.

    Raises:
        OSError, ValueError, KeyError: what the package carries is damaged.
    """
    folder, among = carried_folder(), installed()
    if (folder / FILE_NAME).is_file():
        notices = read_notices(folder)
        here = {name: package_notice(one) for name, one in among.items()}
        kept = [
            notice
            for notice in notices
            if notice.kind is not Kind.PACKAGE or plain_name(notice.name) not in here
        ]
        notices = (*kept, *here.values())
    else:
        roots = ["anneal"] if "anneal" in among else list(among)
        names = [name for name in needed(roots, among) if name != "anneal"]
        notices = (*shipped_notices(among), *(package_notice(among[name]) for name in names))
    return tuple(sorted(notices, key=lambda notice: (notice.name.casefold(), notice.version)))
