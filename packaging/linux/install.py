"""Puts this checkout among the applications of a Linux desktop, or takes it out again.

A launcher `anneal`, the desktop entry, the AppStream metainfo and the icons go below a prefix.
Taking them out needs neither Qt nor `.venv`. What a person made with Anneal is never touched.

Usage: install.py --prefix DIR [--destdir DIR] [--program FILE] [--uninstall]
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from desktop_entry import entry_for, launcher_of
from placed import InTheWayError, put, take

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
APPLICATIONS = "share/applications"
_EMPTY_CACHE = "[MIME Cache]"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to: what is run from ``prefix`` is written below ``destdir``, for a package."""

    prefix: Path
    destdir: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder that is written to."""
        return self.destdir / self.prefix.relative_to("/") if self.destdir else self.prefix


def contents(place: Place, program: Path) -> dict[str, tuple[bytes, int]]:
    """Return what to install as path below the prefix -> bytes and mode; needs a Qt application.

    Args:
        place: where it will be run from.
        program: what the launcher starts.
    """
    from icons import render

    entry, metainfo = (next(HERE.glob(pattern)) for pattern in ("*.desktop", "*.metainfo.xml"))
    text = entry_for(entry.read_text(encoding="utf-8"), place.prefix / "bin/anneal")
    found = {
        "bin/anneal": (launcher_of(program).encode(), 0o755),
        f"{APPLICATIONS}/{entry.name}": (text.encode(), 0o644),
        f"share/metainfo/{metainfo.name}": (metainfo.read_bytes(), 0o644),
    }
    with tempfile.TemporaryDirectory() as name:
        for file in render(Path(name)):
            path = file.relative_to(name).as_posix()
            found[f"share/icons/{path}"] = (file.read_bytes(), 0o644)
    return found


def install(place: Place, program: Path) -> int:
    """Install for ``program`` and return the exit code; a Qt application must be there."""
    if place.destdir is None and not os.access(program, os.X_OK):
        return _fail(f"{program} is not there; `make set-up` makes it")
    try:
        placed = put(place.folder, contents(place, program))
    except InTheWayError as error:
        return _fail(f"not installed, since these are there and not of Anneal's making: {error}")
    _tell_desktop(place)
    sys.stdout.write(f"Anneal: {len(placed.files)} files below {place.folder}\n")
    on_path = os.environ.get("PATH", "").split(os.pathsep)
    if place.destdir is None and str(place.prefix / "bin") not in on_path:
        sys.stdout.write(f"The shell does not look into {place.prefix / 'bin'}: add it to PATH.\n")
    return 0


def uninstall(place: Place) -> int:
    """Take away what was installed and return the exit code."""
    kept = take(place.folder, lambda: _tell_desktop(place))
    if kept is None:
        return _fail(f"nothing of Anneal is installed below {place.folder}")
    for file in kept:
        sys.stdout.write(f"Kept, since it was altered after it was installed: {file}\n")
    sys.stdout.write(f"Anneal is taken out of {place.folder}\n")
    return 0


def _tell_desktop(place: Place) -> None:
    """Have the desktop notice what came or went; a package leaves that to its triggers."""
    if place.destdir is not None:
        return
    icons = place.prefix / "share/icons/hicolor"
    if icons.is_dir():
        # The icon theme's caches are held against the time of this folder alone.
        os.utime(icons)
    applications = place.prefix / APPLICATIONS
    if applications.is_dir() and (tool := shutil.which("update-desktop-database")):
        subprocess.run([tool, str(applications)], check=False)
        _drop_empty_cache(applications)


def _drop_empty_cache(applications: Path) -> None:
    """Remove a cache that names no application any more."""
    cache = applications / "mimeinfo.cache"
    if cache.is_file() and cache.read_text(encoding="utf-8").strip() == _EMPTY_CACHE:
        cache.unlink()


def _fail(message: str) -> int:
    sys.stderr.write(f"anneal: {message}\n")
    return 1


def main(arguments: list[str]) -> int:
    """Read the command line; render without a screen."""
    parser = argparse.ArgumentParser(prog="install.py", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--prefix", type=Path, required=True, help="such as ~/.local or /usr/local")
    parser.add_argument("--destdir", default="", help="write below this folder, for a package")
    parser.add_argument(
        "--program", type=Path, default=ROOT / ".venv/bin/anneal", help="what the launcher starts"
    )
    parser.add_argument("--uninstall", action="store_true", help="take it out again")
    given = parser.parse_args(arguments)
    destdir = Path(given.destdir).absolute() if given.destdir else None
    place = Place(given.prefix.expanduser().absolute(), destdir)
    if given.uninstall:
        return uninstall(place)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication(sys.argv[:1])
    code = install(place, given.program.absolute())
    del application
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
