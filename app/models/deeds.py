"""What a person wants done with models, as courses of our own program's verbs; no Qt.

``engine.cli_models_*`` say what the verbs take.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.jobs.work import Work
from app.models.course import Course
from app.models.stored import Kind, StoredModel, title

PAGE: Final = "Models"
GET: Final = "get"  # key of the course that brings a model
LARGE: Final = "the 26B model"
_QUANTIZE: Final = "Quantize to 4 bits"


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants a model to be got.

    Attributes:
        repo: "owner/name".
        place: folder that it is downloaded into.
        quantize: make 4 bits of it afterwards.
        recipe: by which.
        remove_published: and then remove what was downloaded.
    """

    repo: str
    place: Path
    quantize: bool
    recipe: str
    remove_published: bool


def get_course(wish: Wish, name: str = LARGE) -> Course:
    """Return the course that downloads a model and makes 4 bits of it as wished.

    Args:
        wish: what is wanted.
        name: of the model, in the middle of a sentence.
    """
    works = [_download(GET, wish.repo, wish.place, f"Downloading {name}")]
    steps = ["Download"]
    result = wish.place
    if wish.quantize:
        result = four_bit_place(wish.place)
        remove = wish.remove_published
        works.append(_quantize(GET, wish.place, result, wish.recipe, remove_source=remove))
        steps.append(_QUANTIZE + (" and remove the published files" if remove else ""))
    return Course(
        key=GET,
        title=f"Getting {name}",
        works=tuple(works),
        steps=tuple(steps),
        result=result,
        folders=(wish.place, result) if wish.quantize else (wish.place,),
        leavings=(wish.place, result)[: len(works)],
    )


def go_on_course(model: StoredModel, source: StoredModel | None) -> Course:
    """Return the course that brings an unfinished or damaged model to its end.

    Args:
        model: it.
        source: the model of which an unfinished 4-bit one is made, ``None`` for others.

    Raises:
        ValueError: an unfinished 4-bit model without its source.
    """
    if model.kind is not Kind.HALF_QUANTIZED:
        work = _download(GET, model.source, model.folder, f"Downloading {model.name}")
        repairs = model.kind is Kind.DAMAGED
        named = f"{'Repairing' if repairs else 'Getting'} {model.name}"
        here = (model.folder,)
        return Course(GET, named, (work,), ("Download",), model.folder, here, here)
    if source is None:
        raise ValueError("an unfinished 4-bit model needs its source")
    return quantize_course(source, model.folder, model.recipe, remove_source=False)


def quantize_course(
    model: StoredModel, target: Path, recipe: str, *, remove_source: bool
) -> Course:
    """Return the course that makes a 4-bit model."""
    key = f"quantize {model.folder}"
    work = _quantize(key, model.folder, target, recipe, remove_source=remove_source)
    folders = (model.folder, target)
    return Course(key, work.title, (work,), (_QUANTIZE,), target, folders, (target,))


def verify_course(model: StoredModel) -> Course:
    """Return the course that reads a model's files and compares them with what they should be."""
    hashes = ("--hashes",) if model.downloaded or model.kind is Kind.FOUR_BIT else ()
    named = "starter" if model.kind is Kind.STARTER else str(model.folder)
    key, words = f"verify {model.folder}", f"Verifying {title(model)}"
    work = _work(key, words, ("models", "verify", "--events", *hashes, named))
    return Course(key, words, (work,), ("Verify",), None, (model.folder,), keeps=False)


def remove_course(model: StoredModel) -> Course:
    """Return the course that removes a model from the disk."""
    key, words = f"remove {model.folder}", f"Removing {model.name}"
    verb = ("models", "remove", "--events", model.name)
    work = Work(f"{key}/0", words, verb, heavy=False, page=PAGE)
    return Course(key, words, (work,), ("Remove",), None, (model.folder,), keeps=False)


def rename_verb(model: StoredModel, name: str) -> tuple[str, ...]:
    """Return the verb that gives a model another name; ``--`` for a name like an option."""
    return ("models", "rename", "--", model.name, name)


def four_bit_place(published: Path) -> Path:
    """Return where the 4-bit model goes that is made of a published one."""
    return published.with_name(f"{published.name}-4bit")


def remove_folder_course(folder: Path) -> Course:
    """Return the course that removes what a download or a 4-bit model has left in ``folder``."""
    return remove_course(StoredModel(folder.name, folder, Kind.DAMAGED, 0))


def free_name(wanted: str, taken: Sequence[str]) -> str:
    """Return ``wanted``, with a number behind it where that is taken."""
    known = {name.casefold() for name in taken}
    names = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, 10_000))
    return next(name for name in names if name.casefold() not in known)


def source_of(model: StoredModel, models: Sequence[StoredModel]) -> StoredModel | None:
    """Return the published model of which an unfinished 4-bit one is made, if it is there."""
    published = [one for one in models if one.kind is Kind.PUBLISHED]
    named = [one for one in published if model.source in (one.source, one.name)]
    return named[0] if len(named) == 1 else None


def _download(key: str, repo: str, place: Path, words: str) -> Work:
    verb = ("models", "download", "--events", "--name", place.name, repo)
    return Work(f"{key}/download", words, verb, page=PAGE, network=True)


def _quantize(key: str, source: Path, target: Path, recipe: str, *, remove_source: bool) -> Work:
    last = ("--remove-source",) if remove_source else ()
    verb = ("models", "quantize", "--events", "--recipe", recipe, *last, str(source), str(target))
    return _work(f"{key}/quantize", f"Making {target.name}", verb)


def _work(key: str, words: str, verb: tuple[str, ...]) -> Work:
    return Work(key, words, verb, page=PAGE)
