"""Which 4-bit recipes there are for the 26B model, what each takes, and which this card holds.

No Qt and no torch: the engine's memory plan is reckoned from figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.four_bit.recipe import DEFAULT_RECIPE, RECIPES, Format, Recipe
from engine.plan.fit import USUAL_CONTEXT, DeviceMemory, PlannedModel, fit
from engine.plan.memory_plan import Place, plan_memory
from engine.plan.shape import LARGE
from engine.plan.weights import computed_parts

_ABOUT: Final = {
    "balanced": "best text",
    "compact": "a little smaller",
    "smallest": "for cards with little memory",
}


@dataclass(frozen=True, slots=True)
class RecipeChoice:
    """A recipe as a person chooses it; sizes in bytes.

    Attributes:
        name: what ``--recipe`` takes.
        words: what it is, in a few words.
        disk_bytes: about what the checkpoint takes on the disk.
        card_bytes: about what the model takes on the graphics card at the usual context.
        fits: the card has that free; ``None`` where there is no card to ask.
    """

    name: str
    words: str
    disk_bytes: int
    card_bytes: int
    fits: bool | None


def recipe_choices(card: tuple[int, int] | None) -> tuple[RecipeChoice, ...]:
    """Return the 4-bit recipes, the best first.

    Args:
        card: bytes that are free on the graphics card, and all that it has; ``None`` without one.
    """
    four_bit = [recipe for recipe in RECIPES if recipe.experts is Format.NF4]
    return tuple(_choice(recipe, card) for recipe in four_bit)


def best_choice(choices: Sequence[RecipeChoice]) -> RecipeChoice:
    """Return the first that fits, else the one that Anneal takes where nobody says another."""
    usual = next(one for one in choices if one.name == DEFAULT_RECIPE.name)
    return next((one for one in choices if one.fits), usual)


def choice_name(choice: RecipeChoice) -> str:
    """Return a choice as the line of a list for a model of whatever size."""
    return f"{choice.name.capitalize()}: {choice.words}"


def choice_line(choice: RecipeChoice) -> str:
    """Return a choice as the line of a list for the 26B model."""
    line = f"{choice_name(choice)}, {choice.card_bytes / 1e9:.1f} GB on the graphics card"
    return f"{line} (too much for this one)" if choice.fits is False else line


def _choice(recipe: Recipe, card: tuple[int, int] | None) -> RecipeChoice:
    if card is None:
        card_bytes, fits = plan_memory(LARGE, recipe, USUAL_CONTEXT).total, None
    else:
        # Who asked how much is free had the card's context already, and it is counted there.
        device = DeviceMemory(Place.GPU, *card, started=True)
        found = fit(PlannedModel("", LARGE, recipe), device)
        card_bytes, fits = found.plan.total, found.fits
    return RecipeChoice(
        name=recipe.name,
        words=_ABOUT.get(recipe.name, ""),
        disk_bytes=sum(part.nbytes for part in computed_parts(LARGE, recipe)),
        card_bytes=card_bytes,
        fits=fits,
    )
