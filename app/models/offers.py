"""What can be done with a checkpoint, and what not just now and why; no Qt, and nothing is done."""

from dataclasses import dataclass
from enum import Enum, auto

from app.models.stored import Kind, StoredModel


class Deed(Enum):
    """Something that a person may do with a checkpoint."""

    USE = auto()
    CONTINUE = auto()
    REPAIR = auto()
    VERIFY = auto()
    QUANTIZE = auto()
    RENAME = auto()
    REMOVE = auto()
    SHOW_FOLDER = auto()


@dataclass(frozen=True, slots=True)
class Offer:
    """One deed that is shown.

    Attributes:
        deed: what.
        why_not: why it cannot be done just now, "" where it can.
    """

    deed: Deed
    why_not: str = ""


IN_USE = "It is in use: use another model first."
AT_WORK = "Something is being done with it: wait until that is over, or stop it."
SOURCE_GONE = "The model that it is made of is not there any more: remove it."
CANNOT_BE_MENDED = "It does not say where it came from: remove it, and get it again."

_DEEDS = {
    Kind.STARTER: (Deed.USE, Deed.VERIFY, Deed.SHOW_FOLDER),
    Kind.PUBLISHED: (
        *(Deed.USE, Deed.VERIFY, Deed.QUANTIZE, Deed.RENAME, Deed.REMOVE),
        Deed.SHOW_FOLDER,
    ),
    Kind.FOUR_BIT: (Deed.USE, Deed.VERIFY, Deed.RENAME, Deed.REMOVE, Deed.SHOW_FOLDER),
    Kind.HALF_DOWNLOADED: (Deed.CONTINUE, Deed.REMOVE, Deed.SHOW_FOLDER),
    Kind.HALF_QUANTIZED: (Deed.CONTINUE, Deed.REMOVE, Deed.SHOW_FOLDER),
    Kind.DAMAGED: (Deed.REPAIR, Deed.REMOVE, Deed.SHOW_FOLDER),
    Kind.ELSEWHERE: (Deed.USE, Deed.SHOW_FOLDER),
}
_NOT_WHILE_USED = (Deed.RENAME, Deed.REMOVE)


def offers(
    model: StoredModel,
    *,
    in_use: bool,
    at_work: bool,
    source_there: bool = True,
    no_network: str = "",
) -> tuple[Offer, ...]:
    """Return what is shown for ``model``, the likeliest first.

    Args:
        model: the checkpoint.
        in_use: it is the one that takes requests, or is being loaded.
        at_work: something is being done with it already.
        source_there: the model is there of which an unfinished one is made.
        no_network: why no network may be used, "" where it may.
    """
    found = []
    for deed in _DEEDS[model.kind]:
        if deed is Deed.USE and in_use:
            continue
        why_not = _hindrance(model, deed, source_there=source_there, no_network=no_network)
        if deed is Deed.SHOW_FOLDER:
            why_not = ""
        elif at_work:
            why_not = AT_WORK
        elif in_use and deed in _NOT_WHILE_USED:
            why_not = IN_USE
        found.append(Offer(deed, why_not))
    return tuple(found)


def _hindrance(model: StoredModel, deed: Deed, *, source_there: bool, no_network: str) -> str:
    """Return what the model itself or the network has against a deed, "" for nothing."""
    if deed is Deed.REPAIR and not (model.downloaded and model.source):
        return CANNOT_BE_MENDED
    if deed is Deed.CONTINUE and model.kind is Kind.HALF_QUANTIZED:
        return "" if source_there else SOURCE_GONE
    return no_network if deed in (Deed.CONTINUE, Deed.REPAIR) else ""
