"""Plans as text for people: one column a recipe, one row a part; computes no sizes itself."""

from collections.abc import Iterator, Sequence

from engine.four_bit.recipe import RECIPES, Recipe
from engine.plan.fit import Fit, PlannedModel, fit, idle_card
from engine.plan.memory_plan import MemoryPlan
from engine.plan.shape import LARGE
from engine.sizes import gigabytes

LARGE_NAME = "The 26B model"
CARD_CONTEXTS = (8192, 32_768)

_NAME_WIDTH, _WIDTH = 20, 10
_LEAST_SHOWN = 5_000_000  # bytes: 0.01 GB


def plan_words(plan: MemoryPlan) -> str:
    """Return the parts of a plan that take more than a rounding, in GB, as one line."""
    shown = [part for part in plan.parts if part.nbytes >= _LEAST_SHOWN]
    return ", ".join(f"{part.name} {part.nbytes / 1e9:.2f}" for part in shown)


def card_fits(size: int) -> tuple[Fit, ...]:
    """Return what a card sold with ``size`` GB has for the 26B model, by context and recipe."""
    return tuple(
        fit(PlannedModel(LARGE_NAME, LARGE, recipe), idle_card(size), context)
        for context in CARD_CONTEXTS
        for recipe in RECIPES
    )


def card_lines(size: int) -> Iterator[str]:
    """Yield what such a card has for the 26B model, as tables, and why what does not fit."""
    fits = card_fits(size)
    free = gigabytes(idle_card(size).free)
    yield f"{LARGE_NAME} on a card sold with {size} GB, which has {free} when nothing else uses it."
    yield "All figures in GB of 10^9 bytes."
    for number, context in enumerate(CARD_CONTEXTS):
        row = fits[number * len(RECIPES) : (number + 1) * len(RECIPES)]
        yield ""
        yield f"A context of {context:,} tokens"
        yield from _table(RECIPES, row)
        yield from (f"- {found.words}." for found in row if not found.fits)


def _table(recipes: Sequence[Recipe], fits: Sequence[Fit]) -> Iterator[str]:
    """Yield a table; the plans have the same parts."""
    yield _row("", [recipe.name for recipe in recipes])
    for parts in zip(*(found.plan.parts for found in fits), strict=True):
        yield _row(parts[0].name, [_figure(part.nbytes) for part in parts])
    yield _row("together", [_figure(found.plan.total) for found in fits])
    yield _row("fits", ["yes" if found.fits else "no" for found in fits])
    yield _row("largest context", [f"{found.largest_context:,}" for found in fits])


def _row(name: str, cells: Sequence[str]) -> str:
    return name.ljust(_NAME_WIDTH) + "".join(cell.rjust(_WIDTH) for cell in cells)


def _figure(nbytes: int) -> str:
    return f"{nbytes / 1e9:.2f}"
