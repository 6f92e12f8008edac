"""Writes what a package says of itself: ``resources/build.json``, which About and reports show.

Usage: build_note.py FILE KIND    (KIND: "Debian package", "AppImage", …)
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_DAY = "%Y-%m-%d"


def write_build_note(file: Path, kind: str) -> None:
    """Write the note: the kind, and commit and date of what is built where git knows them.

    The date is that of the sources, not of the build, so that a second build gives the same bytes.
    Of a tree that was changed since its commit no commit is told: it is not that one.
    """
    commit = "" if _git("status", "--porcelain") else _git("rev-parse", "HEAD")
    moment = os.environ.get("SOURCE_DATE_EPOCH") or _git("log", "-1", "--format=%ct")
    date = time.strftime(_DAY, time.gmtime(int(moment))) if moment else ""
    told = {"kind": kind, "commit": commit, "date": date}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _git(*arguments: str) -> str:
    """Return what git says, "" where there is no git or no repository."""
    try:
        run = subprocess.run(
            ["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False
        )
    except OSError:
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


if __name__ == "__main__":
    write_build_note(Path(sys.argv[1]), sys.argv[2])
