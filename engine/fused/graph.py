"""A CUDA graph of a computation that reads and writes the same memory every time.

Knows nothing of what is computed. It was not yet run on a GPU.
"""

from collections.abc import Callable

import torch

# The first run compiles kernels and lets libraries take their workspaces, which must not be part
# of the graph; the second is like all that follow.
_WARM_UP_RUNS = 2


class StepGraph:
    """Hundreds of kernels as one launch.

    What is computed on the way lies in memory that is the graph's own, until it is gone. What
    shall be read afterwards must have been there before.
    """

    def __init__(self, compute: Callable[[], None]) -> None:
        """Run ``compute`` and record it.

        Args:
            compute: must not wait for the device, nor move what it reads and writes; running it
                again with the same inputs changes nothing.
        """
        before = torch.cuda.current_stream()
        aside = torch.cuda.Stream()
        aside.wait_stream(before)
        with torch.cuda.stream(aside):
            for _ in range(_WARM_UP_RUNS):
                compute()
        before.wait_stream(aside)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            compute()

    def replay(self) -> None:
        """Compute once; this does not wait for the device."""
        self._graph.replay()
