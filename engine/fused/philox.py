"""Random bits as a function of key and counter, so that CPU and GPU draw the same numbers.

Philox4x32 with ten rounds, from J. Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3"
(2011); Triton has the same function. A counter belongs to four neighbouring tokens of one
position, and no two steps have the same key, so no number is ever used twice.
"""

import torch

_MULTIPLIERS = (0xD2511F53, 0xCD9E8D57)
_KEY_STEPS = (0x9E3779B9, 0xBB67AE85)
_ROUNDS = 10
_LOW = 0xFFFFFFFF


def random_bits(key: torch.Tensor, positions: int, first: int, count: int) -> torch.Tensor:
    """Return 32 random bits for each of some tokens at every position.

    Args:
        key: int64 [1], of the step, not negative.
        positions: C, numbered from 0.
        first: of the tokens; a multiple of 4.
        count: of the tokens.

    Returns:
        int64 [C, count], from 0 to 2**32 - 1.
    """
    device = key.device
    quads = torch.arange(first // 4, (first + count + 3) // 4, device=device)
    shape = (positions, quads.shape[0])
    zero = torch.zeros(shape, dtype=torch.int64, device=device)
    counter = [
        quads.expand(shape),
        torch.arange(positions, device=device)[:, None].expand(shape),
        zero,
        zero,
    ]
    keys = [key & _LOW, key >> 32]
    for _ in range(_ROUNDS):
        one, other = counter[0] * _MULTIPLIERS[0], counter[2] * _MULTIPLIERS[1]
        counter = [
            _upper(other) ^ counter[1] ^ keys[0],
            other & _LOW,
            _upper(one) ^ counter[3] ^ keys[1],
            one & _LOW,
        ]
        keys = [(part + step) & _LOW for part, step in zip(keys, _KEY_STEPS, strict=True)]
    return torch.stack(counter, dim=-1).flatten(1)[:, :count]


def _upper(product: torch.Tensor) -> torch.Tensor:
    """Return the upper half of 64 bits; the product's sign is one of them."""
    return (product >> 32) & _LOW


def waiting_times(bits: torch.Tensor) -> torch.Tensor:
    """Return exponentially distributed waiting times, float32, for 32 random bits each.

    The shortest of 262,144 waiting times decides, so the numbers are fine near zero: the steps
    are 2**-31 there, and zero itself, which would beat every token, never comes.
    """
    uniform = ((bits & 0x7FFFFFFF).float() + 0.5) * 2.0**-31
    return -torch.log1p(-uniform)
