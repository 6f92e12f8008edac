"""What `anneal runtime plan` and `anneal runtime status` tell, read from their JSON; no Qt.

Nothing is asked here, and nothing is said of it: ``graphics_state`` does that.
"""

from dataclasses import dataclass

from app.models.graphics_known import BUNDLED, INSTALLED, NAMED, PYTHON
from app.models.json_values import Values


@dataclass(frozen=True, slots=True)
class CardFound:
    """An NVIDIA card: its name, and the bytes of its memory, 0 where they are not told."""

    name: str
    total_bytes: int


@dataclass(frozen=True, slots=True)
class PackageSize:
    """A package that an install fetches, and the bytes of its file."""

    name: str
    version: str
    nbytes: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What an install would do; sizes in bytes.

    Attributes:
        title: what it would install.
        available: there is a runtime for this system at all.
        hindrance: why it would be of no use here, "" where it would be.
        nbytes: what there is to fetch.
        nbytes_there: what of it is fetched already.
        on_disk: what it takes once it is installed.
        on_disk_guessed: that is about so much, and not measured.
        place: where it would lie.
        free: free on that disk.
        free_after: what would be free afterwards; negative where there is no room.
        cuda: the version of CUDA that it is built for, "" for none.
        least_driver: the oldest driver that will do, "" for any.
        driver: the NVIDIA driver of this machine, "" for none.
        cards: the NVIDIA cards of this machine.
        packages: what would be fetched, the largest first.
    """

    title: str
    available: bool
    hindrance: str
    nbytes: int
    nbytes_there: int
    on_disk: int
    on_disk_guessed: bool
    place: str
    free: int
    free_after: int
    cuda: str
    least_driver: str
    driver: str
    cards: tuple[CardFound, ...]
    packages: tuple[PackageSize, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Which runtime a start of Anneal takes now, and what is installed; sizes in bytes.

    Attributes:
        kind: where its packages come from: PYTHON, BUNDLED, INSTALLED or NAMED.
        folder: where they lie, "" where Python's own places hold them.
        words: which they are, and why these.
        installed: a runtime is installed, usable or not.
        installed_folder: where that one lies, "" for none.
        nbytes: what it takes.
        problem: why no start can take it, "" where it can be taken.
        unfinished: what an unfinished install has fetched.
        left_over: what removed runtimes still take, since a running Anneal uses them.
        log: the file with the installer's own words; may be missing.
    """

    kind: str
    folder: str
    words: str
    installed: bool
    installed_folder: str
    nbytes: int
    problem: str
    unfinished: int
    left_over: int
    log: str


def read_offer(given: object) -> Offer:
    """Read what ``anneal runtime plan --json`` prints.

    Raises:
        ValueError: it is something else.
    """
    values = Values(given)
    packages = [
        PackageSize(item.text("name"), item.text("version"), item.number("nbytes"))
        for item in values.parts("packages")
    ]
    return Offer(
        title=values.text("title"),
        available=values.flag("available"),
        hindrance=values.text("hindrance"),
        nbytes=values.number("nbytes"),
        nbytes_there=values.number("nbytes_there"),
        on_disk=values.number("on_disk"),
        on_disk_guessed=values.flag("on_disk_guessed"),
        place=values.text("place"),
        free=values.number("free"),
        free_after=values.number("free_after"),
        cuda=values.text("cuda"),
        least_driver=values.text("least_driver"),
        driver=values.text("driver"),
        cards=tuple(
            CardFound(card.text("name"), card.number("total_bytes"))
            for card in values.parts("cards")
        ),
        packages=tuple(sorted(packages, key=lambda item: (-item.nbytes, item.name))),
    )


def read_found(given: object) -> Found:
    """Read what ``anneal runtime status --json`` prints.

    Raises:
        ValueError: it is something else.
    """
    values = Values(given)
    in_use = values.part("in_use")
    kind = in_use.text("kind")
    if kind not in (PYTHON, BUNDLED, INSTALLED, NAMED):
        raise ValueError(f"{kind!r} is no kind of runtime")
    return Found(
        kind=kind,
        folder=_folder(in_use),
        words=in_use.text("words"),
        installed=values.flag("installed"),
        installed_folder=_folder(values),
        nbytes=values.number("nbytes"),
        problem=values.text("problem"),
        unfinished=values.number("unfinished"),
        left_over=values.number("left_over"),
        log=values.text("log"),
    )


def _folder(values: Values) -> str:
    """Return the folder that is named, "" where none is: then it is null."""
    try:
        return values.text("folder")
    except ValueError:
        return ""
