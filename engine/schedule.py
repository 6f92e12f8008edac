"""The temperature of each denoising step, as plain floats; knows no tensors and no model.

The schedule is DiffusionGemma's: linear from ``t_max`` at the first step towards ``t_min``, which
a step numbered 0 would have.
"""

import struct
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TemperatureSchedule:
    """A linear temperature schedule.

    Attributes:
        t_min: temperature that the last step comes close to.
        t_max: temperature of the first step.
        steps: most steps of one canvas.
    """

    t_min: float
    t_max: float
    steps: int

    def temperature(self, step: int) -> float:
        """Return what the logits of ``step`` (from 1 up to ``steps``) are divided by.

        Every operation is rounded to single precision, as transformers computes it on a tensor:
        the quotients, and with them the drawn tokens, come out the same to the last bit.

        Raises:
            ValueError: there is no such step.
        """
        if not 1 <= step <= self.steps:
            raise ValueError(f"step {step} is not among 1 to {self.steps}")
        left = single(float(self.steps - step + 1) / float(self.steps))
        rise = single(single(self.t_max - self.t_min) * left)
        return single(single(self.t_min) + rise)


def single(value: float) -> float:
    """Round to the nearest single-precision number, as a tensor would hold it."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])
