"""What of a plan fits a device, and what would; words for who has to choose. Opens no device."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import RECIPES, Recipe
from engine.plan.memory_plan import MemoryPlan, Place, plan_memory
from engine.plan.shape import ModelShape
from engine.plan.weights import PartBytes, computed_parts
from engine.sizes import gigabytes

# Contexts for which the engine prepares, in tokens; a model's own longest is one more.
BUCKETS = tuple(1024 << power for power in range(9))
USUAL_CONTEXT = 8192

_PLACES = {Place.GPU: "on the graphics card", Place.CPU: "of memory"}


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """A model to plan for.

    Attributes:
        name: for people.
        shape: its sizes.
        recipe: how its weights are stored.
        stored: bytes of its weights where its files are at hand; otherwise they are computed.
    """

    name: str
    shape: ModelShape
    recipe: Recipe
    stored: tuple[PartBytes, ...] | None = None


@dataclass(frozen=True, slots=True)
class DeviceMemory:
    """The memory of a device, in bytes.

    Attributes:
        place: what kind of device.
        free: what can still be taken.
        total: all of it.
        started: as in ``plan_memory``.
    """

    place: Place
    free: int
    total: int
    started: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """What a device has for a model.

    Attributes:
        plan: what the model takes at the context that was asked for.
        fits: that is free.
        free: what is free, in bytes.
        largest_context: the largest context that fits; 0 where none does.
        words: all this in a sentence: what is needed, or why it does not fit and what would.
    """

    plan: MemoryPlan
    fits: bool
    free: int
    largest_context: int
    words: str


def idle_card(size: int) -> DeviceMemory:
    """Return the memory of a graphics card sold with ``size`` GB, when nothing else uses it.

    Such a card has ``size`` * 2^30 bytes, less a few that its driver keeps.
    """
    nbytes = size * 2**30
    return DeviceMemory(Place.GPU, nbytes, nbytes)


def contexts(shape: ModelShape) -> tuple[int, ...]:
    """Return the contexts that a model can be prepared for, smallest first."""
    shorter = tuple(bucket for bucket in BUCKETS if bucket < shape.context_length)
    return (*shorter, shape.context_length)


def fit(model: PlannedModel, device: DeviceMemory, context: int = USUAL_CONTEXT) -> Fit:
    """Compare the plan for a context with what is free.

    Args:
        model: what would run.
        device: where.
        context: asked for; the model's own longest where that is shorter.
    """
    context = min(context, model.shape.context_length)
    plan = _plan(model, context, device)
    largest = largest_context(model, device)
    need = (
        f"needs about {gigabytes(plan.total)} {_PLACES[device.place]} for a context of "
        f"{context:,} tokens, and {gigabytes(device.free)} are free"
    )
    if plan.total <= device.free:
        most = ""
        if largest > context:
            most = f"; the largest context that fits is {largest:,} tokens"
        elif context < model.shape.context_length:
            most = "; a larger context does not fit"
        return Fit(plan, True, device.free, largest, f"{need}{most}")
    ways = [*_shorter(model, device, largest), *_leaner(model, device, context)]
    if plan.total <= device.total:
        ways.append("close other programs that use it")
    ways.append("take a smaller model such as the starter")
    choices = f"{', '.join(ways[:-1])}, or {ways[-1]}" if len(ways) > 1 else ways[-1]
    words = f"{model.name} in the recipe {model.recipe.name} {need}: {choices}"
    return Fit(plan, False, device.free, largest, words)


def fit_as_loaded(model: PlannedModel, device: DeviceMemory) -> Fit:
    """Compare what is free with the plan for the usual context, or the largest that fits.

    With a shorter context than usual a model is still loaded: see ``require_room``.
    """
    usual = fit(model, device)
    if usual.fits or not usual.largest_context:
        return usual
    return fit(model, device, usual.largest_context)


def largest_context(model: PlannedModel, device: DeviceMemory) -> int:
    """Return the largest of ``contexts`` that fits into what is free; 0 where none does."""
    fitting = (
        context
        for context in reversed(contexts(model.shape))
        if _plan(model, context, device).total <= device.free
    )
    return next(fitting, 0)


def require_room(model: PlannedModel, device: DeviceMemory) -> int:
    """Return the largest context that a model can be loaded for.

    Raises:
        OutOfMemoryError: there is none; the message names the choices.
    """
    found = fit(model, device, contexts(model.shape)[0])
    if not found.fits:
        raise OutOfMemoryError(found.words)
    return found.largest_context


def _plan(model: PlannedModel, context: int, device: DeviceMemory) -> MemoryPlan:
    return plan_memory(
        model.shape,
        model.recipe,
        context,
        place=device.place,
        stored=model.stored,
        started=device.started,
    )


def _shorter(model: PlannedModel, device: DeviceMemory, context: int) -> Iterator[str]:
    """Name the largest context that fits, where there is one."""
    if context:
        total = _plan(model, context, device).total
        yield f"take a context of {context:,} tokens ({gigabytes(total)})"


def _leaner(model: PlannedModel, device: DeviceMemory, context: int) -> Iterator[str]:
    """Name the first leaner recipe that fits, else the one that leaves most room for context."""
    others = [replace(model, recipe=recipe, stored=None) for recipe in RECIPES]
    leaner = sorted(
        (other for other in others if _weights(other) < _weights(model)),
        key=_weights,
        reverse=True,
    )
    largest = [(other, largest_context(other, device)) for other in leaner]
    whole = [pair for pair in largest if pair[1] >= context]
    some = [pair for pair in reversed(largest) if pair[1]]
    for other, most in (whole or some)[:1]:
        total = _plan(other, min(most, context), device).total
        yield (
            f"quantize it in the recipe {other.recipe.name} ({gigabytes(total)}, up to {most:,} "
            "tokens)"
        )


def _weights(model: PlannedModel) -> int:
    parts = model.stored or computed_parts(model.shape, model.recipe)
    return sum(part.nbytes for part in parts)
