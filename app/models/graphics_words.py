"""What is said of the graphics card and its runtime, from what is known; no Qt.

Every state of the machine has words of its own, and says what a person can do.
"""

from typing import Final

from app.models.graphics_facts import Found, Offer
from app.models.graphics_known import BUNDLED, INSTALLED, NAMED, PYTHON, Known
from app.models.machine import Fact, Sign
from engine.sizes import size_text

_CPU: Final = "Models run on the processor"
_GOES_ON: Final = (
    "It goes on by itself: you can close this window and go on writing. Whatever stops it, what "
    "was fetched is kept."
)
_KINDS: Final = {
    PYTHON: "The packages of the Python that runs Anneal",
    BUNDLED: "The one that comes with Anneal, for the processor",
    INSTALLED: "The installed one, for the graphics card",
    NAMED: "The one that the variable ANNEAL_RUNTIME names",
}


def headline(known: Known, found: Found, offer: Offer) -> tuple[Sign, str, str]:
    """Return how things stand: a sign, a sentence, and what that means."""
    if known.busy and known.work is not None:
        return Sign.NONE, f"{known.work.work.title}…", _GOES_ON
    if found.kind == PYTHON:
        return (
            Sign.NONE,
            "This Anneal takes its packages from the Python that runs it.",
            "It was started from a checkout, where an installed runtime is not looked for: put a "
            "PyTorch for CUDA into that Python (its .venv) with pip. The packaged Anneal installs "
            "its runtime here.",
        )
    if found.kind == NAMED:
        return (
            Sign.NONE,
            "The variable ANNEAL_RUNTIME says which runtime is used.",
            f"It names {found.folder}. Without the variable, the runtime is chosen here.",
        )
    if known.restart_due:
        return _restart_words(found)
    if found.kind == INSTALLED:
        return _installed_words(found, offer)
    if found.installed:
        return (
            Sign.BAD,
            "The installed runtime cannot be used.",
            f"{sentence(found.problem)} {_CPU} meanwhile.".strip(),
        )
    return _missing_words(offer)


def _restart_words(found: Found) -> tuple[Sign, str, str]:
    if found.kind == INSTALLED:
        return (
            Sign.CARE,
            "The runtime is installed. Restart Anneal to use it.",
            "Your files open again. Text that is not saved is asked for, as when you quit.",
        )
    return (
        Sign.CARE,
        "The runtime is removed. Restart Anneal to let go of it.",
        "Until then this window goes on with it, and what it takes on the disk is not free yet.",
    )


def _installed_words(found: Found, offer: Offer) -> tuple[Sign, str, str]:
    if not offer.driver:
        return (
            Sign.CARE,
            "The runtime is installed, and no NVIDIA driver answers.",
            f"{_CPU}. Install the driver of the card and look again, or remove the runtime: that "
            f"frees {size_text(found.nbytes)}.",
        )
    if offer.hindrance:
        return Sign.CARE, "The runtime is installed, and of no use.", sentence(offer.hindrance)
    # Whether a model then fits the card is another question, and the doctor's.
    headline = f"The runtime for {_card(offer)} is installed and in use."
    return Sign.GOOD, headline, "What fits this card is told on the page Models."


def _missing_words(offer: Offer) -> tuple[Sign, str, str]:
    """Return how things stand where nothing is installed."""
    if not offer.driver and not offer.cards:
        return (
            Sign.NONE,
            f"There is no NVIDIA card here. {_CPU}.",
            "That is enough for the starter model, and nothing need be done. If there is a card, "
            "its driver does not answer: install NVIDIA’s driver and look again.",
        )
    if not offer.available:
        return (
            Sign.NONE,
            f"There is no runtime for graphics cards for this system. {_CPU}.",
            "That is enough for the starter model.",
        )
    if offer.hindrance:
        return Sign.BAD, f"{_capital(_card(offer))} cannot be used as it is.", _and_cpu(offer)
    if room := no_room(offer):
        return Sign.BAD, "There is too little room for the runtime.", f"{room} Free some room."
    about = (
        "It is a library that lets models compute on the card. It is fetched once, and lies with "
        f"your own data. {_CPU} until then."
    )
    return Sign.CARE, f"{_capital(_card(offer))} is here, and needs a runtime.", about


def _and_cpu(offer: Offer) -> str:
    return f"{sentence(offer.hindrance)} {_CPU} meanwhile."


def facts_of(known: Known, found: Found, offer: Offer) -> tuple[Fact, ...]:
    """Return what there is: card, driver, runtime, what lies on the disk."""
    own = "" if known.own_folder == found.installed_folder else known.own_folder
    facts = [
        Fact(Sign.NONE, "Graphics card", _cards(offer)),
        _driver_fact(offer),
        Fact(Sign.NONE, "Runtime in use", _KINDS[known.own_kind], own),
    ]
    if found.installed and known.changeable:
        facts.append(Fact(Sign.NONE, "Installed", size_text(found.nbytes), found.installed_folder))
    if found.unfinished and not known.busy:
        words = f"{size_text(found.unfinished)} are fetched already"
        facts.append(Fact(Sign.NONE, "Unfinished", words, "Continue goes on from there."))
    if found.left_over and not known.restart_due:
        words = f"{size_text(found.left_over)} of removed runtimes"
        facts.append(Fact(Sign.NONE, "Left over", words))
    return tuple(facts)


def _driver_fact(offer: Offer) -> Fact:
    words = f"NVIDIA {offer.driver}" if offer.driver else "None of NVIDIA answers"
    if not offer.least_driver:
        return Fact(Sign.NONE, "Driver", words)
    note = f"CUDA {offer.cuda} needs {offer.least_driver} or newer" if offer.driver else ""
    return Fact(Sign.NONE, "Driver", words, note)


def no_room(offer: Offer) -> str:
    """Return that there is too little room, and where; "" where there is enough."""
    if offer.free_after >= 0:
        return ""
    needed = size_text(offer.free - offer.free_after)
    return (
        f"About {needed} are needed on the disk of {offer.place}, and {size_text(offer.free)} are "
        "free."
    )


def _card(offer: Offer) -> str:
    return offer.cards[0].name if offer.cards else "an NVIDIA card"


def _cards(offer: Offer) -> str:
    if not offer.cards:
        return "One of NVIDIA" if offer.driver else "None of NVIDIA found"
    return "; ".join(
        f"{card.name}, {card.total_bytes / 2**30:.0f} GB" if card.total_bytes else card.name
        for card in offer.cards
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def sentence(words: str) -> str:
    """Return ``words`` with a capital and a full stop, "" for none; a server's name stays small."""
    words = words.strip().rstrip(".")
    first = words.partition(" ")[0].rstrip(",:;")
    return f"{_capital(words) if first.isalpha() else words}." if words else ""
