"""All licence notices of the Anneal that runs: what its package carries, or what is installed.

Takes a second, since it reads some hundred files: not for the thread of the window. No Qt.
"""

from collections.abc import Iterable
from importlib.metadata import Distribution
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
    where both have a package in different versions, the installed one is in use.

    Raises:
        OSError, ValueError, KeyError: what the package carries is damaged.
    """
    folder, among = carried_folder(), installed()
    if (folder / FILE_NAME).is_file():
        notices = _carried_and_installed(read_notices(folder), among)
    else:
        roots = ["anneal"] if "anneal" in among else list(among)
        names = [name for name in needed(roots, among) if name != "anneal"]
        notices = (*shipped_notices(among), *(package_notice(among[name]) for name in names))
    return tuple(sorted(notices, key=lambda notice: (notice.name.casefold(), notice.version)))


def _carried_and_installed(
    carried: Iterable[Notice], among: dict[str, Distribution]
) -> tuple[Notice, ...]:
    """Return both: of one version of a package what is carried, which was looked at when built."""
    found: dict[str, Notice] = {}
    for notice in carried:
        package = notice.kind is Kind.PACKAGE
        key = plain_name(notice.name) if package else f"{notice.kind} {notice.name}"
        found[key] = notice
    for name, one in among.items():
        known = found.get(name)
        # Anneal is no software of others, whatever its metadata say.
        if name != "anneal" and (known is None or known.version != one.version):
            found[name] = package_notice(one)
    return tuple(found.values())
