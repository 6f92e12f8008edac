"""What a Linux package of Anneal holds besides the program: desktop entry, icons, manual and such.

The same for the .deb, the AppImage and the Flatpak.

Usage: shares.py [FOLDER]    (build/shares where none is named; for the Flatpak)
"""

import gzip
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from install import Place, contents
from package_tree import put_files

ROOT = Path(__file__).resolve().parents[2]
MANUAL = ROOT / "packaging/linux/anneal.1"
BUNDLE = ROOT / "dist/anneal"
_LAUNCHER = "bin/anneal"  # packages bring a launcher of their own


def version() -> str:
    """Return the version that pyproject.toml says."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(read["project"]["version"])


def epoch() -> int:
    """Return the time that all files of a package get, in seconds since 1970.

    It is ``SOURCE_DATE_EPOCH``, else that of the last commit, and where there is no git that of the
    project's description: the same source makes the same package.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named:
        return int(named)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except FileNotFoundError:
        told = ""
    return int(told or (ROOT / "pyproject.toml").stat().st_mtime)


def shared_files(prefix: Path) -> dict[str, tuple[bytes, int]]:
    """Return desktop entry, metainfo, icons and manual as path below ``prefix`` -> bytes, mode."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    found = contents(Place(prefix), prefix / _LAUNCHER)
    del found[_LAUNCHER], application
    return {**found, "share/man/man1/anneal.1.gz": (compressed(manual()), 0o644)}


def packaged_files(prefix: Path) -> dict[str, tuple[bytes, int]]:
    """Return the same where the command is found by its name, not by a path.

    Where an AppImage is mounted nobody knows before, and Flatpak writes the command itself.
    """
    found = shared_files(prefix)
    for path in found:
        if path.endswith(".desktop"):
            entry = (ROOT / "packaging/linux" / Path(path).name).read_bytes()
            found[path] = (entry, 0o644)
    return found


def manual() -> str:
    """Return the manual page of this version."""
    day = datetime.fromtimestamp(epoch(), UTC).strftime("%Y-%m-%d")
    text = MANUAL.read_text(encoding="utf-8")
    return text.replace("@DATE@", day).replace("@VERSION@", version())


def compressed(text: str) -> bytes:
    """Return a text as gzip packs it best, without name and time."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main(arguments: list[str]) -> int:
    """Lay the shared files out in a folder, as they lie below a prefix."""
    target = Path(arguments[0]) if arguments else ROOT / "build/shares"
    put_files(target, packaged_files(Path("/app")))
    sys.stdout.write(f"{target}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
