"""Attention over the cache against the formula, position by position; the kernel against both."""

from collections.abc import Callable

import pytest
import torch

from engine.fused.attention import attend_canvas, attend_causal
from engine.fused.attention_kernel import launch_attention

# Where there is no GPU, Triton's interpreter runs the kernel (``tests/conftest.py``).
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


def random_parts(
    heads: int, key_heads: int, count: int, slots: int, width: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(heads + count + slots)

    def numbers(*shape: int) -> torch.Tensor:
        return torch.randn(shape, generator=generator)

    # Queries lie as they come from a projection: the heads of a position side by side.
    queries = numbers(count, heads, width).transpose(0, 1)
    return queries, numbers(key_heads, slots, width), numbers(key_heads, slots, width)


def by_formula(
    queries: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    seen: Callable[[int], list[int]],
) -> torch.Tensor:
    """Attend one position and head at a time; ``seen`` names the keys of a position."""
    heads, count, width = queries.shape
    group = heads // keys.shape[0]
    attended = torch.empty(count, heads, width)
    for place in range(count):
        known = seen(place)
        for head in range(heads):
            scores = keys[head // group, known] @ queries[head, place]
            attended[place, head] = scores.softmax(-1) @ values[head // group, known]
    return attended.flatten(1)


def by_kernel(
    queries: torch.Tensor,
    keys: torch.Tensor,
    values: torch.Tensor,
    kept: int,
    *,
    causal: bool,
    window: int | None,
) -> torch.Tensor:
    return launch_attention(
        queries.to(DEVICE),
        keys.to(DEVICE),
        values.to(DEVICE),
        torch.tensor([kept], dtype=torch.int32, device=DEVICE),
        causal=causal,
        window=window,
    ).cpu()


@pytest.mark.parametrize("kept", [0, 1, 30])
@pytest.mark.parametrize(("heads", "key_heads", "width"), [(4, 1, 16), (4, 2, 8), (3, 3, 24)])
def test_a_canvas_sees_itself_and_what_is_kept(
    heads: int, key_heads: int, width: int, kept: int
) -> None:
    """What lies in the room behind is not seen: its numbers are as random as the others."""
    parts = random_parts(heads, key_heads, 10, 10 + 37, width)
    expected = by_formula(*parts, lambda _: [*range(10 + kept)])
    plain = attend_canvas(*parts, torch.tensor([kept], dtype=torch.int32))
    torch.testing.assert_close(plain, expected, rtol=1e-5, atol=1e-6)
    kernel = by_kernel(*parts, kept, causal=False, window=None)
    torch.testing.assert_close(kernel, expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("window", [None, 1, 7, 100])
@pytest.mark.parametrize(("count", "past"), [(1, 0), (40, 0), (13, 50)])
def test_a_token_sees_what_precedes_it_in_its_window(
    count: int, past: int, window: int | None
) -> None:
    parts = random_parts(4, 2, count, past + count, 16)

    def seen(place: int) -> list[int]:
        own = past + place
        return [*range(0 if window is None else max(0, own - window + 1), own + 1)]

    expected = by_formula(*parts, seen)
    plain = attend_causal(*parts, window)
    torch.testing.assert_close(plain, expected, rtol=1e-5, atol=1e-6)
    kernel = by_kernel(*parts, past, causal=True, window=window)
    torch.testing.assert_close(kernel, expected, rtol=1e-5, atol=1e-6)


def test_a_part_of_a_larger_store_is_read_where_it_lies() -> None:
    queries, keys, values = random_parts(2, 2, 5, 60, 16)
    expected = by_formula(queries, keys[:, 20:40], values[:, 20:40], lambda at: [*range(16 + at)])
    kernel = by_kernel(queries, keys[:, 20:40], values[:, 20:40], 15, causal=True, window=None)
    torch.testing.assert_close(kernel, expected, rtol=1e-5, atol=1e-6)
