"""Fetches packages and installs them into a folder, through uv; says how far it is.

What was fetched whole stays in a folder of its own until the runtime is whole: whatever stops a
fetch, the next one goes on from there.
"""

import logging
import os
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import RuntimeInstallError
from engine.jobs import JobEvent, JobNote, JobProgress, Stage
from engine.pace import Pace
from engine.paths import log_folder
from engine.runtime.lock import LockedPackage, requirement_lines
from engine.runtime.places import cache_folder
from engine.runtime.uv import find_uv, install_command, uv_environment
from engine.runtime.uv_run import UvFailedError, run_uv
from engine.runtime.uv_words import UvWords, fault_of, line_lost

LOG_NAME: Final = "runtime.log"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Source:
    """Where packages come from.

    Attributes:
        folder: a folder of their files; the network is left alone. ``None`` for an index.
        index: the address of an index, "" for the usual one; may hold a password.
    """

    folder: Path | None = None
    index: str = ""


def log_file() -> Path:
    """Return the file that holds what uv said last."""
    return log_folder() / LOG_NAME


def fetched(packages: Sequence[LockedPackage]) -> set[str]:
    """Return the names of the packages that an earlier fetch left, whole."""
    found = {path.name for path in cache_folder().glob("archive-*/*/*.dist-info")}
    return {
        package.name
        for package in packages
        if f"{package.name.replace('-', '_')}-{package.version}.dist-info".lower()
        in {name.lower() for name in found}
    }


def fetch(
    packages: tuple[LockedPackage, ...], folder: Path, source: Source
) -> Generator[JobEvent, None, None]:
    """Fetch packages and install them into ``folder``.

    Raises:
        RuntimeInstallError: uv is missing or fails, the disk is full or forbids.
        DownloadError: a package cannot be fetched or is not what was published.
        OSError: the disk refuses.
    """
    if not packages:
        return
    cache = cache_folder()
    cache.mkdir(parents=True, exist_ok=True)
    wanted = cache / "wanted.txt"
    wanted.write_text(requirement_lines(packages), encoding="utf-8")
    command = install_command(find_uv(), wanted, folder, cache, source.folder)
    environment = uv_environment(os.environ, source.index)
    while True:
        there = fetched(packages)
        words = UvWords(tuple(item for item in packages if item.name not in there))
        try:
            yield from _run(command, environment, words, packages)
            return
        except UvFailedError:
            error = fault_of(words.lines, log_file())
            gained = fetched(packages) - there
            if not line_lost(words.lines) or not gained:
                raise error from None
        finally:
            _write_log(words.lines)
        yield JobNote(f"the connection was lost; {len(gained)} more packages are there, going on")


def _run(
    command: list[str],
    environment: dict[str, str],
    words: UvWords,
    packages: tuple[LockedPackage, ...],
) -> Generator[JobEvent, None, None]:
    """Run uv once."""
    sizes = {package.name: package.nbytes for package in packages}
    there = sum(sizes.values()) - words.nbytes
    pace, before = Pace(), (0, 0)
    try:
        with closing(run_uv(command, environment)) as pieces:
            for piece in pieces:
                words.take(piece)
                done = words.fetched, words.installed
                if pace.reach(words.bytes_done) or done != before:
                    before = done
                    yield _progress(words, there, sizes, pace.rate)
    finally:
        words.finish()


def _progress(words: UvWords, there: int, sizes: dict[str, int], rate: float) -> JobProgress:
    if words.installing:
        size = sum(sizes.values())
        part = size * words.installed // len(sizes)
        return JobProgress(
            Stage.INSTALLING, part, size, words.item, words.installed, len(sizes), 0.0
        )
    return JobProgress(
        Stage.DOWNLOADING,
        bytes_done=there + words.bytes_done,
        nbytes=sum(sizes.values()),
        item=words.item,
        items_done=len(sizes) - words.packages + words.fetched,
        items=len(sizes),
        bytes_per_second=rate,
    )


def _write_log(lines: list[str]) -> None:
    """Write down what uv said; the last time's words are kept beside."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.replace(path.with_name(f"{LOG_NAME}.1"))
        path.write_text("\n".join([time.strftime("%Y-%m-%dT%H:%M:%S%z"), *lines]) + "\n", "utf-8")
    except OSError:
        _log.info("what the installer said was not written down")


def check_source(source: Source, packages: Sequence[LockedPackage]) -> None:
    """See that a folder of packages holds those that are wanted, before anything is begun.

    Raises:
        RuntimeInstallError: it is not there, or lacks some.
    """
    if source.folder is None:
        return
    if not source.folder.is_dir():
        raise RuntimeInstallError(f"there is no folder {source.folder}")
    lacking = [item.file for item in packages if not (source.folder / item.file).is_file()]
    if lacking:
        raise RuntimeInstallError(
            f"{source.folder} lacks {len(lacking)} of the {len(packages)} files that are needed, "
            f"such as {lacking[0]}"
        )
