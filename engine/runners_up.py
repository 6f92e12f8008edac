"""Which other tokens a step nearly chose: pure functions of probabilities; no text, no model.

Nothing is drawn and nothing is changed, so a step gives the same with this as without.
"""

from collections.abc import Sequence

import torch

MOST = 3  # of a position
LEAST = 0.01  # probability below which a token was not nearly chosen

# With a token of probability LEAST beside the likeliest, the entropy is no less than that of the
# two alone: 0.01 * ln(100) + 0.99 * ln(1 / 0.99) = 0.0560 nats. The rest is for rounding.
_LEAST_ENTROPY = 0.055

# Probabilities copied at a time: 4 MiB.
_AT_ONCE = 1 << 20

# Of one position: tokens and their probabilities, the likeliest first.
Rivals = tuple[tuple[int, float], ...]


def find_runners_up(
    shares: torch.Tensor, argmax: torch.Tensor, entropies: torch.Tensor
) -> torch.Tensor:
    """Return the likeliest tokens besides the argmax, where they are likely at all.

    Rows that are sure have none and cost nothing.

    Args:
        shares: float32 [C, V], probabilities.
        argmax: int64 [C].
        entropies: float32 [C], of ``shares``, in nats.

    Returns:
        float64 [C, 2, MOST], tokens and under them their probabilities, 0 from the first on that
        is below LEAST.
    """
    positions, vocabulary = shares.shape
    found = torch.zeros(positions, 2, MOST, dtype=torch.float64, device=shares.device)
    rows = (entropies >= _LEAST_ENTROPY).nonzero().squeeze(-1)
    if not rows.numel():
        return found
    count = min(MOST, vocabulary)
    for some in rows.split(max(1, _AT_ONCE // vocabulary)):
        others = shares[some].scatter_(-1, argmax[some, None], 0.0)
        likeliest, tokens = others.topk(count, dim=-1)
        found[some, 0, :count] = tokens.double()
        found[some, 1, :count] = likeliest.where(likeliest >= LEAST, 0.0).double()
    return found


def read_runners_up(values: Sequence[float]) -> tuple[Rivals, ...]:
    """Return what ``find_runners_up`` found, from its numbers in order; none for no numbers."""
    return tuple(
        _rivals(values[start : start + MOST], values[start + MOST : start + 2 * MOST])
        if values[start + MOST] > 0.0
        else ()
        for start in range(0, len(values), 2 * MOST)
    )


def _rivals(tokens: Sequence[float], shares: Sequence[float]) -> Rivals:
    """Return the tokens of one position with their probabilities, without those that have none."""
    return tuple(
        [(int(token), share) for token, share in zip(tokens, shares, strict=True) if share > 0.0]
    )
