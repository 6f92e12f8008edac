"""Whether the 26B model would run on this machine, in words; no Qt, and nothing is asked here."""

from dataclasses import dataclass

from app.models.machine import LARGE_MODEL, Fact, Machine, Sign
from app.models.recipes import RecipeChoice, best_choice, recipe_choices


@dataclass(frozen=True, slots=True)
class LargeModel:
    """What is known of it.

    Attributes:
        sign: it runs, it does not, or that cannot be told.
        words: the verdict.
        why: its reason, a sentence.
        choices: the 4-bit recipes, the best first.
        best: the one to take.
    """

    sign: Sign
    words: str
    why: str
    choices: tuple[RecipeChoice, ...]
    best: RecipeChoice

    @property
    def fact(self) -> Fact:
        """Return the verdict as a line of "This machine"."""
        return Fact(self.sign, LARGE_MODEL, self.words, self.why)


def judge_large(machine: Machine, *, running: bool = False) -> LargeModel:
    """Say whether the 26B model would run.

    Args:
        machine: what was found.
        running: it runs in this very program now, so that what is free says nothing.
    """
    free_card = machine.card
    if running and free_card is not None:
        free_card = (free_card[1], free_card[1])
    choices = recipe_choices(free_card)
    best = best_choice(choices)

    def large(sign: Sign, words: str, why: str) -> LargeModel:
        return LargeModel(sign, words, why, choices, best)

    if running:
        return large(Sign.GOOD, "Runs now", "")
    if machine.needs_runtime:
        why = "Whether it fits is known once the runtime for the graphics card is installed."
        return large(Sign.CARE, "Cannot be told yet", why)
    least = min(choice.card_bytes for choice in choices)
    if machine.card is None:
        why = (
            f"It needs an NVIDIA graphics card with {gigabytes(least)} of free memory. The "
            "starter model runs without one."
        )
        return large(Sign.BAD, "Would not run here", why)
    free, total = machine.card
    if best.fits:
        why = (
            f"In 4 bits, recipe {best.name}, it needs about {gigabytes(best.card_bytes)} of the "
            f"graphics card, and {gigabytes(free)} are free."
        )
        return large(Sign.GOOD, "Would run here", why)
    why = (
        f"It needs at least {gigabytes(least)} of the graphics card, and {gigabytes(free)} of "
        f"{gigabytes(total)} are free."
    )
    if total > least:
        return large(Sign.CARE, "Too little is free now", f"{why} Close what else uses the card.")
    return large(Sign.BAD, "Would not run here", why)


def gigabytes(count: int) -> str:
    """Return ``count`` bytes in GB, as fine as anybody wants to know of models."""
    return f"{count / 1e9:.1f} GB"
