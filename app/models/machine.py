"""What `anneal doctor` found, as the lines of "This machine"; no Qt, and nothing is asked here."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.models.json_values import Values

GRAPHICS_CARD: Final = "Graphics card"
LARGE_MODEL: Final = "26B model"


class Sign(Enum):
    """What stands before a line: a drawing of ``resources/icons``, never a colour alone."""

    GOOD = "accept"
    BAD = "reject"
    CARE = "warning"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of what there is.

    Attributes:
        sign: good, bad, or to be looked after.
        label: of what it tells.
        words: what is the case.
        note: more about it, "" for nothing.
    """

    sign: Sign
    label: str
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine can run.

    Attributes:
        facts: in words, from the top; without what is said of the 26B model.
        card: bytes free on the graphics card that Anneal can use, and all of them; ``None`` where
            there is none.
        needs_runtime: there is an NVIDIA card, and what would let Anneal use it is not installed.
        starter_runs: the starter model can be loaded.
    """

    facts: tuple[Fact, ...]
    card: tuple[int, int] | None
    needs_runtime: bool
    starter_runs: bool


def read_machine(given: object) -> Machine:
    """Read the object that ``anneal doctor --json`` prints.

    Raises:
        ValueError: it is none.
    """
    values = Values(given)
    gpu = values.part("gpu")
    cards = gpu.parts("gpus")
    needs_runtime = bool(gpu.text("driver")) and not cards
    usable = bool(cards) and cards[0].flag("usable")
    starter = [one for one in values.parts("checkpoints") if one.text("name") == "starter"]
    starter_runs = bool(starter) and starter[0].flag("usable")
    facts = (
        _card_fact(cards, needs_runtime=needs_runtime),
        *_memory_facts(values),
        _starter_fact(starter[0] if starter else None, usable=starter_runs),
    )
    card = (cards[0].number("free_bytes"), cards[0].number("total_bytes")) if usable else None
    return Machine(facts, card, needs_runtime, starter_runs)


def _card_fact(cards: tuple[Values, ...], *, needs_runtime: bool) -> Fact:
    if needs_runtime:
        return Fact(
            Sign.CARE,
            GRAPHICS_CARD,
            "There is an NVIDIA card, and Anneal cannot use it yet",
            "It needs a runtime of its own: see the page Graphics card.",
        )
    if not cards:
        return Fact(
            Sign.NONE,
            GRAPHICS_CARD,
            "None that Anneal can use",
            "Drafts are made on the processor, which is enough for the starter model.",
        )
    card = cards[0]
    free, total = card.number("free_bytes"), card.number("total_bytes")
    sign = Sign.GOOD if card.flag("usable") else Sign.BAD
    words = f"{card.text('name')}, {_gigabytes(free)} of {_gigabytes(total)} free"
    note = "" if card.flag("usable") else _sentence(card.text("words"))
    return Fact(sign, GRAPHICS_CARD, words, note)


def _memory_facts(values: Values) -> tuple[Fact, ...]:
    memory = values.part_or_none("memory")
    if memory is None:
        return ()
    free, total = memory.number("free"), memory.number("total")
    words = f"{_gigabytes(free)} of {_gigabytes(total)} free"
    return (Fact(Sign.NONE, "Memory", words),)


def _starter_fact(starter: Values | None, *, usable: bool) -> Fact:
    label = "Starter model"
    if starter is None:
        return Fact(Sign.BAD, label, "Missing", "Install Anneal again: it comes with the program.")
    if usable:
        return Fact(Sign.GOOD, label, "Runs here")
    return Fact(Sign.BAD, label, "Does not run here", _sentence(starter.text("words")))


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _sentence(words: str) -> str:
    """Return ``words`` with a capital and a full stop."""
    words = words.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
