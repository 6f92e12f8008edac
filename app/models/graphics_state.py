"""What the page Graphics card says and offers, from what is known; no Qt, and nothing is done here.

Every state of the machine and of the work has words of its own, and says what a person can do.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.jobs.work import Phase, WorkState
from app.models.graphics_facts import Found, Offer
from app.models.graphics_known import Known
from app.models.graphics_words import facts_of, headline, no_room, sentence
from app.models.machine import Fact, Sign
from engine.jobs import JobDone, JobFailed


class Deed(Enum):
    """What a person can do on the page, in the order of the buttons."""

    INSTALL = "install"
    RESTART = "restart"
    PAUSE = "pause"
    REPAIR = "repair"
    FROM_FOLDER = "from folder"
    REMOVE = "remove"
    TIDY = "tidy"
    LOG = "log"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class DeedView:
    """A button.

    Attributes:
        deed: what it does.
        text: on it, with a mnemonic.
        why_not: why it cannot be pressed, "" where it can.
    """

    deed: Deed
    text: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class GraphicsView:
    """What the page shows.

    Attributes:
        sign: before the headline.
        headline: how things stand, one sentence.
        about: what that means, and what to do.
        facts: in words, from the top.
        offer: what an install would fetch, ``None`` where that is of no interest.
        work: how the work stands, ``None`` where there is none to be told of.
        told: how the last work ended, ``None`` for nothing.
        deeds: the buttons.
    """

    sign: Sign
    headline: str
    about: str
    facts: tuple[Fact, ...] = ()
    offer: Offer | None = None
    work: WorkState | None = None
    told: Fact | None = None
    deeds: tuple[DeedView, ...] = ()


_ASKING: Final = "Looking for a graphics card and its runtime…"
_LOOK: Final = DeedView(Deed.LOOK, "&Look again")


def view_of(known: Known) -> GraphicsView:
    """Return what the page shows."""
    found, offer = known.found, known.offer
    told = _told(known.work)
    work = known.work if known.busy else None
    if found is None or offer is None:
        if known.problem:
            return GraphicsView(
                Sign.CARE, "What there is could not be found out.", known.problem, deeds=(_LOOK,)
            )
        return GraphicsView(Sign.NONE, _ASKING, "", work=work, told=told)
    sign, words, about = headline(known, found, offer)
    return GraphicsView(
        sign=sign,
        headline=words,
        about=about,
        facts=facts_of(known, found, offer),
        offer=offer if _offered(known, found, offer) else None,
        work=work,
        told=told,
        deeds=_deeds(known, found, offer),
    )


def _offered(known: Known, found: Found, offer: Offer) -> bool:
    """Return whether a person wants to know what an install would fetch."""
    usable = offer.available and bool(offer.driver or offer.cards)
    fresh = not found.installed or bool(found.problem)
    return known.changeable and usable and fresh and not known.restart_due


def _deeds(known: Known, found: Found, offer: Offer) -> tuple[DeedView, ...]:
    """Return the buttons that make sense now."""
    if known.busy:
        assert known.work is not None
        stopping = known.work.phase is Phase.STOPPING
        # Not shut while it stops: that would take the keyboard from it for a moment.
        return (DeedView(Deed.PAUSE, "Stopping…" if stopping else "&Pause"), _log())
    if not known.changeable:
        return (_LOOK,)
    deeds = []
    if known.restart_due:
        deeds.append(DeedView(Deed.RESTART, "Re&start Anneal"))
    offered = _offered(known, found, offer)
    if offered:
        hindrance = offer.hindrance or no_room(offer)
        stopped = known.work is not None and known.work.phase is Phase.STOPPED
        begun = bool(found.unfinished or offer.nbytes_there or stopped)
        text = "&Continue" if begun else "&Install again" if found.installed else "&Install"
        why_not = sentence(hindrance)
        deeds.append(DeedView(Deed.INSTALL, text, why_not))
        deeds.append(DeedView(Deed.FROM_FOLDER, "From a &folder of wheels…", why_not))
    elif found.installed:
        deeds.append(DeedView(Deed.REPAIR, "Re&pair"))
        deeds.append(DeedView(Deed.FROM_FOLDER, "Repair from a &folder of wheels…"))
    if found.installed or found.unfinished:
        deeds.append(DeedView(Deed.REMOVE, "Re&move…"))
    if found.left_over and not known.restart_due:
        deeds.append(DeedView(Deed.TIDY, "Free what is left &over"))
    if known.work is not None or found.installed or found.unfinished:
        deeds.append(_log())
    return (*deeds, _LOOK)


def _log() -> DeedView:
    return DeedView(Deed.LOG, "Open lo&g")


def _told(work: WorkState | None) -> Fact | None:
    """Return how the last work ended."""
    if work is None or not work.over:
        return None
    match work.end:
        case JobDone(_, words):
            return Fact(Sign.GOOD, "Done", sentence(words))
        case JobFailed(kind, words):
            told = sentence(words) or f"It ended without a word ({kind})."
            return Fact(Sign.BAD, "Failed", told)
        case _:
            return Fact(Sign.NONE, "Stopped", _stopped_words(work.work.verb))


def _stopped_words(verb: tuple[str, ...]) -> str:
    """Return what a person can do after the work of ``verb`` was stopped."""
    if "--from" in verb:
        return "What was installed is kept: choose the folder again to go on."
    if "install" in verb:
        return "What was fetched is kept, and Continue goes on from there."
    return "It can be started again."
