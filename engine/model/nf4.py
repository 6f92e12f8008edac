"""NF4: four bits a weight, one scale for every 64 of a row; knows no modules and no files.

The packed bytes and the scales are those of bitsandbytes, bit for bit, so either can read what
the other wrote (T. Dettmers et al., "QLoRA: Efficient Finetuning of Quantized LLMs", 2023).
"""

from dataclasses import dataclass

import torch
from torch.nn import functional

from engine.four_bit.recipe import NF4_BLOCK

BLOCK = NF4_BLOCK
# The quantiles of a normal distribution between which weights are rounded, over the scale.
CODE = (
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635,
    -0.18477343022823334, -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725,
    0.24611230194568634, 0.33791524171829224, 0.44070982933044434, 0.5626170039176941,
    0.7229568362236023, 1.0,
)  # fmt: skip
_LEAST_SCALE = 1e-38  # a block of zeros is divided by it


@dataclass(frozen=True, slots=True)
class Nf4Weight:
    """A quantized weight whose last axis, of length K, was cut into blocks.

    Attributes:
        packed: uint8 [..., K / 2], two weights a byte, the earlier one in the upper half.
        absmax: [..., K / 64 rounded up], the largest magnitude of each block in the dtype of the
            weight. It is itself one of the weights, so that dtype loses nothing.
    """

    packed: torch.Tensor
    absmax: torch.Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the weight that this stands for."""
        return (*self.packed.shape[:-1], 2 * self.packed.shape[-1])

    @property
    def nbytes(self) -> int:
        """Memory of both parts, in bytes."""
        return self.packed.nbytes + self.absmax.nbytes


def quantize_nf4(weight: torch.Tensor) -> Nf4Weight:
    """Round ``weight`` to NF4.

    Args:
        weight: floating point, [..., K] with K even, every value finite. The last block of a row
            may be short; where none is, the bytes are those of bitsandbytes.

    Raises:
        ValueError: K is odd, or a value is not finite.
    """
    length = weight.shape[-1]
    if length % 2:
        raise ValueError(f"rows of {length} weights do not divide into pairs")
    if not bool(torch.isfinite(weight).all()):
        raise ValueError("the weight holds NaN or infinite values")
    whole = functional.pad(weight.float(), (0, -length % BLOCK))
    blocks = whole.unflatten(-1, (-1, BLOCK))
    absmax = blocks.abs().amax(-1)
    scaled = blocks * (1.0 / absmax.clamp(min=_LEAST_SCALE))[..., None]
    code = torch.tensor(CODE, device=weight.device)
    bounds = (code[:-1] + code[1:]) / 2
    index = torch.bucketize(scaled.clamp(-1.0, 1.0), bounds, out_int32=True).to(torch.uint8)
    index = index.flatten(-2)[..., :length]
    return Nf4Weight(
        packed=index[..., 0::2] << 4 | index[..., 1::2],
        absmax=absmax.to(weight.dtype),
    )


def dequantize_nf4(weight: Nf4Weight, dtype: torch.dtype) -> torch.Tensor:
    """Return the weight, [..., K] in ``dtype``, computed in float32."""
    code = torch.tensor(CODE, device=weight.packed.device)
    halves = torch.stack((weight.packed >> 4, weight.packed & 0xF), dim=-1)
    values = code[halves.flatten(-2).long()]
    scales = weight.absmax.float().repeat_interleave(BLOCK, dim=-1)[..., : values.shape[-1]]
    return (values * scales).to(dtype)
