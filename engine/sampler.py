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

# Uniform numbers held at a time while tokens are drawn: 32 MiB.
_NUMBERS_AT_ONCE = 1 << 22


@dataclass(frozen=True, slots=True)
class Conditioning:
    """What one step tells the next.

    Attributes:
        scores: float32 [C, V], the logits after temperature and masks.
        probabilities: float32 [C, V], their softmax.
    """

    scores: torch.Tensor
    probabilities: torch.Tensor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step makes of its logits.

    Attributes:
        argmax: int64 [C], the likeliest tokens: the draft.
        next_canvas: int64 [C], drawn tokens where accepted, noise elsewhere.
        accepted: bool [C], the free positions that were accepted.
        entropies: float32 [C] in nats, 0 at pinned positions.
        mean_entropy: float32 scalar, over the free positions.
        conditioning: for the next step.
    """

    argmax: torch.Tensor
    next_canvas: torch.Tensor
    accepted: torch.Tensor
    entropies: torch.Tensor
    mean_entropy: torch.Tensor
    conditioning: Conditioning


@dataclass(frozen=True, slots=True)
class Stability:
    """For how many steps the argmax canvas has not changed; the state goes in and comes out."""

    argmax: torch.Tensor | None = None
    unchanged: int = 0

    def after(self, argmax: torch.Tensor) -> "Stability":
        """Return the state after a step whose argmax canvas is ``argmax``."""
        same = self.argmax is not None and torch.equal(self.argmax, argmax)
        return Stability(argmax, self.unchanged + 1 if same else 0)


def sample_step(
    logits: torch.Tensor,
    temperature: float,
    canvas: Canvas,
    *,
    entropy_bound: float,
    forbidden: tuple[int, ...],
    generator: torch.Generator,
) -> Outcome:
    """Draw, accept and re-noise.

    Args:
        logits: float32 [C, V], finite.
        temperature: the logits are divided by it.
        canvas: for its pinned positions; its ids are not read.
        entropy_bound: in nats.
        forbidden: tokens that may not stand before ``canvas.open_until``.
        generator: draws the tokens and the noise, in that order.
    """
    scores = apply_pins(logits / temperature, canvas, forbidden)
    probabilities = torch.softmax(scores, dim=-1)
    entropies = token_entropies(scores)
    accepted = accept(entropies, canvas.free, entropy_bound)
    drawn = draw_tokens(probabilities, accepted, generator)
    noise = torch.randint(
        0, logits.shape[-1], drawn.shape, generator=generator, device=logits.device
    )
    kept = torch.where(accepted, drawn, noise)
    return Outcome(
        argmax=scores.argmax(dim=-1),
        next_canvas=torch.where(canvas.pinned, canvas.pinned_ids, kept),
        accepted=accepted,
        entropies=entropies,
        mean_entropy=entropies[canvas.free].mean(),
        conditioning=Conditioning(scores, probabilities),
    )


def apply_pins(scores: torch.Tensor, canvas: Canvas, forbidden: tuple[int, ...]) -> torch.Tensor:
    """Mask the scores so that pinned positions can only be their token.

    Args:
        scores: float32 [C, V]; may be changed in place.
        canvas: which positions are pinned, and up to where ``forbidden`` may not stand.
        forbidden: token ids.

    Returns:
        float32 [C, V].
    """
    if canvas.open_until == 0 and not canvas.has_pins:
        return scores
    for token in forbidden:
        scores[: canvas.open_until, token] = -torch.inf
    scores[canvas.pinned] = -torch.inf
    scores[canvas.pinned, canvas.pinned_ids[canvas.pinned]] = 0.0
    return scores


def token_entropies(scores: torch.Tensor) -> torch.Tensor:
    """Return the entropy of each position's distribution.

    The operations and their order are those of ``torch.distributions.Categorical``, without its
    checks and without computing anything twice.

    Args:
        scores: float32 [C, V].

    Returns:
        float32 [C], nats.
    """
    log_probabilities = scores - scores.logsumexp(dim=-1, keepdim=True)
    probabilities = torch.softmax(log_probabilities, dim=-1)
    least = torch.finfo(log_probabilities.dtype).min
    return -(log_probabilities.clamp_(min=least).mul_(probabilities)).sum(dim=-1)


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


def draw_tokens(
    probabilities: torch.Tensor, wanted: torch.Tensor, generator: torch.Generator
) -> torch.Tensor:
    """Draw a token for each wanted position as ``torch.multinomial`` would.

    ``multinomial`` lets all tokens race: exponential waiting times, divided into the
    probabilities. The same uniform numbers are taken here for all positions, so the generator
    ends in the same state, but the slow logarithm is only taken where a token is wanted.

    Args:
        probabilities: float32 [C, V].
        wanted: bool [C].
        generator: of the run.

    Returns:
        int64 [C], 0 where not wanted.
    """
    if probabilities.device.type != "cpu":
        return torch.multinomial(probabilities, 1, generator=generator).squeeze(-1)
    positions, vocabulary = probabilities.shape
    drawn = torch.zeros(positions, dtype=torch.int64)
    rows_at_once = max(1, _NUMBERS_AT_ONCE // vocabulary)
    for first in range(0, positions, rows_at_once):
        rows = slice(first, min(first + rows_at_once, positions))
        uniform = torch.empty(rows.stop - rows.start, vocabulary, dtype=torch.float64)
        uniform.uniform_(generator=generator)
        here = wanted[rows]
        waiting = torch.log1p(-uniform[here]).neg_().to(probabilities.dtype)
        drawn[rows][here] = (probabilities[rows][here] / waiting).argmax(dim=-1)
    return drawn
