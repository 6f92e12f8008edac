"""What is said of the 26B model where it can be got: size, licence, room; no Qt."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.models.deeds import Wish
from app.models.disk_room import Room, room
from app.models.json_values import Values
from app.models.large_model import LargeModel, gigabytes
from app.models.machine import Fact, Sign
from app.models.recipes import best_choice, choice_line, recipe_choices

_LICENCES: Final = {"apache-2.0": "Apache 2.0: free to use, also for work"}


@dataclass(frozen=True, slots=True)
class DownloadFigures:
    """What ``anneal models plan --estimate --json`` says, as far as it is shown; in bytes.

    Attributes:
        repo: "owner/name".
        licence: as the model card names it.
        place: the folder that it would go into.
        nbytes: of the whole.
        bytes_done: what is there already.
        free_bytes: on the disk of ``place`` now.
    """

    repo: str
    licence: str
    place: Path
    nbytes: int
    bytes_done: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has chosen for the download.

    Attributes:
        quantize: make 4 bits of it.
        remove_published: and then remove what was downloaded.
        recipe: name of the recipe, "" for the best.
    """

    quantize: bool = True
    remove_published: bool = False
    recipe: str = ""


@dataclass(frozen=True, slots=True)
class GetView:
    """What the box shows.

    Attributes:
        facts: what it takes and where it goes, from the top.
        recipes: the 4-bit recipes as lines, the best first.
        recipe: which of them is chosen, from 0.
        quantize: 4 bits are made of it afterwards.
        remove_published: and then what was downloaded is removed.
        removes: what that frees, in words.
        why_not: why it cannot be downloaded just now, "" where it can.
    """

    facts: tuple[Fact, ...]
    recipes: tuple[str, ...]
    recipe: int
    quantize: bool
    remove_published: bool
    removes: str
    why_not: str


def read_figures(given: object) -> DownloadFigures:
    """Read the object that ``anneal models plan --json`` prints.

    Raises:
        ValueError: it is none.
    """
    values = Values(given)
    return DownloadFigures(
        repo=values.text("repo"),
        licence=values.text("licence"),
        place=Path(values.text("place")),
        nbytes=values.number("nbytes"),
        bytes_done=values.number("bytes_done"),
        free_bytes=values.number("free_bytes"),
    )


def get_view(figures: DownloadFigures, large: LargeModel | None, choices: Choices) -> GetView:
    """Return what is shown.

    Args:
        figures: what it takes.
        large: whether it would run here, ``None`` while that is looked for.
        choices: what the person has chosen.
    """
    known = recipe_choices(None) if large is None else large.choices
    best = best_choice(known) if large is None else large.best
    recipe = next((one for one in known if one.name == choices.recipe), best)
    left = figures.nbytes - figures.bytes_done
    reckoned = room(
        figures.free_bytes,
        left,
        recipe.disk_bytes,
        quantize=choices.quantize,
        remove_published=choices.remove_published,
    )
    size = (
        f"About {gigabytes(figures.nbytes)} to download, {gigabytes(recipe.disk_bytes)} in 4 bits"
    )
    facts = (
        Fact(Sign.NONE, "Size", size),
        Fact(Sign.NONE, "Licence", _licence(figures.licence), figures.repo),
        _here(large),
        Fact(Sign.NONE, "Goes to", str(figures.place)),
        _disk(reckoned),
    )
    return GetView(
        facts=facts,
        recipes=tuple(choice_line(one) for one in known),
        recipe=known.index(recipe),
        quantize=choices.quantize,
        remove_published=choices.remove_published,
        removes=gigabytes(figures.nbytes),
        why_not=_why_not(reckoned, fits_alone=figures.free_bytes >= left and choices.quantize),
    )


def wish_of(figures: DownloadFigures, large: LargeModel | None, choices: Choices) -> Wish:
    """Return what is to be got."""
    recipe = (
        choices.recipe or (best_choice(recipe_choices(None)) if large is None else large.best).name
    )
    return Wish(
        repo=figures.repo,
        place=figures.place,
        quantize=choices.quantize,
        recipe=recipe,
        remove_published=choices.remove_published,
    )


def _licence(name: str) -> str:
    return _LICENCES.get(name, name or "None named: look at its model card before you use it")


def _here(large: LargeModel | None) -> Fact:
    if large is None:
        return Fact(Sign.NONE, "Here", "Looking whether it runs on this machine…")
    # Why it would is told above, at the machine.
    return replace(large.fact, label="Here", note="" if large.sign is Sign.GOOD else large.why)


def _disk(reckoned: Room) -> Fact:
    first, *rest = reckoned.lines
    later = ", then ".join(line.words for line in rest)
    return Fact(Sign.NONE if reckoned.enough else Sign.BAD, "Disk", first.words, f"{later}.")


def _why_not(reckoned: Room, *, fits_alone: bool) -> str:
    """Return why there is too little room, and what helps; ``fits_alone`` without 4 bits."""
    if reckoned.enough:
        return ""
    missing = gigabytes(reckoned.least_missing)
    helps = "Choose a folder on another disk" + (
        ", or leave the 4 bits out." if fits_alone else "."
    )
    return f"There is too little room: {missing} are missing. {helps}"
