"""The likeliest tokens of each chunk of the vocabulary, and the runners-up among them at its end.

What a step nearly chose (``engine.runners_up``) is found without the probabilities of the whole
vocabulary: as many tokens of each chunk are kept as can be named of all, and one for the argmax;
the sums of the tally then say how likely they are. The tally is read and never changed, so a step
gives the same with this as without. Knows no weights; ``likeliest_kernel.py`` computes the same
on a GPU.
"""

from dataclasses import dataclass

import torch

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk, Tally, scores_of
from engine.runners_up import LEAST, MOST

# The argmax of all may be one of them.
KEPT = MOST + 1


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The ``KEPT`` tokens of largest score of each chunk.

    Attributes:
        scores: float32 [N, C, KEPT] for N chunks, minus infinity where there is no token.
        tokens: int64 [N, C, KEPT]; any number where there is none.
    """

    scores: torch.Tensor
    tokens: torch.Tensor

    @classmethod
    def start(cls, chunks: int, positions: int, device: torch.device) -> "Likeliest":
        """Return room for so many chunks."""
        return cls(
            scores=torch.full((chunks, positions, KEPT), -torch.inf, device=device),
            tokens=torch.zeros(chunks, positions, KEPT, dtype=torch.int64, device=device),
        )

    def keep(self, number: int, chunk: Chunk, inputs: StepInputs, soft_cap: float) -> None:
        """Keep the likeliest tokens of a chunk.

        Args:
            number: of the chunk, from 0; changed in place.
            chunk: its logits are read.
            inputs: temperature and forbidden tokens are read.
            soft_cap: bounds the logits.
        """
        if chunk.logits.is_cuda:
            from engine.fused.likeliest_kernel import launch_keep

            launch_keep(self.scores[number], self.tokens[number], chunk, inputs, soft_cap)
        else:
            keep_plain(self.scores[number], self.tokens[number], chunk, inputs, soft_cap)

    def runners_up(self, tally: Tally, pinned: torch.Tensor) -> torch.Tensor:
        """Return the likeliest tokens besides the argmax, as ``find_runners_up`` does.

        Args:
            tally: of the whole vocabulary.
            pinned: bool [C]; a pinned token is certain and has none beside it.

        Returns:
            float64 [C, 2, MOST].
        """
        positions = pinned.shape[0]
        scores = self.scores.transpose(0, 1).reshape(positions, -1)
        tokens = self.tokens.transpose(0, 1).reshape(positions, -1)
        others = scores.masked_fill(tokens == tally.argmax[:, None], -torch.inf)
        best, places = others.topk(MOST, dim=-1)
        shares = best.sub_(tally.maximum[:, None]).exp_().div_(tally.total[:, None])
        # Written so that what is not a number is unlikely too.
        likely = (shares >= LEAST) & ~pinned[:, None]
        shares = shares.masked_fill(~likely, 0.0)
        return torch.stack((tokens.gather(-1, places).double(), shares.double()), dim=1)


def keep_plain(
    scores: torch.Tensor,
    tokens: torch.Tensor,
    chunk: Chunk,
    inputs: StepInputs,
    soft_cap: float,
) -> None:
    """Keep the likeliest tokens with torch's own operations, on any device.

    Args:
        scores: float32 [C, KEPT], filled in, the largest first.
        tokens: int64 [C, KEPT], filled in.
        chunk: its logits are read.
        inputs: temperature and forbidden tokens are read.
        soft_cap: bounds the logits.
    """
    count = min(KEPT, chunk.logits.shape[1])
    best, places = scores_of(chunk, inputs, soft_cap).topk(count, dim=-1)
    scores[:, :count] = best
    tokens[:, :count] = chunk.first + places
