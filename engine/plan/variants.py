"""What several drafts in one run take besides the first; pure but for the memory it is told."""

from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import Format
from engine.plan.fit import DeviceMemory, PlannedModel
from engine.plan.memory_plan import FLOAT32_BYTES, Place, cache_bytes
from engine.plan.weights import BF16_BYTES
from engine.sizes import gigabytes

# float32 [C, V] tensors of a draft that is not fused: logits, their shares, and the sampler's two;
# and one in bf16.
_SINGLE_TENSORS = 4
# Uniform numbers that the sampler holds at a time, in float64.
_NUMBERS_BYTES = 8 << 20


def variant_bytes(model: PlannedModel, tokens: int, place: Place) -> int:
    """Return what each draft of a run takes besides the first, in bytes, at its worst moment.

    What was read of the prompt is shared. If not fused, a draft copies its keys and values to
    where a canvas can stand behind them, and has its own logits. If fused, all drafts work in the
    same memory, and what a draft has read for itself is copied out between its turns: at worst
    all that a layer with a window keeps, and its outcome, float32 [C, H].

    Args:
        model: that runs.
        tokens: of prompt and canvases.
        place: where it runs.
    """
    shape = model.shape
    cache = cache_bytes(shape, tokens)
    if place is Place.GPU and model.recipe.experts is Format.NF4:
        return cache + shape.canvas * shape.hidden * FLOAT32_BYTES
    numbers = shape.canvas * shape.vocabulary
    single = _SINGLE_TENSORS * FLOAT32_BYTES + BF16_BYTES
    return cache + numbers * single + _NUMBERS_BYTES


def require_room_for(
    variants: int,
    model: PlannedModel,
    tokens: int,
    device: DeviceMemory | None,
    *,
    gap: bool = False,
) -> None:
    """Raise where a CPU lacks the memory for so many drafts, before any is begun.

    Nothing else would: the system gives memory that it does not have, and ends the program once
    it is written to. A GPU refuses, and torch holds free memory there that nobody can count.

    Args:
        variants: drafts of the run; the first takes what is free in any case.
        model: that runs.
        tokens: of prompt and canvases.
        device: where; ``None`` where its memory is not known.
        gap: the drafts are the lengths of a gap, of which nobody can ask for fewer.

    Raises:
        OutOfMemoryError: the message says for how many drafts there is room.
    """
    if device is None or device.place is Place.GPU or variants < 2:
        return
    each = variant_bytes(model, tokens, device.place)
    fitting = 1 + device.free // each
    if fitting < variants:
        fewer = "" if gap else f"ask for fewer variants (there is room for {fitting}), or "
        raise OutOfMemoryError(
            f"{model.name}: {variants} drafts at once need about {gigabytes(each * variants)} "
            f"besides the weights, and {gigabytes(device.free)} are free: {fewer}close other "
            "programs"
        )
