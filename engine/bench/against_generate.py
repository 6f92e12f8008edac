"""Times transformers' own ``generate`` beside the engine, on the same weights and prompt."""

import statistics
from collections.abc import Callable
from typing import cast

import torch
from transformers.generation.streamers import BaseStreamer
from transformers.models.diffusion_gemma.generation_diffusion_gemma import (
    DiffusionGemmaGenerationConfig,
    EntropyBoundSamplerConfig,
)
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)

from engine.bench.fixed_steps import Task, endless, refine_canvas
from engine.bench.speed_report import Comparison, Rival
from engine.bench.timing import seconds_of
from engine.denoise import FullLogits, Refiner
from engine.model.loaded import LoadedModel
from engine.model.memory import is_out_of_memory
from engine.model.text_model import quiet_transformers

_UNIT = "s"


class StepCounter(BaseStreamer):
    """Counts the drafts that ``generate`` hands out."""

    def __init__(self) -> None:
        self.steps = 0

    def put(self, value: torch.Tensor) -> None:
        """Leave a finished canvas alone."""

    def put_draft(self, value: torch.Tensor) -> None:
        """Count a step."""
        del value
        self.steps += 1

    def end(self) -> None:
        """Do nothing at the end."""


def compare_with_generate(
    model: LoadedModel, task: Task, steps: tuple[int, ...], repetitions: int
) -> Comparison:
    """Time prompt and canvas at each number of steps, one after the other, and take medians.

    Args:
        model: its modules are what ``generate`` runs.
        task: prompt and canvas of both.
        steps: numbers of steps.
        repetitions: how often each runs; once more before, to warm up.
    """
    if any(weight.is_meta for weight in model.network.parameters()):
        return Comparison(
            "nothing: transformers' modules hold no weights of a 4-bit checkpoint, so `generate` "
            "cannot run; measure the checkpoint that it was made from",
            _UNIT,
            (),
        )
    try:
        with quiet_transformers():
            rivals = tuple(_compare(model, task, count, repetitions) for count in steps)
    except RuntimeError as error:
        if not is_out_of_memory(error):
            raise
        return Comparison(
            f"nothing: there is too little memory for `generate` beside the engine ({error})",
            _UNIT,
            (),
        )
    counted = "median time of reading the prompt and all steps of one canvas, each handed out"
    return Comparison(counted, _UNIT, rivals)


def _compare(model: LoadedModel, task: Task, steps: int, repetitions: int) -> Rival:
    """Run both in turns."""
    ours, theirs = [], []

    def open_ours() -> Refiner:
        return FullLogits(model.denoiser())

    for repetition in range(repetitions + 1):
        mine = seconds_of(_our_run(open_ours, task, steps, repetition), task.device)
        other = seconds_of(_their_run(model.network, task, steps, repetition), task.device)
        if repetition:
            ours.append(mine)
            theirs.append(other)
    here, there = statistics.median(ours), statistics.median(theirs)
    return Rival(steps, here, there, there / here)


def _our_run(
    open_refiner: Callable[[], Refiner], task: Task, steps: int, repetition: int
) -> Callable[[], None]:
    """Return a run of the engine from the prompt's ids to the last draft."""

    def run() -> None:
        refiner = open_refiner()
        refiner.extend(task.prompt)
        for _ in refine_canvas(refiner, task, steps, repetition):
            pass

    return run


def _their_run(
    network: DiffusionGemmaForBlockDiffusion, task: Task, steps: int, repetition: int
) -> Callable[[], None]:
    """Return the same run of ``generate``.

    Raises:
        RuntimeError: when run, where it did another number of steps.
    """
    sampling = endless(steps)
    config = DiffusionGemmaGenerationConfig(
        max_new_tokens=task.canvas_length,
        max_denoising_steps=steps,
        sampler_config=EntropyBoundSamplerConfig(entropy_bound=sampling.entropy_bound),
        t_min=sampling.t_min,
        t_max=sampling.t_max,
        stability_threshold=sampling.stability_threshold,
        confidence_threshold=sampling.confidence_threshold,
        pad_token_id=0,
        eos_token_id=[0],
    )
    prompt = cast("torch.LongTensor", task.prompt[None])

    def run() -> None:
        counter = StepCounter()
        with torch.random.fork_rng(devices=[task.device] if task.device.type == "cuda" else []):
            torch.manual_seed(task.seed + repetition)
            network.generate(prompt, streamer=counter, generation_config=config)
        if counter.steps != steps:
            raise RuntimeError(f"generate did {counter.steps} steps in place of {steps}")

    return run
