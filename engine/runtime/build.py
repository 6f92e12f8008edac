"""Makes a whole runtime: takes over what an older one has, fetches the rest, switches it on.

Every function here that yields is a job as ``engine.jobs`` has them.
"""

import shutil
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import RuntimeInstallError
from engine.file_lock import hold
from engine.files import SaveError, disk_is_full
from engine.jobs import JobEvent, JobPlanned, JobProgress, Stage
from engine.network import check_network_allowed
from engine.paths import runtimes_folder
from engine.runtime.cards import hindrance, look_for_cards
from engine.runtime.compiled import compile_modules
from engine.runtime.fetch import Source, check_source, fetch, fetched
from engine.runtime.here import platform_name, python_tag
from engine.runtime.lock import Lock, LockedPackage
from engine.runtime.places import cache_folder, current_folder
from engine.runtime.records import (
    StoredFile,
    StoredPackage,
    compiled_modules,
    damaged_file,
    files_of,
    note_packages,
    stored_packages,
    take_over,
)
from engine.runtime.switch import make_folder, switch_on, tidy
from engine.sizes import size_text

_ROOM: Final = 50_000_000  # bytes that are left alone on the disk
_TELL_EVERY: Final = 50_000_000  # bytes that were read between two events


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be installed.

    Attributes:
        lock: all packages of it.
        source: where they come from.
        anyway: though it would be of no use on this machine.
    """

    lock: Lock
    source: Source
    anyway: bool = False


@contextmanager
def alone() -> Iterator[None]:
    """Be the only one who changes runtimes, and word what the disk refuses.

    Raises:
        RuntimeInstallError: another Anneal is at it, or the disk refuses.
    """
    folder = runtimes_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            held = True
            try:
                held = stack.enter_context(hold(folder / "changing.lock"))
            except OSError as error:
                # Whoever holds the lock has made its file. A full disk must not keep a runtime from
                # being removed; all else ends at the next file that it writes.
                if not disk_is_full(error):
                    raise
            if not held:
                raise RuntimeInstallError(
                    "another Anneal is installing, repairing or removing a runtime: wait for it"
                )
            yield
    except SaveError as error:
        raise RuntimeInstallError(str(error)) from error
    except OSError as error:
        raise RuntimeInstallError(_disk_words(folder, error)) from error


def check_wish(wish: Wish) -> None:
    """See that a runtime would run here, before anything is fetched.

    Raises:
        RuntimeInstallError: it is for another system, or of no use on this machine.
    """
    here, meant = (python_tag(), platform_name()), (wish.lock.python, wish.lock.platform)
    if here != meant:
        raise RuntimeInstallError(
            f"this runtime is for {meant[0]} on {meant[1]}, and this is {here[0]} on {here[1]}"
        )
    if not wish.anyway and (problem := hindrance(look_for_cards(), wish.lock.cuda)):
        raise RuntimeInstallError(f"{problem}. (With --anyway it is installed all the same.)")


def build(wish: Wish) -> Generator[JobEvent, None, Path]:
    """Make a runtime, switch it on and return where it lies; who calls has to be ``alone``.

    Raises:
        EngineError: it cannot be made; what was fetched whole is kept.
        OSError: the disk refuses.
    """
    old = current_folder()
    # What a call left that was killed; its packages lie where they were fetched.
    tidy()
    whole = yield from _whole_packages(old, wish.lock)
    missing = tuple(item for item in wish.lock.packages if item.name not in whole)
    if missing and wish.source.folder is None:
        check_network_allowed("installing the runtime for graphics cards")
    check_source(wish.source, missing)
    yield _planned(wish.lock, missing)
    new = make_folder()
    if old is not None:
        files = tuple(file for group in whole.values() for file in group)
        take_over(old, new, files)
        take_over(old, new, compiled_modules(old, {file.path for file in files}))
    yield from fetch(missing, new, wish.source)
    yield from compile_modules(new)
    nbytes = note_packages(new, wish.lock.packages)
    switch_on(new, wish.lock, nbytes)
    shutil.rmtree(cache_folder(), ignore_errors=True)
    tidy()
    return new


def verified(
    folder: Path, packages: tuple[StoredPackage, ...]
) -> Generator[JobEvent, None, dict[str, tuple[StoredFile, ...]]]:
    """Read every file of these packages, and return those that are whole, with their files."""
    files = {package.name: files_of(folder, package) for package in packages}
    nbytes = sum(file.nbytes for group in files.values() for file in group)
    read = told = 0
    whole = {}
    for number, (name, group) in enumerate(files.items()):
        sound = bool(group)
        for file in group:
            # All of them: how many are damaged is worth a line in the report.
            sound = not damaged_file(folder, file) and sound
            read += file.nbytes
            if read - told > _TELL_EVERY:
                told = read
                yield JobProgress(Stage.VERIFYING, read, nbytes, name, number, len(files))
        if sound:
            whole[name] = group
    return whole


def _whole_packages(
    old: Path | None, lock: Lock
) -> Generator[JobEvent, None, dict[str, tuple[StoredFile, ...]]]:
    """Return what of an older runtime is just what ``lock`` names, and is whole."""
    if old is None:
        return {}
    wanted = {item.name: item.sha256 for item in lock.packages}
    same = tuple(item for item in stored_packages(old) if wanted.get(item.name) == item.sha256)
    return (yield from verified(old, same))


def _planned(lock: Lock, missing: tuple[LockedPackage, ...]) -> JobPlanned:
    """Return what there is to do, where there is room for it.

    Raises:
        RuntimeInstallError: there is not.
    """
    there = fetched(missing)
    place = runtimes_folder()
    free = shutil.disk_usage(place).free
    needed = sum(item.about_unpacked for item in missing if item.name not in there)
    if needed and needed + _ROOM > free:
        raise RuntimeInstallError(
            f"there is too little room on the disk of {place}: about {size_text(needed + _ROOM)} "
            f"are needed and {size_text(free)} are free"
        )
    nbytes = sum(item.nbytes for item in missing)
    done = sum(item.nbytes for item in missing if item.name in there)
    return JobPlanned(lock.title, place, nbytes, done, free, free - needed)


def _disk_words(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    if isinstance(error, PermissionError):
        return f"no permission to write in {folder} ({reason})"
    return f"the disk of {folder} refuses: {reason}"
