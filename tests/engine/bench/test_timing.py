"""What waits for the host is never recorded."""

import pytest
import torch

from engine.bench import timing
from engine.bench.timing import replayed


class Recorded:
    """A graph in name only."""

    def __init__(self, work: object) -> None:
        self.work = work

    def replay(self) -> None:
        """Do nothing."""


def nothing() -> None:
    """Do nothing either."""


def test_work_on_a_gpu_is_recorded_unless_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing, "StepGraph", Recorded)
    gpu = torch.device("cuda")
    assert replayed(nothing, torch.device("cpu")) is nothing
    assert replayed(nothing, gpu, waits_for_host=True) is nothing
    assert replayed(nothing, gpu) is not nothing
