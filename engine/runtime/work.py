"""Installs, repairs and removes the runtime for graphics cards: the jobs, one function each.

Each goes on where an earlier call was stopped or killed, and leaves the runtime that is switched
on alone until another one is whole.
"""

from collections.abc import Generator
from pathlib import Path

from engine.jobs import JobDone, JobEvent, JobNote, JobProgress, Stage
from engine.paths import runtimes_folder
from engine.runtime.build import Wish, alone, build, check_wish, verified
from engine.runtime.lock import Lock
from engine.runtime.places import cache_folder, current_folder, read_marker
from engine.runtime.records import folder_bytes, stored_packages
from engine.runtime.switch import clear, switch_off, tidy
from engine.runtime.trial_notes import forget_ended
from engine.sizes import size_text


def install(wish: Wish) -> Generator[JobEvent, None, None]:
    """Install a runtime; nothing is done where just this one is installed.

    Raises:
        EngineError: it cannot be installed.
    """
    check_wish(wish)
    with alone():
        if folder := _installed(wish.lock):
            yield JobDone(folder, f"{wish.lock.title} is installed already")
            return
        folder = yield from build(wish)
        yield _done(folder, f"{wish.lock.title} is installed")


def repair(wish: Wish) -> Generator[JobEvent, None, None]:
    """Compare every file with what it was, and fetch anew the packages that are damaged.

    Where nothing, or another runtime, is installed, it does what ``install`` does.

    Raises:
        EngineError: it cannot be repaired.
    """
    check_wish(wish)
    with alone():
        if folder := _installed(wish.lock):
            stored = stored_packages(folder)
            whole = yield from verified(folder, stored)
            names = [package.name for package in stored if package.name not in whole]
            if stored and not names:
                files = sum(map(len, whole.values()))
                yield JobDone(folder, f"all {files:,} files of the runtime are whole")
                return
            yield JobNote(f"damaged: {', '.join(names) or 'the list of all packages'}")
        folder = yield from build(wish)
        yield _done(folder, f"{wish.lock.title} is whole")


def remove() -> Generator[JobEvent, None, None]:
    """Remove the installed runtime, and whatever an unfinished installation left.

    A start takes the program's own runtime from then on. What a running Anneal still uses stays on
    the disk until a call of ``free_left_over`` after it has ended.

    Raises:
        EngineError: it cannot be removed.
    """
    with alone():
        place, cache = runtimes_folder(), cache_folder()
        yield JobProgress(Stage.REMOVING, 0, folder_bytes(place))
        switch_off()
        before = folder_bytes(cache)
        if before:
            clear(cache)
        freed = tidy()
        nbytes = freed.nbytes + before
        if freed.in_use:
            at_once = f"{size_text(nbytes)} are free again, and " if nbytes else ""
            yield JobDone(
                place,
                f"it is switched off: {at_once}{size_text(freed.in_use)} can be freed once the "
                "Anneal that runs on it has ended",
            )
        elif nbytes:
            yield JobDone(place, f"{size_text(nbytes)} are free again")
        else:
            yield JobDone(place, "there was nothing to remove")


def free_left_over() -> Generator[JobEvent, None, None]:
    """Take away what is left of removed runtimes and is not in use any more.

    What an unfinished installation fetched stays for the next one.

    Raises:
        EngineError: another Anneal is changing runtimes, or the disk refuses.
    """
    with alone():
        freed = tidy()
        yield JobDone(runtimes_folder(), f"{size_text(freed.nbytes)} are free again")


def _installed(lock: Lock) -> Path | None:
    """Return the runtime that is switched on where it was made of just this lock."""
    folder = current_folder()
    if folder is None or (marker := read_marker(folder)) is None or marker.lock_id != lock.lock_id:
        return None
    # Who asks for it gives it another chance, whatever it did.
    forget_ended(folder)
    return folder


def _done(folder: Path, words: str) -> JobDone:
    marker = read_marker(folder)
    size = f", {size_text(marker.nbytes)}" if marker is not None else ""
    return JobDone(folder, f"{words}{size}; Anneal runs models with it from its next start on")
