"""The window keeps a core for itself."""

import os

import pytest
import torch

from engine.model.cores import leave_a_core_free


@pytest.mark.parametrize(("cores", "threads", "left"), [(8, 8, 7), (2, 2, 1), (1, 1, 1), (8, 3, 3)])
def test_one_core_stays_free(
    monkeypatch: pytest.MonkeyPatch, cores: int, threads: int, left: int
) -> None:
    before = torch.get_num_threads()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    try:
        torch.set_num_threads(threads)
        leave_a_core_free()
        assert torch.get_num_threads() == left
    finally:
        torch.set_num_threads(before)
