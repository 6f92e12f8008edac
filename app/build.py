"""Which build of Anneal this is: what its package says of itself, or the checkout; knows no Qt.

A package holds ``resources/build.json``: ``kind`` ("Debian package"), ``commit`` and ``date``, each
left out where it is unknown.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from engine.paths import resource_folder

_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHOWN = 10  # characters of a commit


@dataclass(frozen=True, slots=True)
class Build:
    """Where this program comes from; what is unknown is empty."""

    kind: str
    commit: str = ""
    date: str = ""

    def words(self) -> str:
        """Return it in a line ("Debian package, commit 0123456789, 2026-11-26")."""
        commit = f"commit {self.commit[:_SHOWN]}" if self.commit else ""
        return ", ".join(filter(None, (self.kind, commit, self.date)))


def this_build() -> Build:
    """Return what is known of this build."""
    try:
        told = json.loads((resource_folder() / "build.json").read_text(encoding="utf-8"))
        return Build(*(str(told.get(key, "")) for key in ("kind", "commit", "date")))
    except (OSError, ValueError, AttributeError):
        return Build("checkout", _head(resource_folder().parent))


def program_version() -> str:
    """Return the installed version, "" in a tree that was never installed."""
    # Slow to import, and seldom needed: not before somebody asks.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("anneal")
    except PackageNotFoundError:
        return ""


def _head(root: Path) -> str:
    """Return the commit that a checkout stands on, "" where that is not to be read."""
    try:
        git = root / ".git"
        if git.is_file():  # one of several trees of a repository
            git = root / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        head = (git / "HEAD").read_text(encoding="utf-8").strip()
        if head.startswith("ref: "):
            head = _branch(git, head.removeprefix("ref: "))
    except OSError:
        return ""
    return head if _COMMIT.fullmatch(head) else ""


def _branch(git: Path, name: str) -> str:
    """Return the commit of a branch, which lies in a file of its own or in a list."""
    shared = git / "commondir"
    home = git / shared.read_text(encoding="utf-8").strip() if shared.is_file() else git
    if (home / name).is_file():
        return (home / name).read_text(encoding="utf-8").strip()
    for line in (home / "packed-refs").read_text(encoding="utf-8").splitlines():
        commit, _, listed = line.partition(" ")
        if listed == name:
            return commit
    return ""
