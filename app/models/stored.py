"""The checkpoints that there are, as the page Models lists them; no Qt."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import Final

from app.known_models import known_models
from app.models.json_values import Values
from engine.sizes import size_text


class Kind(Enum):
    """What a folder of a checkpoint is."""

    STARTER = auto()
    PUBLISHED = auto()
    FOUR_BIT = auto()
    HALF_DOWNLOADED = auto()
    HALF_QUANTIZED = auto()
    DAMAGED = auto()
    ELSEWHERE = auto()  # a folder of the person's own, outside of the models' folder


_KINDS: Final = {
    "starter": Kind.STARTER,
    "published": Kind.PUBLISHED,
    "4-bit": Kind.FOUR_BIT,
    "unfinished-download": Kind.HALF_DOWNLOADED,
    "unfinished-quantizing": Kind.HALF_QUANTIZED,
    "damaged": Kind.DAMAGED,
}
UNFINISHED: Final = (Kind.HALF_DOWNLOADED, Kind.HALF_QUANTIZED)


@dataclass(frozen=True, slots=True)
class StoredModel:
    """A checkpoint on the disk.

    Attributes:
        name: of its folder; "starter" for the one that comes with the program.
        folder: where it lies.
        kind: what it is.
        nbytes: what it takes on the disk, 0 where nobody looked.
        planned_bytes: what it will take once it is whole, 0 where that is not known.
        recipe: of a 4-bit checkpoint, "" for others.
        source: repository or checkpoint that it is made from, "" where it does not say.
        downloaded: Anneal fetched it itself, so that it knows what its files should be.
        problem: why it cannot be used, "" where it can.
    """

    name: str
    folder: Path
    kind: Kind
    nbytes: int
    planned_bytes: int = 0
    recipe: str = ""
    source: str = ""
    downloaded: bool = False
    problem: str = ""

    @property
    def usable(self) -> bool:
        """Return whether it can be loaded, as far as its headers tell."""
        return self.kind not in (*UNFINISHED, Kind.DAMAGED)


def title(model: StoredModel) -> str:
    """Return what it is called on the page."""
    return "Starter model" if model.kind is Kind.STARTER else model.name


def about(model: StoredModel) -> str:
    """Return in a line what it is, and how large."""
    size = size_text(model.nbytes) if model.nbytes else ""
    if model.kind in UNFINISHED and model.planned_bytes:
        size = f"{size_text(model.nbytes)} of {size_text(model.planned_bytes)} are there"
    recipe = f"4 bits, {model.recipe}" if model.recipe else "4 bits"
    what = {
        Kind.STARTER: "Ready, comes with Anneal",
        Kind.PUBLISHED: "As published",
        Kind.FOUR_BIT: recipe,
        Kind.HALF_DOWNLOADED: "Unfinished download",
        Kind.HALF_QUANTIZED: "Unfinished 4-bit model",
        Kind.DAMAGED: "Damaged",
        Kind.ELSEWHERE: "A folder of yours",
    }[model.kind]
    return " · ".join(part for part in (what, size) if part)


def problem_words(model: StoredModel) -> str:
    """Return why it cannot be used as a sentence; its files by their names, "" where it can."""
    words = model.problem.replace(f"{model.folder}{os.sep}", "").rstrip(".")
    return f"{words}." if words else ""


def elsewhere(folders: Sequence[str], known: Sequence[StoredModel]) -> tuple[StoredModel, ...]:
    """Return the models in ``folders`` that are none of ``known``; what is gone is left out."""
    listed = {model.folder for model in known}
    models = known_models([folder for folder in folders if Path(folder) not in listed], None)
    return tuple(StoredModel(one.name, one.folder, Kind.ELSEWHERE, 0) for one in models)


def is_large(model: StoredModel) -> bool:
    """Return whether it is the 26B model in some form, by what it says that it is made from."""
    words = f"{model.name} {model.source}".lower()
    return "diffusiongemma" in words and "26b" in words


def read_models(given: object) -> tuple[StoredModel, ...]:
    """Read the list that ``anneal models list --json`` prints.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(given, list):
        raise ValueError("a list of models was expected")
    return tuple(_read(Values(one)) for one in given)


def _read(values: Values) -> StoredModel:
    kind = _KINDS.get(values.text("kind"))
    if kind is None:
        raise ValueError(f"there is no kind {values.text('kind')!r} of a model")
    done, total = values.number("bytes_done"), values.number("bytes_total")
    return StoredModel(
        name=values.text("name"),
        folder=Path(values.text("folder")),
        kind=kind,
        nbytes=done if kind is Kind.HALF_DOWNLOADED else values.number("bytes"),
        planned_bytes=total if kind in UNFINISHED else 0,
        recipe=values.text("recipe"),
        source=values.text("source"),
        downloaded=values.flag("downloaded"),
        problem=values.text("words") if kind is Kind.DAMAGED else "",
    )
