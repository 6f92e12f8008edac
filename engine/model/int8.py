"""Eight bits a weight, one scale for every row; knows no modules and no files."""

from dataclasses import dataclass

import torch

_LARGEST = 127


@dataclass(frozen=True, slots=True)
class Int8Weight:
    """A weight whose rows were rounded to whole numbers.

    Attributes:
        values: int8 [..., K], from -127 to 127.
        scales: float32 [...], what a row's numbers are multiplied by.
    """

    values: torch.Tensor
    scales: torch.Tensor

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the weight that this stands for."""
        return tuple(self.values.shape)

    @property
    def nbytes(self) -> int:
        """Memory of both parts, in bytes."""
        return self.values.nbytes + self.scales.nbytes


def quantize_int8(weight: torch.Tensor) -> Int8Weight:
    """Round ``weight``, floating point [..., K], so that a row's largest magnitude becomes 127.

    Raises:
        ValueError: a value is not finite.
    """
    if not bool(torch.isfinite(weight).all()):
        raise ValueError("the weight holds NaN or infinite values")
    single = weight.float()
    # A tensor: by a plain number a GPU multiplies with its reciprocal, and the last bit is another.
    scales = single.abs().amax(-1) / torch.full((), float(_LARGEST), device=weight.device)
    # A row of zeros stays one.
    steps = torch.where(scales > 0, scales, 1.0)
    values = (single / steps[..., None]).round_().clamp_(-_LARGEST, _LARGEST)
    return Int8Weight(values.to(torch.int8), scales)


def dequantize_int8(weight: Int8Weight, dtype: torch.dtype) -> torch.Tensor:
    """Return the weight, [..., K] in ``dtype``, computed in float32."""
    return (weight.values.float() * weight.scales[..., None]).to(dtype)
