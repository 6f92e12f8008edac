"""Parity with transformers' generate for the model that ships, on prompts that it was taught."""

from dataclasses import replace

import pytest
import torch

from engine.denoise import LoopStep
from engine.model.checkpoint import Checkpoint, read_checkpoint
from engine.model.loaded import LoadedModel
from engine.model.loader import compute_dtype, load_model
from engine.model.reference import ReferenceDenoiser
from engine.model.tokenizer_file import load_tokenizer
from engine.paths import starter_folder
from engine.plain_tokenizer import PlainTokenizer
from engine.presets import starter_presets
from engine.prompt import build_prompt, load_template
from engine.request import EditRequest, Span
from tests.reference_run import Wish, engine_steps, reference_drafts

PASSAGE = (
    "The editor keeps every draft beside the text, so nothing is lost when you change your mind."
)
PRESETS = starter_presets()


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    return read_checkpoint(starter_folder())


@pytest.fixture(scope="module")
def model(checkpoint: Checkpoint) -> LoadedModel:
    device = torch.device("cpu")
    return load_model(checkpoint, device, compute_dtype(device))


def make_wish(checkpoint: Checkpoint, case: int, max_steps: int, passage: str = PASSAGE) -> Wish:
    """Return the run of one preset with a seed of its own."""
    preset = PRESETS[case % len(PRESETS)]
    request = EditRequest(
        case, 0, Span(0, len(passage)), "# Title\n\n", passage, "\n", preset.instruction
    )
    prompt = build_prompt(
        request,
        PlainTokenizer(load_tokenizer(checkpoint)),
        load_template(checkpoint.template),
        context_tokens=checkpoint.context_tokens,
    )
    sampling = replace(checkpoint.sampling, max_steps=max_steps)
    return Wish(prompt.ids, 1 + case % 2, checkpoint.end_ids, sampling, case)


def check(model: LoadedModel, wish: Wish) -> list[LoopStep]:
    steps = engine_steps(model, wish)
    assert [step.ids for step in steps] == reference_drafts(model.network, wish)
    return steps


@pytest.mark.parametrize("case", range(6))
def test_drafts_equal_those_of_generate(
    checkpoint: Checkpoint, model: LoadedModel, case: int
) -> None:
    assert check(model, make_wish(checkpoint, case, 8))


def test_a_whole_run_equals_that_of_generate(checkpoint: Checkpoint, model: LoadedModel) -> None:
    wish = make_wish(checkpoint, 10, checkpoint.sampling.max_steps)
    steps = check(model, wish)
    assert steps[-1].last


@pytest.mark.parametrize("case", range(11, 13))
def test_a_whole_run_of_a_long_passage_equals_that_of_generate(
    checkpoint: Checkpoint, model: LoadedModel, case: int
) -> None:
    """Many steps over full canvases: what rounds otherwise once in a million numbers shows here."""
    wish = make_wish(checkpoint, case, checkpoint.sampling.max_steps, " ".join([PASSAGE] * 4))
    assert check(model, wish)[-1].last


def test_logits_equal_those_of_transformers(checkpoint: Checkpoint, model: LoadedModel) -> None:
    """For a prompt and a first and a second step, to the last bit."""
    prompt = torch.tensor(make_wish(checkpoint, 0, 2).prompt)
    denoisers = (model.denoiser(), ReferenceDenoiser(model.network))
    scores = None
    for seed in range(2):
        canvas = torch.randint(
            checkpoint.vocabulary,
            (checkpoint.canvas_length,),
            generator=torch.Generator().manual_seed(seed),
        )
        results = []
        for denoiser in denoisers:
            if scores is None:
                denoiser.extend(prompt)
            given = None if scores is None else scores.clone()
            results.append(denoiser.logits(canvas, given).clone())
        assert torch.equal(*results)
        scores = results[0] / 0.8
