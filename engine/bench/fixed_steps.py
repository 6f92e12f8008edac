"""Refines canvases in a fixed number of steps and takes the time; knows no checkpoint.

The steps are those of ``engine.denoise``, each read by the host as an editor reads it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch

from engine.bench.speed_report import FirstDraft, StepsFigures, Times
from engine.bench.timing import wait_for
from engine.canvas import CanvasPlan
from engine.denoise import Refiner, denoise
from engine.sampling import Sampling

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Task:
    """What is refined.

    Attributes:
        device: of the model.
        prompt: int64 [P], what is read first; on the device.
        canvas_length: positions of a canvas.
        vocabulary: number of token ids.
        seed: of the noise and the draws; a repetition adds its number.
    """

    device: torch.device
    prompt: torch.Tensor
    canvas_length: int
    vocabulary: int
    seed: int

    def noise(self) -> CanvasPlan:
        """Return canvases that start from nothing but noise."""
        return CanvasPlan(
            length=self.canvas_length,
            vocabulary=self.vocabulary,
            source=(),
            pad=0,
            strength=1.0,
            pins={},
            forbidden=(),
        )


def make_task(
    *, device: torch.device, prompt_tokens: int, canvas_length: int, vocabulary: int, seed: int
) -> Task:
    """Return a task whose prompt is random tokens."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, vocabulary, (prompt_tokens,), generator=generator)
    return Task(device, ids.to(device), canvas_length, vocabulary, seed)


def endless(steps: int) -> Sampling:
    """Return settings under which a canvas takes exactly ``steps`` steps.

    In so many steps the draft can stay the same for one less, and so never long enough.
    """
    return Sampling(max_steps=steps, stability_threshold=steps)


def refine_canvas(
    refiner: Refiner, task: Task, steps: int, repetition: int, clock: Clock = time.perf_counter
) -> Iterator[float]:
    """Refine one canvas and yield how long each step took, in seconds.

    Args:
        refiner: has read the prompt.
        task: what is refined.
        steps: of the canvas.
        repetition: its number, from 0: each has other noise.
        clock: the time in seconds.

    Raises:
        RuntimeError: another number of steps was done.
    """
    generator = torch.Generator(task.device).manual_seed(task.seed + repetition)
    passes = denoise(
        refiner,
        task.noise(),
        endless(steps),
        canvases=1,
        end_ids=(),
        generator=generator,
        cancel=threading.Event(),
    )
    wait_for(task.device)
    before = clock()
    done = 0
    for _ in passes:
        now = clock()
        yield now - before
        before = now
        done += 1
    if done != steps:
        raise RuntimeError(f"{done} steps were done in place of {steps}")


def measure_steps(
    refiner: Refiner,
    task: Task,
    steps: int,
    repetitions: int,
    clock: Clock = time.perf_counter,
) -> StepsFigures:
    """Time canvases of ``steps`` steps behind the same prompt.

    Args:
        refiner: has read the prompt and refined a canvas already: warming up is not counted.
        task: what is refined.
        steps: of each canvas.
        repetitions: how many canvases.
        clock: the time in seconds.
    """
    seconds = [
        second
        for repetition in range(repetitions)
        for second in refine_canvas(refiner, task, steps, repetition, clock)
    ]
    tokens = repetitions * task.canvas_length
    return StepsFigures(steps, len(seconds), Times.of(seconds), tokens / sum(seconds))


def measure_first_draft(
    open_refiner: Callable[[], Refiner],
    task: Task,
    repetitions: int,
    clock: Clock = time.perf_counter,
) -> FirstDraft:
    """Time how soon there is something to show; the first run warms up and is not counted.

    Args:
        open_refiner: gives one that has read nothing.
        task: what is read and refined.
        repetitions: how often.
        clock: the time in seconds.
    """
    prompts, wholes = [], []
    for repetition in range(repetitions + 1):
        refiner = open_refiner()
        wait_for(task.device)
        start = clock()
        refiner.extend(task.prompt)
        wait_for(task.device)
        read = clock() - start
        steps = sum(refine_canvas(refiner, task, 1, repetition, clock))
        if repetition:
            prompts.append(read)
            wholes.append(read + steps)
    return FirstDraft(Times.of(wholes), Times.of(prompts))
