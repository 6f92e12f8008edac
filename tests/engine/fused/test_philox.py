"""The counter-based random numbers, held against the published ones."""

import torch

from engine.fused.philox import random_bits, waiting_times


def key(value: int) -> torch.Tensor:
    return torch.tensor([value])


def test_bits_are_those_that_the_authors_publish() -> None:
    """Philox4x32-10 with key and counter zero, from Random123's known answers."""
    assert random_bits(key(0), 1, 0, 4).tolist() == [
        [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
    ]


def test_a_number_belongs_to_its_token_however_the_tokens_are_cut() -> None:
    whole = random_bits(key(7), 3, 0, 40)
    parts = [random_bits(key(7), 3, first, count) for first, count in ((0, 16), (16, 24))]
    assert torch.equal(torch.cat(parts, dim=1), whole)
    assert torch.equal(random_bits(key(7), 3, 8, 5), whole[:, 8:13])


def test_keys_positions_and_tokens_have_numbers_of_their_own() -> None:
    large = (1 << 40) + 5  # shares its lower half with 5
    numbers = torch.cat([random_bits(key(value), 20, 0, 400) for value in (5, 6, large)])
    # 24,000 of 2**32: about 0.07 pairs are equal by chance.
    assert numbers.unique().numel() >= numbers.numel() - 2


def test_waiting_times_are_exponential_and_never_zero() -> None:
    times = waiting_times(random_bits(key(3), 10, 0, 20_000)).double()
    assert abs(times.mean().item() - 1.0) < 0.01
    for threshold in (0.001, 0.1, 1.0, 4.0):
        share = (times < threshold).double().mean().item()
        expected = 1 - torch.exp(-torch.tensor(threshold, dtype=torch.float64)).item()
        assert abs(share - expected) < 5 * (expected * (1 - expected) / times.numel()) ** 0.5
    extremes = waiting_times(torch.tensor([0, 1, 0x7FFFFFFF]))
    assert 0 < extremes[0] < extremes[1] < 1e-9
    assert extremes[2] > 20
