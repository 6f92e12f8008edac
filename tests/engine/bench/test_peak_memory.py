"""The peak is of all that a process holds, not of torch's own memory alone."""

import pytest
import torch

from engine.bench import peak_memory as module
from engine.bench.peak_memory import peak_memory


def test_on_a_gpu_the_context_is_counted_beside_the_peak_of_torch(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _device: (20, 32))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _device: 9)
    monkeypatch.setattr(torch.cuda, "max_memory_reserved", lambda _device: 15)
    # 12 are taken, 9 of them by torch; 3 are the context's, and torch once had 15.
    assert peak_memory(torch.device("cuda")).nbytes == 18


def test_on_the_cpu_what_was_freed_again_is_counted() -> None:
    before = peak_memory(torch.device("cpu")).nbytes
    held = torch.ones(2**26)
    del held
    after = peak_memory(torch.device("cpu")).nbytes
    assert before is not None
    assert after is not None
    assert after >= before > 2**26
    assert after >= 2**28


def test_a_system_that_does_not_tell_has_no_peak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STATUS", module._STATUS / "nowhere")
    assert peak_memory(torch.device("cpu")).nbytes is None
