"""A weight in any of the formats that a recipe names, and what is computed with it.

Knows no layers. On the CPU a quantized weight is first given back its numbers: the results are
those of the dequantized model, to the last bit. On a GPU kernels read it as it is. What an
adapter adds is computed beside the weight and never merged into it, so that no number is rounded
again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.model.int8 import Int8Weight, dequantize_int8
from engine.model.nf4 import Nf4Weight, dequantize_nf4

# As it is stored.
Weight = torch.Tensor | Nf4Weight | Int8Weight


@dataclass(frozen=True, slots=True)
class LowRank:
    """A matrix [N, K] of rank R, as a product of two small ones.

    Attributes:
        down: [R, K].
        up: [N, R].
    """

    down: torch.Tensor
    up: torch.Tensor

    def linear(self, hidden: torch.Tensor) -> torch.Tensor:
        """Return ``hidden`` [..., K] times the transpose of the matrix: [..., N]."""
        return functional.linear(functional.linear(hidden, self.down), self.up)


@dataclass(frozen=True, slots=True)
class AdaptedWeight:
    """A weight and what an adapter adds to it.

    Attributes:
        base: [N, K].
        added: [N, K].
    """

    base: "LinearWeight"
    added: LowRank

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the sum."""
        return tuple(self.base.shape)


# What a hidden state can be multiplied by.
LinearWeight = Weight | AdaptedWeight


def dequantize(weight: Weight, dtype: torch.dtype) -> torch.Tensor:
    """Return the numbers that a weight stands for, in ``dtype``."""
    if isinstance(weight, Nf4Weight):
        return dequantize_nf4(weight, dtype)
    if isinstance(weight, Int8Weight):
        return dequantize_int8(weight, dtype)
    return weight.to(dtype)


def linear(hidden: torch.Tensor, weight: LinearWeight) -> torch.Tensor:
    """Return ``hidden`` [..., K] times the transpose of ``weight`` [N, K]: [..., N]."""
    if isinstance(weight, AdaptedWeight):
        return linear(hidden, weight.base) + weight.added.linear(hidden)
    if isinstance(weight, torch.Tensor):
        return functional.linear(hidden, weight)
    if hidden.is_cuda:
        # Triton is there where torch's CUDA build is.
        from engine.kernels import launch

        if isinstance(weight, Nf4Weight):
            return launch.linear_nf4(hidden, weight)
        return launch.linear_int8(hidden, weight)
    return functional.linear(hidden, dequantize(weight, hidden.dtype))


def select_rows(weight: Weight, rows: torch.Tensor, dtype: torch.dtype) -> torch.Tensor:
    """Return some rows of a weight [N, K] in ``dtype``.

    Args:
        weight: embeddings, for instance.
        rows: int64 [R].
        dtype: of the result.

    Returns:
        [R, K].
    """
    if isinstance(weight, Nf4Weight):
        return dequantize_nf4(Nf4Weight(weight.packed[rows], weight.absmax[rows]), dtype)
    if isinstance(weight, Int8Weight):
        return dequantize_int8(Int8Weight(weight.values[rows], weight.scales[rows]), dtype)
    return functional.embedding(rows, weight)


def join_rows(weights: Sequence[Weight]) -> Weight:
    """Return weights [N, K] of one format as one, their rows below one another.

    Raises:
        TypeError: they are in several formats.
    """
    plain = [weight for weight in weights if isinstance(weight, torch.Tensor)]
    nf4 = [weight for weight in weights if isinstance(weight, Nf4Weight)]
    int8 = [weight for weight in weights if isinstance(weight, Int8Weight)]
    if len(plain) == len(weights):
        return torch.cat(plain)
    if len(nf4) == len(weights):
        return Nf4Weight(
            torch.cat([weight.packed for weight in nf4]),
            torch.cat([weight.absmax for weight in nf4]),
        )
    if len(int8) == len(weights):
        return Int8Weight(
            torch.cat([weight.values for weight in int8]),
            torch.cat([weight.scales for weight in int8]),
        )
    kinds = sorted({type(weight).__name__ for weight in weights})
    raise TypeError(f"weights that read the same input are stored as {' and '.join(kinds)}")
