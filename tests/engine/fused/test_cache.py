"""The static cache: what it keeps, where it grows and what it takes."""

import pytest
import torch

from engine.fused.cache import LayerShape, StaticCache, bucket_of

CANVAS = 3
FULL = LayerShape(heads=2, width=4, window=None)
SLIDING = LayerShape(heads=1, width=4, window=6)


def make_cache(context: int = 5000) -> StaticCache:
    return StaticCache(
        (FULL, SLIDING),
        canvas_length=CANVAS,
        context=context,
        dtype=torch.float32,
        device=torch.device("cpu"),
    )


def tokens(shape: LayerShape, first: int, count: int) -> torch.Tensor:
    """Return keys whose every number is the token's own."""
    numbers = torch.arange(first, first + count, dtype=torch.float32)
    return numbers[None, :, None].expand(shape.heads, -1, shape.width)


def read(cache: StaticCache, count: int) -> list[list[float]]:
    """Read tokens on; return which ones each layer sees."""
    cache.reserve(count)
    seen = []
    for number, shape in enumerate((FULL, SLIDING)):
        new = tokens(shape, cache.length, count)
        keys, values = cache.append(number, new, -new)
        assert torch.equal(keys, -values)
        seen.append(keys[0, :, 0].tolist())
    cache.advance(count)
    return seen


def held(cache: StaticCache) -> list[list[float]]:
    """Return the tokens that a canvas sees in each layer, which stand behind its own."""
    found = []
    for number, shape in enumerate((FULL, SLIDING)):
        canvas = torch.full((shape.heads, CANVAS, shape.width), 9.5)
        keys, values = cache.place_canvas(number, canvas, canvas + 1)
        assert (keys[:, :CANVAS] == 9.5).all()
        assert (values[:, :CANVAS] == 10.5).all()
        found.append(keys[-1, CANVAS : CANVAS + cache.kept(number), -1].tolist())
    return found


def test_new_tokens_see_what_was_kept_and_themselves() -> None:
    cache = make_cache()
    assert read(cache, 4) == [[0, 1, 2, 3]] * 2
    assert read(cache, 3) == [[*range(7)]] * 2
    # A window of six keeps five.
    assert read(cache, 1) == [[*range(8)], [2, 3, 4, 5, 6, 7]]


def test_a_canvas_sees_everything_or_the_window_less_one() -> None:
    cache = make_cache()
    read(cache, 4)
    assert held(cache) == [[0, 1, 2, 3]] * 2
    read(cache, 9)
    assert held(cache) == [[*range(13)], [8, 9, 10, 11, 12]]


def test_growing_keeps_what_was_read() -> None:
    cache = make_cache()
    assert not cache.has_room(4)
    cache.reserve(4)
    read(cache, 1020)
    assert cache.has_room(4)
    cache.reserve(4)
    assert cache.capacity == 1024
    cache.reserve(5)
    assert cache.capacity == 2048
    assert held(cache) == [[*range(1020)], [*range(1015, 1020)]]


def test_a_cleared_cache_has_its_memory_and_nothing_in_it() -> None:
    cache = make_cache()
    read(cache, 30)
    cache.clear()
    assert (cache.length, cache.capacity) == (0, 1024)
    assert read(cache, 2) == [[0, 1]] * 2
    assert held(cache) == [[0, 1]] * 2


@pytest.mark.parametrize(
    ("wanted", "capacity"), [(1, 1024), (1024, 1024), (1025, 2048), (4097, 5000), (5000, 5000)]
)
def test_buckets_double_up_to_the_context(wanted: int, capacity: int) -> None:
    assert bucket_of(wanted, 5000) == capacity


def test_a_short_context_has_one_bucket() -> None:
    assert bucket_of(3, 64) == 64


def test_more_than_the_context_is_refused() -> None:
    cache = make_cache(64)
    read(cache, 60)
    with pytest.raises(ValueError, match="65 tokens do not fit into a context of 64"):
        cache.reserve(5)
