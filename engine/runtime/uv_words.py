"""What uv writes to a terminal: how far it is, and why it cannot go on; runs nothing.

uv tells its progress to terminals alone, in lines that it draws over again:
``Preparing packages... (3/58)`` and below it, for each package that is fetched,
``torch   ------------   12.00 MiB/502.18 MiB``.
"""

import re
from pathlib import Path
from typing import Final

from engine.errors import DownloadError, EngineError, RuntimeInstallError
from engine.runtime.lock import LockedPackage

_CONTROL: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PREPARING: Final = re.compile(r"Preparing packages\.\.\. \((\d+)/\d+\)")
_BAR: Final = re.compile(
    r"(?:^|\s)(?P<name>[a-z0-9][a-z0-9.-]*)\s+-{5,}\s+(?P<count>\d+(?:\.\d+)?)\s?(?P<unit>[KMGT]?i?B)/"
)
_FETCHED: Final = re.compile(r"Downloaded (\S+)")
_INSTALLED: Final = re.compile(r"\[(\d+)/\d+\] (\S+?)==")
_UNITS: Final = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}

# What is found in uv's words -> what it means; the first that fits.
_NO_ROOM: Final = ("No space left", "os error 28)", "os error 122)", "not enough space", "File too")
_FORBIDDEN: Final = ("Permission denied", "Read-only file system", "os error 13)", "os error 30)")
_ALTERED: Final = ("Hash mismatch", "Bad CRC", "Invalid zip", "invalid zip", "invalid Zip")
_NOT_FOR_HERE: Final = (
    "matching Python ABI tag",
    "matching platform tag",
    "no wheels with a match",
)
_MISSING: Final = ("not found in the package registry", "not found in the provided", "No solution")
_REFUSED: Final = ("status client error", "status server error")
_CLOCK: Final = ("certificate expired", "certificate not valid yet")
_UNTRUSTED: Final = ("invalid peer certificate",)
_LINE_LOST: Final = (
    "error sending request",
    "Failed to fetch",
    "Failed to download",
    "connection",
    "timed out",
    "Request failed after",
    "dns error",
    "response body",
)


class UvWords:
    """Reads what uv writes, as it comes, and knows how far it is.

    Attributes:
        lines: what uv said besides, for the log and for a failure.
        item: the package that is fetched or installed now, "" for none.
        fetched: packages that are whole.
        installed: packages that lie where they belong.
        installing: all are whole.
        packages: how many there are to fetch.
        nbytes: their size.
    """

    def __init__(self, packages: tuple[LockedPackage, ...]) -> None:
        """Take the packages that uv is to fetch and install."""
        self.lines: list[str] = []
        self.item = ""
        self.fetched = 0
        self.installed = 0
        self.installing = False
        self.packages = len(packages)
        self.nbytes = sum(package.nbytes for package in packages)
        self._sizes = {package.name: package.nbytes for package in packages}
        self._done: dict[str, int] = {}
        self._frame: set[str] = set()
        self._rest = ""

    @property
    def bytes_done(self) -> int:
        """Return the bytes that were fetched."""
        return sum(self._done.values())

    def take(self, text: str) -> None:
        """Read the next piece of what uv writes."""
        text = (self._rest + text).replace("\r\n", "\n")
        # A last return may be the first half of a line's end.
        end = max(text.rfind("\r", 0, -1), text.rfind("\n")) + 1
        text, self._rest = text[:end], text[end:]
        for piece in re.split(r"(?<=[\r\n])", text):
            self._read(_CONTROL.sub("", piece).strip("\r"))

    def finish(self) -> None:
        """Read what is left, when nothing more comes."""
        self.take("\n")

    def _read(self, piece: str) -> None:
        if found := _PREPARING.search(piece):
            self._begin_frame()
            self.fetched = int(found[1])
        for bar in _BAR.finditer(piece):
            name = bar["name"]
            if name in self._sizes:
                self.item = name
                self._frame.add(name)
                fetched = int(float(bar["count"]) * _UNITS.get(bar["unit"], 1))
                self._done[name] = min(fetched, self._sizes[name])
        if found := _INSTALLED.search(piece):
            self.installed, self.item, self.installing = int(found[1]), found[2], True
        elif piece.endswith("\n") and not _BAR.search(piece) and piece.strip():
            if (found := _FETCHED.search(piece)) and found[1] in self._sizes:
                self._done[found[1]] = self._sizes[found[1]]
            self.lines.append(piece.strip())

    def _begin_frame(self) -> None:
        """Count those whole that were drawn before and are not any more."""
        for name in self._done.keys() - self._frame if self._frame else ():
            self._done[name] = self._sizes[name]
        self._frame = set()


def fault_of(lines: list[str], log: Path) -> EngineError:
    """Return the error that uv's words amount to.

    Args:
        lines: what uv said.
        log: the file that holds all of it, named where nothing better can be said.
    """
    start = next((at for at, line in enumerate(lines) if line.startswith("error:")), 0)
    said = " ".join(" ".join(lines[start:]).split())
    words = _words_of(said)
    if words is None:
        return RuntimeInstallError(
            f"the installer failed: {said[:500] or 'without a word'} ({log})"
        )
    kind, text = words
    return kind(f"{text} ({said[:500]})")


def line_lost(lines: list[str]) -> bool:
    """Return whether uv failed for the network, so that another try may go on."""
    said = " ".join(lines)
    others = (
        *(*_NO_ROOM, *_FORBIDDEN, *_ALTERED, *_NOT_FOR_HERE),
        *(*_MISSING, *_REFUSED, *_CLOCK, *_UNTRUSTED),
    )
    return any(sign in said for sign in _LINE_LOST) and not any(sign in said for sign in others)


def _words_of(said: str) -> tuple[type[EngineError], str] | None:
    def has(signs: tuple[str, ...]) -> bool:
        return any(sign in said for sign in signs)

    if has(_NO_ROOM):
        return RuntimeInstallError, "the disk is full: free some space and start again"
    if has(_FORBIDDEN):
        return RuntimeInstallError, "no permission to write: check the folder of your own data"
    if has(_ALTERED):
        return DownloadError, (
            "a package is not the one that Anneal was made with: it was altered on its way, or the "
            "mirror holds another; nothing of it was installed. Try again, or without the mirror"
        )
    if has(_NOT_FOR_HERE):
        return RuntimeInstallError, "a package is not made for this system"
    if has(_MISSING):
        return DownloadError, (
            "a package is not there: the mirror or the folder does not hold all that is needed"
        )
    if has(_REFUSED):
        return DownloadError, "the package index refuses: try again later, or check the mirror"
    if has(_CLOCK):
        return DownloadError, (
            "what proves who the package index is does not hold at the time that this machine "
            "shows: look at its date and clock"
        )
    if has(_UNTRUSTED):
        return DownloadError, (
            "nobody whom this system trusts vouches for the package index: check the mirror; a "
            "proxy that looks into connections has an authority of its own, which the system must "
            "know"
        )
    if has(_LINE_LOST):
        return DownloadError, (
            "the package index cannot be reached, or the connection was lost: check the network "
            "and start again; what was fetched whole is kept"
        )
    return None
