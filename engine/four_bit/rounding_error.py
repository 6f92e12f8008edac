"""How far rounding moves the weights of a checkpoint, by part and layer; writes nothing.

The measure is the root mean square of what changes over that of the weights: what a layer's
products are off by, relatively, for inputs that do not favour any weight.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import torch

from engine.four_bit.layout import PlannedTensor, plan_files
from engine.four_bit.recipe import DEFAULT_RECIPE, Format, Part, part_of
from engine.four_bit.rows import read_rows
from engine.model.checkpoint import Checkpoint
from engine.model.int8 import dequantize_int8, quantize_int8
from engine.model.nf4 import dequantize_nf4, quantize_nf4

ROUNDED = (Format.NF4, Format.INT8)
PARTS = (Part.EXPERTS, Part.ATTENTION, Part.DENSE, Part.EMBEDDING)
_LAYER = re.compile(r"\.layers\.(\d+)\.")


@dataclass(frozen=True, slots=True)
class RoundingError:
    """The error of one part of one layer in one format.

    Attributes:
        part: which weights.
        layer: of which layer, ``None`` for what is in none.
        format: to which they were rounded.
        relative: root mean square of the change over that of the weights.
    """

    part: Part
    layer: int | None
    format: Format
    relative: float


def measure_rounding(checkpoint: Checkpoint) -> Iterator[RoundingError]:
    """Round every part of every layer to every format, and yield the errors layer by layer.

    Args:
        checkpoint: in 16 or 32 bits.

    Raises:
        CheckpointDamagedError: a weight file cannot be read, or holds NaN or infinite weights.
        RecipeError: a tensor cannot be rounded.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    for file in plan_files(checkpoint.tensors, DEFAULT_RECIPE):
        parts: dict[tuple[Part, int | None], list[PlannedTensor]] = defaultdict(list)
        for tensor in file.tensors:
            part = part_of(tensor.source.name)
            if part in PARTS:
                layer = _LAYER.search(tensor.source.name)
                parts[part, int(layer.group(1)) if layer else None].append(tensor)
        for (part, number), tensors in parts.items():
            for form, relative in _measure(tensors, device).items():
                yield RoundingError(part, number, form, relative)


def _measure(tensors: list[PlannedTensor], device: torch.device) -> dict[Format, float]:
    """Return the error of some tensors together, by format."""
    power = 0.0
    changes = dict.fromkeys(ROUNDED, 0.0)
    for tensor in tensors:
        for rows in read_rows(tensor.source, tensor.source.shape[-1]):
            weights = rows.to(device)
            power += _power(weights.float())
            for form in ROUNDED:
                changes[form] += _power(_restore(weights, form) - weights.float())
    return {form: math.sqrt(change / power) for form, change in changes.items()}


def _restore(weights: torch.Tensor, form: Format) -> torch.Tensor:
    """Return what is left of weights [R, K] after rounding, float32."""
    if form is Format.NF4:
        return dequantize_nf4(quantize_nf4(weights), torch.float32)
    return dequantize_int8(quantize_int8(weights), torch.float32)


def _power(values: torch.Tensor) -> float:
    """Return the sum of squares."""
    return float(values.double().square().sum())
