"""What `anneal doctor` found, as the lines of "This machine"; no Qt, and nothing is asked here."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.models.json_values import Values

GRAPHICS_CARD: Final = "Graphics card"


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
        facts: in words, from the top.
        large_fits: the 26B model would run.
        large_words: why, or why not.
        needs_runtime: there is an NVIDIA card, and what would let Anneal use it is not installed.
        starter_runs: the starter model can be loaded.
    """

    facts: tuple[Fact, ...]
    large_fits: bool
    large_words: str
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
    large_fits = values.flag("large_model_fits")
    starter = [one for one in values.parts("checkpoints") if one.text("name") == "starter"]
    starter_runs = bool(starter) and starter[0].flag("usable")
    large_words = _large_words(values.text("large_model"))
    facts = (
        _card_fact(cards, needs_runtime=needs_runtime),
        *_memory_facts(values),
        _starter_fact(starter[0] if starter else None, usable=starter_runs),
        _large_fact(large_words, fits=large_fits, needs_runtime=needs_runtime),
    )
    return Machine(facts, large_fits, large_words, needs_runtime, starter_runs)


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


def _large_fact(words: str, *, fits: bool, needs_runtime: bool) -> Fact:
    label = "26B model"
    if fits:
        return Fact(Sign.GOOD, label, "Would run here", words)
    if needs_runtime:
        note = "Whether it fits is known once the runtime for the graphics card is installed."
        return Fact(Sign.CARE, label, "Cannot be told yet", note)
    return Fact(Sign.BAD, label, "Would not run here", words)


def _large_words(words: str) -> str:
    """Return what doctor says of the 26B model, where its name stands before it already."""
    words = words.removeprefix("The 26B model ").removeprefix("fits: in the recipe balanced it ")
    return _sentence(words.replace("that torch can use", "that Anneal can use"))


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def _sentence(words: str) -> str:
    """Return ``words`` with a capital and a full stop."""
    words = words.strip().rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""
