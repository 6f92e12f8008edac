"""The memory plan of a model: a pure function of its shape, a recipe, a context and a place.

Formulas stand beside what they compute. Sizes are bytes; C is the canvas, H the width of the
model, V the vocabulary, I the width of an expert. Nothing here was measured on a GPU yet but
what a comment says. Knows no files and no devices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.four_bit.recipe import Format, Part, Recipe
from engine.plan.shape import ModelShape
from engine.plan.weights import BF16_BYTES, PartBytes, computed_parts, largest_projection

FLOAT32_BYTES = 4
# The fused engine reads so many tokens of a prompt at a time: experts take much memory for each.
PREFILL_CHUNK = 2048
# And it holds the logits of so many ids at a time: their embeddings, 46 MB if 2,816 wide, are half
# of what an RTX 5090's cache holds.
VOCABULARY_CHUNK = 8192
# Assumptions until they are measured: what CUDA, its libraries' code and torch take when nothing
# is loaded, and what cuBLAS, Triton and the rounding of torch's allocator take on top.
CUDA_CONTEXT_BYTES = 450_000_000
WORKSPACE_BYTES = 250_000_000
# What torch, transformers and Python take on the CPU besides weights.
LIBRARY_BYTES = 600 * 2**20
# Kept free: a desktop wants memory of the card too, and no plan is exact.
RESERVE_BYTES = 200_000_000
# [rows, H] tensors in float32 that live at once in a layer: the residual, its square, its norm,
# the blocks' answers and their sum, some of them in bf16.
_HIDDEN_TENSORS = 6
# float32 [C, V] tensors of a sampler that is not fused: logits and scores, and the scratch.
_SAMPLER_TENSORS = 4


class Place(StrEnum):
    """Where a model runs."""

    GPU = "gpu"
    CPU = "cpu"


@dataclass(frozen=True, slots=True)
class PlanPart:
    """Something that takes memory: its name for people, and bytes."""

    name: str
    nbytes: int


@dataclass(frozen=True, slots=True)
class MemoryPlan:
    """What a model takes.

    Attributes:
        recipe: name of the recipe in which its weights are.
        context: most tokens that it has read when a canvas begins.
        place: where it runs.
        parts: weights first.
        total: sum of the parts, in bytes.
    """

    recipe: str
    context: int
    place: Place
    parts: tuple[PlanPart, ...]
    total: int


def plan_memory(
    shape: ModelShape,
    recipe: Recipe,
    context: int,
    *,
    place: Place = Place.GPU,
    stored: Sequence[PartBytes] | None = None,
    started: bool = False,
) -> MemoryPlan:
    """Say what a model takes, all of it at its worst moment.

    On a CPU without instructions for bfloat16 the weights of a bf16 checkpoint take twice as much.

    Args:
        shape: of the model.
        recipe: how its weights are stored.
        context: tokens of prompt and finished canvases that the cache has room for.
        place: where it runs.
        stored: bytes of its weights where its files are at hand; otherwise they are computed.
        started: this process has its libraries loaded, and its CUDA context where it needs one,
            so that what is free now is free beside them.
    """
    weights = {part.part: part.nbytes for part in stored or computed_parts(shape, recipe)}
    fused = place is Place.GPU and recipe.experts is Format.NF4
    parts = (
        PlanPart("experts", weights[Part.EXPERTS]),
        PlanPart("attention", weights[Part.ATTENTION]),
        PlanPart("dense blocks", weights[Part.DENSE]),
        PlanPart("router and norms", weights[Part.ROUTER] + weights[Part.REST]),
        PlanPart("embeddings", weights[Part.EMBEDDING]),
        PlanPart("key-value cache", cache_bytes(shape, context)),
        PlanPart("one step", _step_bytes(shape, recipe, context, fused=fused)),
        PlanPart("reading the prompt", _prefill_bytes(shape, context, fused=fused)),
        *_surroundings(shape, recipe, place, started=started),
        PlanPart("reserve", RESERVE_BYTES if place is Place.GPU else 0),
    )
    total = sum(part.nbytes for part in parts)
    return MemoryPlan(recipe.name, context, place, parts, total)


def cache_bytes(shape: ModelShape, context: int) -> int:
    """Return the size of keys and values in bf16: 2 * key heads * width * 2 bytes a token.

    A sliding layer holds the window less the token itself, or the context where that is shorter,
    and the canvas; a full layer holds context and canvas. A full layer's values are its keys
    before their norm, which is not undone: both are held.
    """
    total = 0
    for layer in shape.layers:
        read = min(context, shape.window - 1) if layer.sliding else context
        total += 2 * layer.key_heads * layer.head_dim * BF16_BYTES * (read + shape.canvas)
    return total


def _step_bytes(shape: ModelShape, recipe: Recipe, context: int, *, fused: bool) -> int:
    """Return what decoder passes with their sampling work in.

    A layer's tensors of C rows (``_layer_bytes``) and float32 [C, H], the signal to the next
    step. If fused, [C, n] logits in float32 and their shares in bf16 for n ids at a time; weights
    that are not bf16 are unpacked to it, the largest projection whole and the output layer n rows
    at a time; and all this twice, for the graph of the step and for the run before it was
    recorded, whose memory torch keeps. Else four float32 [C, V].
    """
    layer = _layer_bytes(shape, shape.canvas, context + shape.canvas, fused=fused)
    signal = shape.canvas * shape.hidden * FLOAT32_BYTES
    if not fused:
        sampler = _SAMPLER_TENSORS * shape.canvas * shape.vocabulary * FLOAT32_BYTES
        return layer + signal + sampler
    ids = min(shape.vocabulary, VOCABULARY_CHUNK)
    logits = shape.canvas * ids * (FLOAT32_BYTES + BF16_BYTES)
    unpacked = 0
    if {recipe.attention, recipe.dense} != {Format.BF16}:
        unpacked += largest_projection(shape)
    if recipe.embedding is not Format.BF16:
        unpacked += ids * shape.hidden
    return 2 * (layer + signal + logits + unpacked * BF16_BYTES)


def _prefill_bytes(shape: ModelShape, context: int, *, fused: bool) -> int:
    """Return what reading the prompt works in.

    If fused, a layer's tensors of one chunk, and the keys of one layer once more, half as many:
    the cache grows layer by layer to twice its size. Else those of the whole context at once.
    """
    if not fused:
        return _layer_bytes(shape, context, context, fused=False)
    widest = max(layer.key_heads * layer.head_dim for layer in shape.layers if not layer.sliding)
    growth = widest * context // 2 * BF16_BYTES
    return growth + _layer_bytes(shape, min(context, PREFILL_CHUNK), context, fused=True)


def _layer_bytes(shape: ModelShape, rows: int, keys: int, *, fused: bool) -> int:
    """Return what a layer works in, for ``rows`` positions that see at most ``keys``.

    Hidden states: 6 float32 [rows, H]. Attention, of the widest layer in bf16: queries and what
    they gave [rows, heads * width], keys and values [rows, key heads * width], which a sliding
    layer puts behind those of its window. Dense block: gate, up and their product, bf16
    [rows, I dense]. Experts, for rows * answers pairs in bf16: the inner [pairs, I] and the
    answers [pairs, H]. If not fused, also a mask [rows, keys] in bf16, the experts' input
    [pairs, H], gate and up [pairs, 2 I], and the weighted answers [pairs, H], twice in float32.
    Neither holds the scores of attention, or keys repeated for the heads that share them.
    """
    hidden = _HIDDEN_TENSORS * rows * shape.hidden * FLOAT32_BYTES
    attention = max(
        shape.heads * rows * layer.head_dim
        + layer.key_heads * (rows + shape.window * layer.sliding) * layer.head_dim
        for layer in shape.layers
    )
    numbers = 2 * attention + 3 * rows * shape.dense
    pairs = rows * shape.answers
    numbers += pairs * (shape.expert_width + shape.hidden)
    if not fused:
        numbers += rows * keys + pairs * (2 * shape.expert_width + 5 * shape.hidden)
    return hidden + numbers * BF16_BYTES


def _surroundings(
    shape: ModelShape, recipe: Recipe, place: Place, *, started: bool
) -> tuple[PlanPart, ...]:
    """Return what is there besides the model itself.

    On the CPU that includes the output layer as bf16 [H, V], which is laid out anew for speed,
    and the embeddings as bf16 where they are stored otherwise.
    """
    if place is Place.GPU:
        context = PlanPart("CUDA context", 0 if started else CUDA_CONTEXT_BYTES)
        return (context, PlanPart("workspaces", WORKSPACE_BYTES))
    copies = 1 if recipe.embedding is Format.BF16 else 2
    turned = copies * shape.vocabulary * shape.hidden * BF16_BYTES
    return (
        PlanPart("output layer", turned),
        PlanPart("libraries", 0 if started else LIBRARY_BYTES),
    )
