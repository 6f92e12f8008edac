"""Several processes that train one model: each computes its own batches, all take the same step.

On a CPU two processes of one thread each are twice as quick as one of two threads, whose small
matrix products mostly wait for each other. Knows nothing of models but their parameters.
"""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, distributed, nn


class Together:
    """The processes of one run; alone it does nothing."""

    def __init__(self, rank: int, count: int, meeting: Path) -> None:
        """Wait for the others.

        Args:
            rank: number of this process.
            count: of all processes.
            meeting: a file that does not exist yet, where they find each other.
        """
        self.rank, self.count = rank, count
        self._flat: Tensor | None = None
        if count > 1:
            # Gloo looks for a network by the machine's name, which need not lead anywhere.
            os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
            distributed.init_process_group(
                "gloo", init_method=f"file://{meeting}", rank=rank, world_size=count
            )

    @torch.no_grad()
    def begin_alike(self, parameters: Sequence[nn.Parameter]) -> None:
        """Give every process the weights of the first."""
        if self.count > 1:
            for parameter in parameters:
                distributed.broadcast(parameter.data, src=0)

    @torch.no_grad()
    def share_gradients(self, parameters: Sequence[nn.Parameter]) -> None:
        """Replace every gradient by the mean of all processes; a missing one counts as zero."""
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
        if self.count == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        if self._flat is None:
            self._flat = torch.empty(sum(each.numel() for each in gradients))
        torch.cat([each.flatten() for each in gradients], out=self._flat)
        distributed.all_reduce(self._flat)
        self._flat /= self.count
        parts = self._flat.split([each.numel() for each in gradients])
        for each, part in zip(gradients, parts, strict=True):
            each.copy_(part.view_as(each))

    def any(self, wish: bool) -> bool:
        """Return whether some process wishes it: all of them get the same answer."""
        if self.count == 1:
            return wish
        votes = torch.tensor(float(wish))
        distributed.all_reduce(votes)
        return bool(votes > 0)

    def leave(self) -> None:
        """Wait for the others and part."""
        if self.count > 1:
            distributed.barrier()
            distributed.destroy_process_group()


def new_meeting() -> Path:
    """Return a path for ``Together`` that nobody else uses."""
    return Path(tempfile.mkdtemp(prefix="anneal-training-")) / "meeting"
