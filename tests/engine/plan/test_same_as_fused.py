"""What the plan believes of the fused engine, which it must not import, is what that does."""

import pytest

from engine.fused import cache, denoiser, vocabulary
from engine.plan import memory_plan
from engine.plan.fit import contexts
from engine.plan.shape import LARGE

LAYERS = [
    cache.LayerShape(layer.key_heads, layer.head_dim, LARGE.window if layer.sliding else None)
    for layer in LARGE.layers
]


def test_as_much_is_read_and_counted_at_a_time() -> None:
    assert memory_plan.PREFILL_CHUNK == denoiser.READ_AT_ONCE
    assert memory_plan.VOCABULARY_CHUNK == vocabulary.CHUNK


def test_the_contexts_planned_for_are_the_capacities_of_the_cache() -> None:
    longest = LARGE.context_length
    grown = {cache.bucket_of(tokens, longest) for tokens in range(1, longest + 1, 512)}
    assert tuple(sorted(grown)) == contexts(LARGE)


@pytest.mark.parametrize("context", contexts(LARGE))
def test_the_cache_takes_what_was_planned(context: int) -> None:
    assert memory_plan.cache_bytes(LARGE, context) == cache.cache_bytes(
        LAYERS, context, LARGE.canvas, 2
    )
