"""One cache of transformers becomes two that share what was read; knows no weights."""

import copy

from transformers.cache_utils import DynamicCache


def fork_cache(cache: DynamicCache) -> DynamicCache:
    """Return a cache with the same keys and values, which grows by itself.

    The tensors are shared: a cache that grows makes new ones and leaves the old as they were.
    """
    twin = copy.copy(cache)
    twin.layers = [copy.copy(layer) for layer in cache.layers]
    return twin
