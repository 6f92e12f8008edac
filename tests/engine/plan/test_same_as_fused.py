"""What the plan believes of the fused engine's cache is what that takes."""

import pytest
import torch

from engine.fused.cache import LayerShape, StaticCache, bucket_of
from engine.plan import memory_plan
from engine.plan.fit import contexts
from engine.plan.shape import LARGE

LAYERS = [
    LayerShape(layer.key_heads, layer.head_dim, LARGE.window if layer.sliding else None)
    for layer in LARGE.layers
]


def test_the_contexts_planned_for_are_the_capacities_of_the_cache() -> None:
    longest = LARGE.context_length
    grown = {bucket_of(tokens, longest) for tokens in range(1, longest + 1, 512)}
    assert tuple(sorted(grown)) == contexts(LARGE)


@pytest.mark.parametrize("context", contexts(LARGE))
def test_the_cache_takes_what_was_planned(context: int) -> None:
    """On the device ``meta``, where memory is counted and not taken."""
    cache = StaticCache(
        LAYERS,
        canvas_length=LARGE.canvas,
        context=context,
        dtype=torch.bfloat16,
        device=torch.device("meta"),
    )
    cache.reserve(context)
    taken = sum(store.nbytes for store in (*cache._keys, *cache._values))
    assert memory_plan.cache_bytes(LARGE, context) == taken


def test_the_large_model_takes_what_was_planned() -> None:
    """25 sliding layers of 8 heads by 256, and 5 full ones of 2 by 512, in bfloat16, at 8k."""
    assert memory_plan.cache_bytes(LARGE, 8192) == 434_954_240
