"""What a runtime for graphics cards would be, and what is installed: told without the network.

Changes nothing. ``engine.cli_runtime`` gives these values as JSON.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from engine.files import free_bytes
from engine.own_command import is_frozen
from engine.paths import runtimes_folder
from engine.runtime.activate import RuntimeInUse, RuntimeKind, choose, installed_problem
from engine.runtime.cards import Card, Cards, hindrance, least_driver, look_for_cards
from engine.runtime.fetch import fetched, log_file
from engine.runtime.lock import Lock, LockedPackage, read_lock
from engine.runtime.places import PREFIX, cache_folder, current_folder, lock_file, read_marker
from engine.runtime.records import folder_bytes, stored_packages
from engine.sizes import size_text


@dataclass(frozen=True, slots=True)
class RuntimePlan:
    """What an installation would do; sizes in bytes.

    Attributes:
        title: what it would install, for people.
        available: there is a runtime for this system at all.
        hindrance: why it would be of no use here, "" where it would be.
        nbytes: what there is to fetch.
        nbytes_there: what of it is here, from an older runtime or an unfinished installation.
        on_disk: what it takes, about, once it is installed.
        on_disk_guessed: of some packages the size on the disk is not known.
        place: where it would lie.
        free: free on that disk now.
        free_after: what would be free afterwards; negative where there is no room.
        cuda: the version of CUDA that it is built for, "" for none.
        least_driver: the oldest NVIDIA driver that will do, "" for any.
        driver: the NVIDIA driver of this machine, "" for none.
        cards: the NVIDIA cards of this machine.
        packages: what it is made of.
        words: all of this in a sentence or two.
    """

    title: str
    available: bool
    hindrance: str
    nbytes: int
    nbytes_there: int
    on_disk: int
    on_disk_guessed: bool
    place: Path
    free: int
    free_after: int
    cuda: str
    least_driver: str
    driver: str
    cards: tuple[Card, ...]
    packages: tuple[LockedPackage, ...]
    words: str


@dataclass(frozen=True, slots=True)
class RuntimeStatus:
    """What is installed; sizes in bytes.

    Attributes:
        in_use: what a start takes now, and why.
        installed: a runtime is switched on, usable or not.
        folder: where it lies; ``None`` for none.
        nbytes: what it takes.
        problem: why a start cannot take it, "" where it can.
        unfinished: what an unfinished installation has fetched.
        left_over: what removed runtimes still take, since an Anneal that runs uses them.
        log: the file with the installer's own words; may be missing.
        advice: what would be better, "" where all is well; for people.
    """

    in_use: RuntimeInUse
    installed: bool
    folder: Path | None
    nbytes: int
    problem: str
    unfinished: int
    left_over: int
    log: Path
    advice: str


def lock_here() -> Lock | None:
    """Return what this Anneal would install, ``None`` where it has nothing for this system.

    Raises:
        RuntimeInstallError: its list of packages is damaged.
    """
    file = lock_file()
    return read_lock(file) if file.is_file() else None


def plan(lock: Lock | None) -> RuntimePlan:
    """Return what installing ``lock`` would do; ``None`` where there is none for this system."""
    found = look_for_cards()
    place = runtimes_folder()
    free = free_bytes(place)
    if lock is None:
        words = (
            "there is no runtime for graphics cards for this system: models run on the processor"
        )
        nothing = Lock("", "", "", "", ())
        return _plan(nothing, found, free, words, available=False)
    there = _there(lock)
    missing = [item for item in lock.packages if item.name not in there]
    after = free - sum(item.about_unpacked for item in missing)
    about = "about " if lock.size_is_guessed else ""
    words = (
        f"{lock.title}: {size_text(lock.nbytes)} to fetch in {len(lock.packages)} packages, "
        f"{about}{size_text(lock.about_unpacked)} on the disk"
    )
    if problem := hindrance(found, lock.cuda):
        words = f"{words}. It would be of no use here: {problem}"
    return _plan(lock, found, free, words, after=after)


def status(lock: Lock | None) -> RuntimeStatus:
    """Return what is installed, and what would be better.

    Args:
        lock: what this Anneal would install, ``None`` where it has nothing for this system.
    """
    in_use = choose(os.environ, frozen=is_frozen())
    folder = current_folder()
    marker = None if folder is None else read_marker(folder)
    problem = installed_problem(folder) if folder is not None else ""
    unfinished = folder_bytes(cache_folder())
    here = folder_bytes(folder) if folder is not None else 0
    others = set(runtimes_folder().glob(f"{PREFIX}*")) - {folder}
    return RuntimeStatus(
        in_use=in_use,
        installed=folder is not None,
        folder=folder,
        nbytes=marker.nbytes if marker is not None else here,
        problem=problem,
        unfinished=unfinished,
        left_over=sum(map(folder_bytes, others)),
        log=log_file(),
        advice=advice(lock, in_use, look_for_cards(), problem),
    )


def advice(lock: Lock | None, in_use: RuntimeInUse, found: Cards, problem: str) -> str:
    """Return what would be better than what is in use, "" where nothing would be.

    Args:
        lock: what this Anneal would install, ``None`` where it has nothing for this system.
        in_use: what a start takes.
        found: the cards of this machine.
        problem: why a start cannot take what is installed, "" for nothing.
    """
    if in_use.kind is not RuntimeKind.BUNDLED or lock is None:
        return ""
    if problem:
        return f"the installed runtime for graphics cards cannot be used: {problem}"
    if not found.driver:
        return ""
    if reason := hindrance(found, lock.cuda):
        return f"models run on the processor alone: {reason}"
    name = found.cards[0].name if found.cards else "an NVIDIA card"
    return f"{name} is here and the runtime for it is not installed: Models > Graphics card"


def _plan(
    lock: Lock, found: Cards, free: int, words: str, *, available: bool = True, after: int = 0
) -> RuntimePlan:
    there = _there(lock)
    return RuntimePlan(
        title=lock.title if available else "",
        available=available,
        hindrance=hindrance(found, lock.cuda) if available else words,
        nbytes=lock.nbytes,
        nbytes_there=sum(item.nbytes for item in lock.packages if item.name in there),
        on_disk=lock.about_unpacked,
        on_disk_guessed=lock.size_is_guessed,
        place=runtimes_folder(),
        free=free,
        free_after=after if available else free,
        cuda=lock.cuda,
        least_driver=least_driver(lock.cuda),
        driver=found.driver,
        cards=found.cards,
        packages=lock.packages,
        words=words,
    )


def _there(lock: Lock) -> set[str]:
    """Return the packages that need not be fetched: an older runtime or a stopped call has them."""
    folder = current_folder()
    stored = stored_packages(folder) if folder is not None else ()
    hashes = {package.sha256 for package in stored}
    same = {item.name for item in lock.packages if item.sha256 in hashes}
    return same | fetched(lock.packages)
