"""A CUDA graph of a computation that reads and writes the same memory every time.

Knows nothing of what is computed. It was not yet run on a GPU.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch.cuda import _POOL_HANDLE

# The first run compiles kernels and lets libraries take their workspaces, which must not be part
# of the graph; the second is like all that follow.
_WARM_UP_RUNS = 2


class StepGraph:
    """Hundreds of kernels as one launch."""

    def __init__(self, compute: Callable[[], None], pool: "_POOL_HANDLE") -> None:
        """Run ``compute`` and record it.

        Args:
            compute: must not wait for the device, nor move what it reads and writes; running it
                again with the same inputs changes nothing.
            pool: memory for what it computes on the way, ``torch.cuda.graph_pool_handle()``.
                Graphs may share one where none runs beside another and what a graph leaves
                behind lies elsewhere.
        """
        before = torch.cuda.current_stream()
        aside = torch.cuda.Stream()
        aside.wait_stream(before)
        with torch.cuda.stream(aside):
            for _ in range(_WARM_UP_RUNS):
                compute()
        before.wait_stream(aside)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph, pool=pool):
            compute()

    def replay(self) -> None:
        """Compute once; this does not wait for the device."""
        self._graph.replay()
