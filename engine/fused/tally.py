"""What a pass over the vocabulary has learnt of each position so far, chunk after chunk.

Softmax, entropy, argmax, a draw and the expected embedding need no scores but those of the chunk
at hand: what was summed up is rescaled where a chunk holds a larger score than all before it
(M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018). A token is
drawn by letting all tokens race: the one with the largest ``score - log(waiting time)`` wins,
the waiting times being exponentially distributed, with just the probability that softmax gives
it. Knows no weights; ``tally_kernel.py`` computes the same on a GPU.
"""

from dataclasses import dataclass

import torch

from engine.fused.inputs import StepInputs
from engine.fused.philox import random_bits, waiting_times

# Below every score; unlike minus infinity it may be subtracted from itself.
_BELOW_ALL = -1e30


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums and maxima over the tokens that were seen, for each position.

    Attributes:
        maximum: float32 [C], the largest score.
        total: float32 [C], sum of ``exp(score - maximum)``.
        weighted: float32 [C], sum of ``exp(score - maximum) * (score - maximum)``.
        shared: float32 [C], sum of the shares, which are ``exp(rounded score - maximum)``.
        rescale: float32 [C], what the last chunk made of sums from before it.
        fastest: float32 [C], the largest ``score - log(waiting time)``.
        argmax: int64 [C], the first token of largest score.
        drawn: int64 [C], the token that won the race.
    """

    maximum: torch.Tensor
    total: torch.Tensor
    weighted: torch.Tensor
    shared: torch.Tensor
    rescale: torch.Tensor
    fastest: torch.Tensor
    argmax: torch.Tensor
    drawn: torch.Tensor

    @classmethod
    def start(cls, positions: int, device: torch.device) -> "Tally":
        """Return the tally before the first token."""
        maximum, fastest = torch.full((2, positions), _BELOW_ALL, device=device).unbind()
        total, weighted, shared, rescale = torch.zeros(4, positions, device=device).unbind()
        argmax, drawn = torch.zeros(2, positions, dtype=torch.int64, device=device).unbind()
        return cls(maximum, total, weighted, shared, rescale, fastest, argmax, drawn)

    def entropies(self) -> torch.Tensor:
        """Return the entropy of each position's distribution, float32 [C] in nats.

        With shifted scores s, Z = sum(exp(s)): the entropy is log Z - sum(exp(s) s) / Z.
        """
        return self.total.log() - self.weighted / self.total

    def finite(self) -> torch.Tensor:
        """Say whether all that was seen was finite: bool scalar."""
        return torch.stack((self.total, self.weighted)).isfinite().all()


@dataclass(frozen=True, slots=True)
class Chunk:
    """The logits of some neighbouring tokens.

    Attributes:
        logits: [C, B], before the soft cap.
        scales: float32 [B] to multiply them by, or ``None``.
        first: number of the first token; a multiple of 4.
    """

    logits: torch.Tensor
    scales: torch.Tensor | None
    first: int


def count_in(tally: Tally, chunk: Chunk, inputs: StepInputs, soft_cap: float) -> torch.Tensor:
    """Count a chunk in.

    Args:
        tally: changed in place.
        chunk: its tokens were not counted before.
        inputs: temperature, key and forbidden tokens are read.
        soft_cap: bounds the logits.

    Returns:
        [C, B] in the type of the logits: what the tokens' embeddings, before their scales, weigh
        in the expected one. As transformers carries scores from step to step in that type, the
        shares are of rounded scores.
    """
    if chunk.logits.is_cuda:
        from engine.fused.tally_kernel import launch_count_in

        return launch_count_in(tally, chunk, inputs, soft_cap)
    return count_in_plain(tally, chunk, inputs, soft_cap)


def count_in_plain(tally: Tally, chunk: Chunk, inputs: StepInputs, soft_cap: float) -> torch.Tensor:
    """Count a chunk in with torch's own operations, on any device."""
    positions, count = chunk.logits.shape
    scores = scores_of(chunk, inputs, soft_cap)
    best, place = scores.max(dim=-1)
    maximum = torch.maximum(tally.maximum, best)
    shifted = scores - maximum[:, None]
    weights = shifted.exp()
    change = tally.maximum - maximum
    factor = change.exp()
    tally.weighted.add_(tally.total * change).mul_(factor)
    tally.weighted.add_(torch.where(weights > 0, weights * shifted, 0.0).sum(dim=-1))
    tally.total.mul_(factor).add_(weights.sum(dim=-1))
    # The first of equal tokens; ``max`` names any.
    place = torch.where(scores == best[:, None], torch.arange(count, device=place.device), count)
    tally.argmax.copy_(
        torch.where(best > tally.maximum, chunk.first + place.amin(dim=-1), tally.argmax)
    )
    tally.maximum.copy_(maximum)
    tally.rescale.copy_(factor)

    bits = random_bits(inputs.key, positions, chunk.first, count)
    fastest, winner = (scores - waiting_times(bits).log()).max(dim=-1)
    tally.drawn.copy_(torch.where(fastest > tally.fastest, chunk.first + winner, tally.drawn))
    tally.fastest.copy_(torch.maximum(tally.fastest, fastest))

    shares = (scores.to(chunk.logits.dtype).float() - maximum[:, None]).exp()
    tally.shared.mul_(factor).add_(shares.sum(dim=-1))
    if chunk.scales is not None:
        shares = shares * chunk.scales
    return shares.to(chunk.logits.dtype)


def scores_of(chunk: Chunk, inputs: StepInputs, soft_cap: float) -> torch.Tensor:
    """Return the logits float32 [C, B] after soft cap, temperature and forbidden tokens."""
    positions, count = chunk.logits.shape
    logits = chunk.logits.float()
    if chunk.scales is not None:
        logits = logits * chunk.scales
    scores = (logits / soft_cap).tanh() * soft_cap / inputs.temperature
    forbidden = inputs.forbidden[chunk.first : chunk.first + count]
    open_here = torch.arange(positions, device=logits.device) < inputs.open_until
    return scores.masked_fill(open_here[:, None] & forbidden, -torch.inf)
