"""What the set-up at the first start says of this machine; no Qt, and nothing is asked here."""

from dataclasses import dataclass
from typing import Final

from app.models.large_model import LargeModel
from app.models.machine import GRAPHICS_CARD, Machine, Sign

LOOKING: Final = "Looking at what this machine can run…"
_UNKNOWN: Final = (
    "What this machine can run could not be found out. The starter model runs on any computer."
)
_SIZE: Final = "About 52 GB to download. It follows any instruction."


@dataclass(frozen=True, slots=True)
class SetUpView:
    """What the set-up shows.

    Attributes:
        machine: what this machine can run, a sentence or two.
        large: what is said below the button that gets the 26B model.
        offer_large: that button can be pressed.
    """

    machine: str
    large: str
    offer_large: bool


def set_up_view(machine: Machine | None, large: LargeModel | None, problem: str) -> SetUpView:
    """Return what is shown.

    Args:
        machine: what was found, ``None`` before.
        large: whether the 26B model would run, ``None`` before.
        problem: why nothing is known, "" where it is or will be.
    """
    if machine is None or large is None:
        return SetUpView(_UNKNOWN if problem else LOOKING, _SIZE, True)
    card = next(fact for fact in machine.facts if fact.label == GRAPHICS_CARD)
    starter = "The starter model runs here" if machine.starter_runs else ""
    if machine.needs_runtime:
        return SetUpView(
            f"{card.words}. {starter}; the 26B model would need the card.",
            f"First the runtime for the graphics card, then the model. {_SIZE}",
            True,
        )
    if large.sign is Sign.BAD:
        return SetUpView(f"{starter}. The 26B model would not.", large.why, False)
    both = f"{starter}, and the 26B model would too." if large.sign is Sign.GOOD else f"{starter}."
    return SetUpView(f"{card.words}. {both}", _SIZE if large.best.fits else large.why, True)
