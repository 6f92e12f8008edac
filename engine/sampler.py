"""Entropy-bound sampling of one step: pure functions of logits, canvas and generator.

Acceptance is from "Accelerated Sampling from Masked Diffusion Models via Entropy Bounded
Unmasking" (https://arxiv.org/abs/2505.24857), in DiffusionGemma's form for uniform noise: the
positions of lowest entropy are accepted while their summed entropy, less the largest, stays under
a bound, and all others are re-noised. Knows no model, no schedule and no text.

On the CPU the outcome equals that of transformers' ``generate`` to the last bit, and so do the
random numbers taken: the draw of a token per position first, then a new canvas of noise.
"""

from dataclasses import dataclass

import torch

from engine.canvas import Canvas
from engine.outcome import Outcome, pack
from engine.runners_up import find_runners_up

# Uniform numbers held at a time while tokens are drawn: 8 MiB.
_NUMBERS_AT_ONCE = 1 << 20


@dataclass(frozen=True, slots=True)
class Scratch:
    """Room for what a step computes on the way: fresh memory would cost more than the sums.

    Attributes:
        logs: float32 [C, V].
        shares: float32 [C, V].
        numbers: float64 [C or fewer, V], uniform random numbers of some rows.
    """

    logs: torch.Tensor
    shares: torch.Tensor
    numbers: torch.Tensor

    @classmethod
    def like(cls, logits: torch.Tensor) -> "Scratch":
        """Return scratch for logits float32 [C, V]."""
        positions, vocabulary = logits.shape
        rows = min(positions, max(1, _NUMBERS_AT_ONCE // vocabulary))
        return cls(
            logs=torch.empty_like(logits),
            shares=torch.empty_like(logits),
            numbers=logits.new_empty(rows, vocabulary, dtype=torch.float64),
        )


def sample_step(
    logits: torch.Tensor,
    temperature: float,
    canvas: Canvas,
    *,
    entropy_bound: float,
    generator: torch.Generator,
    scratch: Scratch | None = None,
) -> Outcome:
    """Draw, accept and re-noise.

    Args:
        logits: float32 [C, V]; they become the scores in place.
        temperature: the logits are divided by it.
        canvas: for its pinned positions; its ids are not read.
        entropy_bound: in nats.
        generator: draws the tokens and the noise, in that order.
        scratch: overwritten; ``None`` takes fresh memory.
    """
    scratch = scratch or Scratch.like(logits)
    finite = torch.stack(torch.aminmax(logits)).isfinite().all()
    scores = logits.div_(temperature)
    fits = pinned_fits(scores, canvas) if canvas.judged else None
    scores = apply_pins(scores, canvas)
    entropies = token_entropies(scores, scratch)
    accepted = accept(entropies, canvas.free, entropy_bound)
    argmax = scores.argmax(dim=-1)
    runners_up = find_runners_up(scratch.shares, argmax, entropies)
    drawn = draw_tokens(scores, argmax, accepted, generator, scratch)
    noise = torch.randint(
        0, logits.shape[-1], drawn.shape, generator=generator, device=logits.device
    )
    kept = torch.where(accepted, drawn, noise)
    mean_entropy = _mean(entropies[canvas.free])
    return Outcome(
        argmax=argmax,
        next_canvas=torch.where(canvas.pinned, canvas.pinned_ids, kept),
        accepted=accepted,
        entropies=entropies,
        mean_entropy=mean_entropy,
        finite=finite,
        conditioning=scores,
        packed=pack(argmax, entropies, accepted, mean_entropy, finite, runners_up=runners_up),
        fits=fits,
    )


def _mean(entropies: torch.Tensor) -> torch.Tensor:
    """Return the mean, 0 where there is nothing to decide on."""
    return entropies.mean() if entropies.numel() else entropies.new_zeros(())


def pinned_fits(scores: torch.Tensor, canvas: Canvas) -> torch.Tensor:
    """Return how likely the model finds the pinned tokens, before they are made certain.

    Args:
        scores: float32 [C, V].
        canvas: for its pinned positions.

    Returns:
        float32 [C], logarithms of probabilities in nats, 0 where nothing is pinned.
    """
    found = scores.gather(1, canvas.pinned_ids[:, None]).squeeze(1) - scores.logsumexp(dim=-1)
    return found.where(canvas.pinned, 0.0)


def apply_pins(scores: torch.Tensor, canvas: Canvas) -> torch.Tensor:
    """Mask the scores so that pinned positions can only be their token.

    Args:
        scores: float32 [C, V]; may be changed in place.
        canvas: which positions are pinned, and up to where the text may not end.

    Returns:
        float32 [C, V].
    """
    if canvas.open_until == 0 and not canvas.has_pins:
        return scores
    for token in canvas.forbidden:
        scores[: canvas.open_until, token] = -torch.inf
    scores[canvas.pinned] = -torch.inf
    scores[canvas.pinned, canvas.pinned_ids[canvas.pinned]] = 0.0
    return scores


def token_entropies(scores: torch.Tensor, scratch: Scratch) -> torch.Tensor:
    """Return the entropy of each position's distribution.

    The operations and their order are those of ``torch.distributions.Categorical``, without its
    checks and without computing anything twice.

    Args:
        scores: float32 [C, V].
        scratch: overwritten; its ``shares`` hold the probabilities then.

    Returns:
        float32 [C], nats.
    """
    logs = torch.sub(scores, scores.logsumexp(dim=-1, keepdim=True), out=scratch.logs)
    shares = torch.softmax(logs, dim=-1, out=scratch.shares)
    return -logs.clamp_(min=torch.finfo(logs.dtype).min).mul_(shares).sum(dim=-1)


def accept(entropies: torch.Tensor, free: torch.Tensor, bound: float) -> torch.Tensor:
    """Choose the positions to keep, of lowest entropy first.

    The k lowest are accepted where ``sum - max <= bound``: this bounds the mutual information of
    the accepted tokens, so that drawing them independently does little harm.

    Args:
        entropies: float32 [C].
        free: bool [C]; the others neither count nor are accepted.
        bound: in nats.

    Returns:
        bool [C].
    """
    ordered, order = torch.sort(entropies[free], dim=-1)
    within = torch.cumsum(ordered, dim=-1) - ordered <= bound
    chosen = torch.empty_like(within).scatter_(-1, order, within)
    accepted = torch.zeros_like(free)
    accepted[free] = chosen
    return accepted


def accept_in_place(
    entropies: torch.Tensor, free: torch.Tensor, bound: torch.Tensor
) -> torch.Tensor:
    """Do as ``accept``, with shapes that do not depend on values: no device is waited for.

    Args:
        entropies: float32 [C].
        free: bool [C].
        bound: float32 [1], in nats.

    Returns:
        bool [C].
    """
    # Positions that are not free come last; infinity less infinity is under no bound.
    ordered, order = torch.sort(entropies.masked_fill(~free, torch.inf), stable=True)
    within = torch.cumsum(ordered, dim=-1) - ordered <= bound
    return torch.empty_like(within).scatter_(-1, order, within)


def draw_tokens(
    scores: torch.Tensor,
    argmax: torch.Tensor,
    wanted: torch.Tensor,
    generator: torch.Generator,
    scratch: Scratch,
) -> torch.Tensor:
    """Draw a token for each wanted position as ``torch.multinomial`` would.

    ``multinomial`` lets all tokens race: the probabilities are divided by exponential waiting
    times. The same uniform numbers are taken here, for all positions, so that the generator ends
    in the same state, but what they are needed for is computed at the wanted positions alone.

    Args:
        scores: float32 [C, V].
        argmax: int64 [C], a likeliest token of each position.
        wanted: bool [C].
        generator: of the run.
        scratch: overwritten.

    Returns:
        int64 [C], 0 where not wanted.
    """
    if scores.device.type != "cpu":
        shares = torch.softmax(scores, dim=-1, out=scratch.shares)
        return torch.multinomial(shares, 1, generator=generator).squeeze(-1)
    drawn = torch.zeros(scores.shape[0], dtype=torch.int64)
    rows_at_once = scratch.numbers.shape[0]
    for first in range(0, scores.shape[0], rows_at_once):
        here = wanted[first : first + rows_at_once].nonzero().squeeze(-1)
        count = min(rows_at_once, scores.shape[0] - first)
        numbers = scratch.numbers[:count].uniform_(generator=generator)
        if here.numel():
            rows = first + here
            drawn[rows] = _race(
                torch.softmax(scores[rows], dim=-1), argmax[rows, None], numbers[here]
            )
    return drawn


def _race(shares: torch.Tensor, likeliest: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
    """Return which token of each row comes first.

    A waiting time ``-log(1 - u)`` is never below ``u``, so few tokens can beat the likeliest one
    and only those need the slow logarithm.

    Args:
        shares: float32 [N, V], probabilities.
        likeliest: int64 [N, 1], a token of each row that is hard to beat.
        numbers: float64 [N, V], uniform in [0, 1).

    Returns:
        int64 [N].
    """
    to_beat = shares.gather(1, likeliest) / _waiting_time(numbers.gather(1, likeliest))
    # The bound allows for rounding, which is about 1e-7.
    rows, tokens = (shares >= numbers.float().mul_(to_beat * (1 - 1e-5))).nonzero(as_tuple=True)
    speeds = shares[rows, tokens] / _waiting_time(numbers[rows, tokens])
    fastest = to_beat.squeeze(-1).scatter_reduce(0, rows, speeds, "amax")
    first = speeds == fastest[rows]
    return likeliest.squeeze(-1).scatter(0, rows[first], tokens[first])


def _waiting_time(numbers: torch.Tensor) -> torch.Tensor:
    """Return exponential waiting times, float32, for uniform numbers, as torch computes them."""
    return torch.log1p(-numbers).neg_().float()
