"""Two processes take one step: the mean of their gradients, from the same weights."""

import multiprocessing
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.patience import PROCESS
from workers import Together, new_meeting


def work(rank: int, meeting: Path, out: Path) -> None:
    """Be one of two; write down what came out (runs in a process of its own)."""
    together = Together(rank, 2, meeting)
    weights = [nn.Parameter(torch.full((2, 3), float(rank))), nn.Parameter(torch.ones(4))]
    together.begin_alike(weights)
    begun = [each.detach().clone() for each in weights]
    if rank == 0:
        weights[0].grad = torch.full((2, 3), 3.0)
    weights[1].grad = torch.arange(4.0) * (rank + 1)
    together.share_gradients(weights)
    votes = [together.any(rank == 1), together.any(False)]
    torch.save((begun, [each.grad for each in weights], votes), out / f"{rank}.pt")
    together.leave()


@pytest.mark.loopback  # gloo, which torch shares gradients through, knows no other way
def test_two_processes_share_weights_gradients_and_wishes(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    meeting = new_meeting()
    workers = [context.Process(target=work, args=(rank, meeting, tmp_path)) for rank in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=PROCESS)
    assert [worker.exitcode for worker in workers] == [0, 0]
    for rank in (0, 1):
        begun, gradients, votes = torch.load(tmp_path / f"{rank}.pt")
        assert torch.equal(begun[0], torch.zeros(2, 3))
        assert torch.equal(gradients[0], torch.full((2, 3), 1.5))
        assert torch.equal(gradients[1], torch.arange(4.0) * 1.5)
        assert votes == [True, False]


def test_alone_gradients_stay_and_missing_ones_are_zero(tmp_path: Path) -> None:
    together = Together(0, 1, tmp_path / "nobody")
    weights = [nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(3))]
    weights[0].grad = torch.tensor([1.0, 2.0])
    together.share_gradients(weights)
    assert weights[0].grad.tolist() == [1.0, 2.0]
    assert weights[1].grad is not None
    assert weights[1].grad.tolist() == [0.0, 0.0, 0.0]
    assert together.any(True)
    assert not together.any(False)
