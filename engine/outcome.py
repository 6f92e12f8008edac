"""What a denoising step gives, on its device and as plain values; knows no logits and no model."""

from dataclasses import dataclass

import torch


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step makes of its logits.

    Attributes:
        argmax: int64 [C], the likeliest tokens: the draft.
        next_canvas: int64 [C], drawn tokens where accepted, noise elsewhere.
        accepted: bool [C], the free positions that were accepted.
        entropies: float32 [C] in nats, 0 at pinned positions.
        mean_entropy: float32 scalar, over the free positions.
        finite: bool scalar, whether every logit was finite; where not, the rest means nothing.
        conditioning: what the next step takes from this one: the scores, float32 [C, V], which
            are the logits after temperature and masks, or what was made of them.
        packed: float64 [3 C + 2], what ``Reading`` holds, for one transfer.
    """

    argmax: torch.Tensor
    next_canvas: torch.Tensor
    accepted: torch.Tensor
    entropies: torch.Tensor
    mean_entropy: torch.Tensor
    finite: torch.Tensor
    conditioning: torch.Tensor
    packed: torch.Tensor


def pack(
    argmax: torch.Tensor,
    entropies: torch.Tensor,
    accepted: torch.Tensor,
    mean_entropy: torch.Tensor,
    finite: torch.Tensor,
) -> torch.Tensor:
    """Return parts of an outcome as one float64 [3 C + 2], which holds them exactly."""
    flags = torch.stack((mean_entropy.double(), finite.double()))
    return torch.cat((argmax.double(), entropies.double(), accepted.double(), flags))


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome as the host reads it, in plain values.

    Attributes:
        ids: of each position, the likeliest token.
        entropies: of each position, in nats.
        accepted: of each position.
        mean_entropy: over the free positions, in nats.
        finite: whether every logit was finite.
    """

    ids: tuple[int, ...]
    entropies: tuple[float, ...]
    accepted: tuple[bool, ...]
    mean_entropy: float
    finite: bool

    @classmethod
    def of(cls, outcome: Outcome) -> "Reading":
        """Read an outcome from its device: one transfer, which waits for the step."""
        values: list[float] = outcome.packed.tolist()
        count = (len(values) - 2) // 3
        return cls(
            ids=tuple(int(value) for value in values[:count]),
            # Rounding leaves some a hair below zero.
            entropies=tuple(max(0.0, value) + 0.0 for value in values[count : 2 * count]),
            accepted=tuple(value != 0.0 for value in values[2 * count : 3 * count]),
            mean_entropy=values[-2],
            finite=values[-1] != 0.0,
        )


@dataclass(frozen=True, slots=True)
class Stability:
    """For how many steps the argmax canvas has not changed; the state goes in and comes out."""

    ids: tuple[int, ...] | None = None
    unchanged: int = 0

    def after(self, ids: tuple[int, ...]) -> "Stability":
        """Return the state after a step whose argmax canvas is ``ids``."""
        return Stability(ids, self.unchanged + 1 if ids == self.ids else 0)
