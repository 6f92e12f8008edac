"""What a denoising step gives, on its device and as plain values; knows no logits and no model."""

from dataclasses import dataclass

import torch

from engine.runners_up import Rivals, read_runners_up


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
        packed: float64, what ``Reading`` holds, for one transfer: [3 C + 2], and the runners-up
            behind it where they were looked for.
        fits: float32 [C], of the pinned tokens, how likely the model finds them at their places:
            the logarithm, in nats; ``None`` where nobody asked.
    """

    argmax: torch.Tensor
    next_canvas: torch.Tensor
    accepted: torch.Tensor
    entropies: torch.Tensor
    mean_entropy: torch.Tensor
    finite: torch.Tensor
    conditioning: torch.Tensor
    packed: torch.Tensor
    fits: torch.Tensor | None = None


def pack(
    argmax: torch.Tensor,
    entropies: torch.Tensor,
    accepted: torch.Tensor,
    mean_entropy: torch.Tensor,
    finite: torch.Tensor,
    *,
    runners_up: torch.Tensor | None = None,
) -> torch.Tensor:
    """Return parts of an outcome as one float64 tensor, which holds them exactly.

    Args:
        argmax: int64 [C].
        entropies: float32 [C].
        accepted: bool [C].
        mean_entropy: float32 scalar.
        finite: bool scalar.
        runners_up: as ``find_runners_up`` gives them, where it was asked.
    """
    flags = torch.stack((mean_entropy.double(), finite.double()))
    parts = (argmax.double(), entropies.double(), accepted.double(), flags)
    return torch.cat(parts if runners_up is None else (*parts, runners_up.flatten()))


@dataclass(frozen=True, slots=True)
class Reading:
    """An outcome as the host reads it, in plain values.

    Attributes:
        ids: of each position, the likeliest token.
        entropies: of each position, in nats.
        accepted: of each position.
        mean_entropy: over the free positions, in nats.
        finite: whether every logit was finite.
        runners_up: of each position; empty where they were not looked for.
    """

    ids: tuple[int, ...]
    entropies: tuple[float, ...]
    accepted: tuple[bool, ...]
    mean_entropy: float
    finite: bool
    runners_up: tuple[Rivals, ...] = ()

    @classmethod
    def of(cls, outcome: Outcome) -> "Reading":
        """Read an outcome from its device: one transfer, which waits for the step."""
        values: list[float] = outcome.packed.tolist()
        count = outcome.argmax.shape[0]
        end = 3 * count
        return cls(
            ids=tuple(int(value) for value in values[:count]),
            # Rounding leaves some a hair below zero.
            entropies=tuple(max(0.0, value) + 0.0 for value in values[count : 2 * count]),
            accepted=tuple(value != 0.0 for value in values[2 * count : end]),
            mean_entropy=values[end],
            finite=values[end + 1] != 0.0,
            runners_up=read_runners_up(values[end + 2 :]),
        )


@dataclass(frozen=True, slots=True)
class Stability:
    """For how many steps the argmax canvas has not changed; the state goes in and comes out."""

    ids: tuple[int, ...] | None = None
    unchanged: int = 0

    def after(self, ids: tuple[int, ...]) -> "Stability":
        """Return the state after a step whose argmax canvas is ``ids``."""
        return Stability(ids, self.unchanged + 1 if ids == self.ids else 0)
