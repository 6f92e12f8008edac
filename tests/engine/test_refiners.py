"""Which refiner a run gets, and what is kept of it for the next."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from engine.denoise import FullLogits
from engine.events import Draft, PromptReady
from engine.fused.denoiser import FusedDenoiser
from engine.model.checkpoint import read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from engine.model.nf4 import quantize_nf4
from engine.model.refiners import Refiners
from engine.model.tokenizer_file import load_tokenizer
from engine.prompt import load_template
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, make_request, run, steps_of, without_seconds
from tests.tiny_checkpoint import make_checkpoint

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("model") / "tiny", settings=SETTINGS)


@pytest.fixture(scope="module")
def on_cpu(folder: Path) -> LoadedModel:
    return load_model(read_checkpoint(folder), CPU, torch.float32)


@pytest.fixture
def as_on_gpu(on_cpu: LoadedModel) -> LoadedModel:
    """A model without an output layer of its own, as one in 4 bits on a GPU."""
    return replace(on_cpu, head=None)


def lend(model: LoadedModel) -> Refiners:
    return Refiners(model, canvas_length=16, context=256)


def test_a_model_on_the_cpu_keeps_all_logits(on_cpu: LoadedModel) -> None:
    with lend(on_cpu).lend() as refiner:
        assert isinstance(refiner, FullLogits)


def test_the_fused_denoiser_serves_one_run_after_the_other(as_on_gpu: LoadedModel) -> None:
    refiners = lend(as_on_gpu)
    with refiners.lend() as first:
        assert isinstance(first, FusedDenoiser)
    with refiners.lend() as second:
        assert second is first


def test_what_was_prepared_is_lent(as_on_gpu: LoadedModel, on_cpu: LoadedModel) -> None:
    refiners = lend(as_on_gpu)
    refiners.prepare(1000)
    with refiners.lend() as refiner:
        refiner.extend(torch.arange(40))
        assert isinstance(refiner, FusedDenoiser)
    lend(on_cpu).prepare(1000)


def test_what_an_error_left_is_not_lent_again(as_on_gpu: LoadedModel) -> None:
    refiners = lend(as_on_gpu)
    with pytest.raises(MemoryError), refiners.lend() as first:
        raise MemoryError
    with refiners.lend() as second:
        assert second is not first


def test_logits_that_are_not_kept_are_not_given(as_on_gpu: LoadedModel) -> None:
    with pytest.raises(ValueError, match="no logits"):
        as_on_gpu.denoiser()


def test_an_edit_runs_on_the_fused_denoiser(folder: Path, as_on_gpu: LoadedModel) -> None:
    """Twice the same: nothing of a run is left for the next."""
    checkpoint = read_checkpoint(folder)
    engine = Engine(
        checkpoint, as_on_gpu, load_tokenizer(checkpoint), load_template(checkpoint.template)
    )
    runs = [run(engine, make_request(max_steps=5)) for _ in range(2)]
    for events in runs:
        assert isinstance(events[0], PromptReady)
        assert len(steps_of(events)) > 1
        assert isinstance(events[-1], Draft)
    assert without_seconds(runs[0]) == without_seconds(runs[1])


def test_experts_that_are_not_in_nf4_keep_the_host_waiting(on_cpu: LoadedModel) -> None:
    lean = on_cpu.lean
    assert lean is not None
    assert lean.waits_for_host
    layers = tuple(
        replace(
            layer,
            gate_up=quantize_nf4(torch.ones(4, 32, 32)),
            down=quantize_nf4(torch.ones(4, 32, 16)),
        )
        for layer in lean.decoder_layers
    )
    assert not replace(lean, decoder_layers=layers).waits_for_host
    assert replace(lean, decoder_layers=(*layers[1:], lean.decoder_layers[0])).waits_for_host
