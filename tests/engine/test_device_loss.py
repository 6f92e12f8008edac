"""A graphics card that is gone: told from other errors by real messages, named, remembered."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from engine import device_loss
from engine.device_loss import device_is_lost, is_device_loss
from engine.errors import DeviceLostError
from engine.events import DenoiseStep, Draft, EngineEvent
from engine.loading import choose_device
from engine.memory_return import gpu_bytes, release_memory
from engine.model.lean import LeanDenoiser
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, make_request
from tests.tiny_checkpoint import make_checkpoint

_HINT = (
    "\nSearch for `cudaErrorIllegalAddress' in https://docs.nvidia.com/cuda/cuda-runtime-api/ for "
    "more information.\nCUDA kernel errors might be asynchronously reported at some other API call"
)

LOST = [
    ("AcceleratorError", f"CUDA error: an illegal memory access was encountered{_HINT}"),
    ("AcceleratorError", "CUDA error: unspecified launch failure"),
    ("AcceleratorError", "CUDA error: device-side assert triggered"),
    ("RuntimeError", "CUDA error: device-side assert triggered\nCompile with `TORCH_USE_CUDA_DSA`"),
    ("RuntimeError", "CUDA error: the launch timed out and was terminated"),
    ("RuntimeError", "CUDA error: misaligned address"),
    ("RuntimeError", "CUDA error: an illegal instruction was encountered"),
    ("RuntimeError", "CUDA error: uncorrectable ECC error encountered"),
    ("RuntimeError", "CUDA error: unknown error"),
    ("RuntimeError", "CUDA error: no CUDA-capable device is detected"),
    ("RuntimeError", "No CUDA-capable device is available"),
    ("RuntimeError", "CUDA error: all CUDA-capable devices are busy or unavailable"),
    ("RuntimeError", "CUDA error: CUDA-capable device(s) is/are busy or unavailable"),
    ("RuntimeError", "CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx(...)`"),
    ("RuntimeError", "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
    ("RuntimeError", "Triton Error [CUDA]: an illegal memory access was encountered"),
    ("RuntimeError", "Triton Error [CUDA]: unspecified launch failure"),
    ("RuntimeError", "NVRM: Xid (PCI:0000:01:00): 79, GPU has fallen off the bus."),
    ("RuntimeError", "Unable to determine the device handle: GPU is lost. Reboot the system"),
    ("RuntimeError", "CUDA driver error: device kernel image is invalid after reset"),
]
NOT_LOST = [
    ("OutOfMemoryError", "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 1 GiB free"),
    ("RuntimeError", "CUDA error: out of memory"),
    ("RuntimeError", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
    ("RuntimeError", "CUDA error: invalid argument"),
    ("RuntimeError", "[enforce fail] DefaultCPUAllocator: not enough memory"),
    ("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (4x8 and 9x4)"),
    ("RuntimeError", "Expected all tensors to be on the same device, cuda:0 and cpu"),
    ("RuntimeError", "an unknown error occurred while reading the tokenizer"),
    ("RecursionError", "maximum recursion depth exceeded"),
    ("ValueError", ""),
]


@pytest.fixture(autouse=True)
def _no_loss_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device_loss, "_lost", threading.Event())


@pytest.mark.parametrize(("kind", "words"), LOST)
def test_what_ends_the_card_for_the_process_is_told(kind: str, words: str) -> None:
    assert is_device_loss(kind, words)


@pytest.mark.parametrize(("kind", "words"), NOT_LOST)
def test_what_the_card_survives_is_no_loss(kind: str, words: str) -> None:
    assert not is_device_loss(kind, words)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Return an engine that runs every canvas up to the step cap."""
    folder = make_checkpoint(tmp_path / "wild", spread=0.7, settings=SETTINGS)
    return Engine.load(folder, device="cpu")


def _break_at(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    original: Callable[..., object] = LeanDenoiser.logits
    calls = iter(range(1, 1000))

    def failing(denoiser: LeanDenoiser, *args: object) -> object:
        if next(calls) == call:
            raise RuntimeError(LOST[1][1])
        return original(denoiser, *args)

    monkeypatch.setattr(LeanDenoiser, "logits", failing)


def _run(engine: Engine) -> tuple[list[EngineEvent], DeviceLostError]:
    told: list[EngineEvent] = []

    def listen() -> None:
        for event in engine.edit(make_request(max_steps=6), threading.Event()):
            told.append(event)

    with pytest.raises(DeviceLostError) as caught:
        listen()
    return told, caught.value


def test_a_run_ends_with_its_best_draft_and_the_loss_is_remembered(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _break_at(monkeypatch, 3)
    told, lost = _run(engine)
    steps = [event for event in told if isinstance(event, DenoiseStep)]
    assert [step.step for step in steps] == [1, 2]
    assert lost.draft is not None
    assert (lost.draft.text, lost.draft.steps) == (steps[-1].text, 2)
    assert "after step 2: start Anneal again" in str(lost)
    assert "unspecified launch failure" in str(lost)
    assert not any(isinstance(event, Draft) for event in told)
    assert device_is_lost()


def test_without_a_step_there_is_no_draft(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_at(monkeypatch, 1)
    _, lost = _run(engine)
    assert lost.draft is None
    assert "before the first step" in str(lost)


def test_what_is_loaded_after_a_loss_goes_onto_the_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device(None).type == "cuda"
    assert device_loss.note_device_loss(RuntimeError(LOST[0][1]))
    assert choose_device(None).type == "cpu"
    with pytest.raises(DeviceLostError, match="start Anneal again"):
        choose_device("cuda")


def test_a_loss_while_a_model_is_loaded_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_checkpoint(tmp_path / "tiny")

    def fail(_folder: Path) -> None:
        raise RuntimeError(LOST[0][1])

    monkeypatch.setattr("engine.session.read_checkpoint", fail)
    with pytest.raises(DeviceLostError, match="illegal memory access"):
        Engine.load(folder, device="cpu")
    assert device_is_lost()


def test_giving_memory_back_asks_nothing_of_a_card_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.cuda, "empty_cache", lambda: asked.append("empty"))
    monkeypatch.setattr(torch.cuda, "ipc_collect", lambda: asked.append("collect"))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda: 5)
    release_memory()
    assert asked == ["empty", "collect"]
    assert gpu_bytes() == 5
    device_loss.note_device_loss(RuntimeError(LOST[0][1]))
    release_memory()
    assert asked == ["empty", "collect"]
    assert gpu_bytes() is None
