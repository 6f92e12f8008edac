"""How many bytes the weights of each part take, by shape or by files; reads no weights."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import prod

from engine.four_bit.recipe import NF4_BLOCK, Format, Part, Recipe, part_of
from engine.four_bit.stored_files import find_weights
from engine.model.weight_files import StoredTensor
from engine.plan.shape import LayerShape, ModelShape

BF16_BYTES = 2
_NORMS = 7  # of a layer, each as wide as the model


@dataclass(frozen=True, slots=True)
class PartBytes:
    """A part and the memory that its weights take, in bytes."""

    part: Part
    nbytes: int


@dataclass(frozen=True, slots=True)
class Matrices:
    """Matrices of one shape that belong to one part."""

    part: Part
    rows: int
    columns: int
    count: int = 1


def matrix_bytes(rows: int, columns: int, stored: Format) -> int:
    """Return what a matrix takes.

    bf16: 2 bytes a weight. int8: 1, and 4 for the scale of a row. NF4: a half, and 2 for the
    scale of every 64 weights of a row, the last of which may be fewer.
    """
    if stored is Format.NF4:
        return rows * (columns // 2 + 2 * -(-columns // NF4_BLOCK))
    if stored is Format.INT8:
        return rows * (columns + 4)
    return rows * columns * BF16_BYTES


def computed_parts(shape: ModelShape, recipe: Recipe) -> tuple[PartBytes, ...]:
    """Return the bytes of every part as ``recipe`` stores it; the vision tower is no part."""
    total: Counter[Part] = Counter()
    for item in _matrices(shape):
        size = matrix_bytes(item.rows, item.columns, recipe.format_of(item.part))
        total[item.part] += item.count * size
    total[Part.REST] = _rest(shape) * BF16_BYTES
    return _in_order(total)


def stored_parts(tensors: Iterable[StoredTensor], *, quantized: bool) -> tuple[PartBytes, ...]:
    """Return the bytes of every part of a checkpoint that is at hand.

    Encoder and decoder share their weights but for one number a layer, and the output layer is
    the embeddings: each is counted once. The vision tower is never loaded.

    Args:
        tensors: all of its weight files.
        quantized: they are those of a 4-bit checkpoint and are loaded as they are; otherwise
            they are loaded as bf16, whatever their type in the files.
    """
    total: Counter[Part] = Counter()
    if quantized:
        for weight in find_weights(tensors):
            total[part_of(weight.name)] += weight.nbytes
        return _in_order(total)
    for tensor in tensors:
        if tensor.name.startswith("model.decoder.") or tensor.name.endswith(".layer_scalar"):
            total[part_of(tensor.name)] += prod(tensor.shape) * BF16_BYTES
    return _in_order(total)


def largest_projection(shape: ModelShape) -> int:
    """Return the weights of the largest matrix of attention and dense blocks.

    What reads the same input is one matrix: queries with keys and values, gate with up.
    """
    return shape.hidden * max(
        2 * shape.dense, *(_heads_read(shape, layer) * layer.head_dim for layer in shape.layers)
    )


def _heads_read(shape: ModelShape, layer: LayerShape) -> int:
    return shape.heads + layer.key_projections * layer.key_heads


def _matrices(shape: ModelShape) -> Iterator[Matrices]:
    """Yield every matrix of the model."""
    hidden, layers = shape.hidden, len(shape.layers)
    yield Matrices(Part.EXPERTS, 2 * shape.expert_width, hidden, layers * shape.experts)
    yield Matrices(Part.EXPERTS, hidden, shape.expert_width, layers * shape.experts)
    for layer in shape.layers:
        yield Matrices(Part.ATTENTION, _heads_read(shape, layer) * layer.head_dim, hidden)
        yield Matrices(Part.ATTENTION, hidden, shape.heads * layer.head_dim)
    # One more than layers: self-conditioning.
    yield Matrices(Part.DENSE, 2 * shape.dense, hidden, layers + 1)
    yield Matrices(Part.DENSE, hidden, shape.dense, layers + 1)
    yield Matrices(Part.ROUTER, shape.experts, hidden, layers)
    yield Matrices(Part.EMBEDDING, shape.vocabulary, hidden)


def _rest(shape: ModelShape) -> int:
    """Return how many numbers are in no matrix.

    A layer has seven norms, the router's scale, a scale for each expert, a norm for queries and
    one for keys, and one number each for encoder and decoder; besides there are the last norm
    and that of self-conditioning.
    """
    heads = sum(2 * layer.head_dim for layer in shape.layers)
    layer = (_NORMS + 1) * shape.hidden + shape.experts + 2
    return len(shape.layers) * layer + heads + 2 * shape.hidden


def _in_order(total: Counter[Part]) -> tuple[PartBytes, ...]:
    return tuple(PartBytes(part, total[part]) for part in Part)
