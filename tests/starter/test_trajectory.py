"""A batch in flight: what its states ask for, and that a step of training moves it on."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch

import architecture as arch
from batches import EncodedExample, make_batch
from plan import Plan
from trainer import Trainer
from trajectory import LEAST, RIGHT, begin, draft_weight
from workers import Together

CANVAS = 16
DEVICE = torch.device("cpu")


@pytest.fixture(scope="module")
def trainer(tmp_path_factory: pytest.TempPathFactory) -> Trainer:
    """The real model, uncompiled: a test needs few steps."""
    meeting = tmp_path_factory.mktemp("meeting") / "nobody"
    tokens = [f"t{index}" for index in range(arch.VOCABULARY)]
    return Trainer(Plan(200, 7), DEVICE, tokens, Together(0, 1, meeting), compiled=False)


def example(seed: int) -> EncodedExample:
    rng = np.random.default_rng(seed)
    text = rng.integers(50, arch.VOCABULARY, 12)
    return EncodedExample(np.concatenate((np.full(3, 7), text)), text, text, 0)


def test_the_first_state_is_the_packed_batch() -> None:
    packed = make_batch(np.random.default_rng(1), [example(1), example(2)], 64, CANVAS)
    state = begin(packed, random.Random(0), DEVICE)
    assert state.ids.tolist() == packed.ids.tolist()
    assert state.target.tolist() == packed.clean[packed.segment > 0].tolist()
    assert state.weight.tolist() == packed.weight[packed.segment > 0].tolist()
    assert state.left >= 1
    assert state.signal is None


def test_more_is_asked_right_behind_what_is_right() -> None:
    target = torch.arange(10, 20)[None]
    canvas = target.clone()
    canvas[0, 4:] = 99
    nothing, all_text = torch.zeros_like(target, dtype=torch.bool), torch.ones(1, 10).bool()
    weight = draft_weight(canvas, target, nothing, all_text)[0]
    assert weight[:4].tolist() == pytest.approx([RIGHT] * 4)
    assert weight[4] == 1.0
    assert torch.all(weight[4:].diff() < 0)
    assert weight.min() >= LEAST


def test_a_mistake_that_was_accepted_weighs_more_than_noise_there() -> None:
    target = torch.arange(100, 140)[None]
    canvas = torch.full_like(target, 9)
    settled = torch.zeros_like(target, dtype=torch.bool)
    settled[0, 30] = True
    weight = draft_weight(canvas, target, settled, torch.ones_like(settled))[0]
    assert weight[30] >= 0.5 > 2 * weight[29]


def test_padding_weighs_a_tenth() -> None:
    target = torch.arange(10, 20)[None]
    text = torch.arange(10)[None] < 5
    weight = draft_weight(target, target, torch.zeros_like(text), text)[0]
    assert weight[0] == pytest.approx(RIGHT)
    assert weight[9] == pytest.approx(RIGHT / 10)


def test_a_step_moves_the_canvases_and_nothing_else(trainer: Trainer) -> None:
    packed = make_batch(np.random.default_rng(1), [example(1), example(2)], 64, CANVAS)
    choices = random.Random(0)
    state = begin(packed, choices, DEVICE)
    while state.left < 3:
        state = begin(packed, choices, DEVICE)
    figures, after = trainer.learn(state)
    assert figures[2] > 0
    assert after.left == state.left - 1
    outside = torch.from_numpy(packed.segment) <= 0
    assert torch.equal(after.ids[outside], state.ids[outside])
    assert not torch.equal(after.ids, state.ids)
    assert after.signal is not None
    assert torch.all(after.signal[outside] == 0)
    assert torch.all(after.signal[~outside].norm(dim=-1) > 0)
    assert trainer.learn(after)[1].left == after.left - 1


def test_what_is_learnt_again_and_again_is_known(trainer: Trainer) -> None:
    """Twenty steps on one text: the loss where it is asked for falls."""
    packed = make_batch(np.random.default_rng(1), [example(1), example(2)], 64, CANVAS)

    def loss() -> float:
        trainer.step += 1
        figures, _ = trainer.learn(begin(packed, random.Random(0), DEVICE))
        return float(figures[0] / figures[2])

    losses = [loss() for _ in range(21)]
    assert losses[-1] < 0.7 * losses[0]


def test_the_same_seed_gives_the_same_weights(trainer: Trainer) -> None:
    results = []
    for _ in range(2):
        fresh = Trainer(
            Plan(200, 8), DEVICE, ["x"] * arch.VOCABULARY, trainer.together, compiled=False
        )
        rng = np.random.default_rng(3)
        packed = (make_batch(rng, [example(seed)], 64, CANVAS) for seed in range(9))
        for _ in range(4):
            fresh.advance(packed)
        results.append([weight.detach().clone() for weight in fresh.parameters])
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(*results, strict=True))


def test_a_run_goes_on_from_its_saved_state(trainer: Trainer, tmp_path: Path) -> None:
    packed = make_batch(np.random.default_rng(1), [example(1), example(2)], 64, CANVAS)
    torch.save(trainer.state(), tmp_path / "state.pt")
    again = Trainer(trainer.plan, DEVICE, ["x"] * arch.VOCABULARY, trainer.together, compiled=False)
    again.restore(torch.load(tmp_path / "state.pt", weights_only=False))
    assert again.step == trainer.step
    for each in (trainer, again):
        each.step += 1
        each.learn(begin(packed, random.Random(0), DEVICE))
    for ours, theirs in zip(trainer.parameters, again.parameters, strict=True):
        assert torch.equal(ours, theirs)
