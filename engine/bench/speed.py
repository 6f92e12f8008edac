"""Measures a loaded model: steps, first draft, memory, roof, and what it is compared with.

The order matters: memory is read when all steps are done and before anything else takes some.
Knows no files and no terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import torch

from engine.bench.against_generate import compare_with_generate
from engine.bench.autoregressive import make_decoder, measure_autoregressive
from engine.bench.fixed_steps import (
    Task,
    make_task,
    measure_first_draft,
    measure_steps,
    refine_canvas,
)
from engine.bench.part_times import time_parts
from engine.bench.peak_memory import peak_memory
from engine.bench.roofline import against_roof, measure_roof
from engine.bench.speed_report import Machine, PartFigures, Roof, SpeedReport, StepsFigures, Subject
from engine.bench.step_work import step_work
from engine.denoise import Refiner
from engine.machine import package_version
from engine.model.describe import device_name
from engine.model.loaded import LoadedModel
from engine.model.refiners import Refiners

_WARM_UP_STEPS = 3


@dataclass(frozen=True, slots=True)
class SpeedPlan:
    """What is measured.

    Attributes:
        name: of the model, for people.
        synthetic: its weights are random.
        steps: of a canvas; each number is measured.
        prompt_tokens: that are read before a canvas.
        repetitions: of every figure.
        seed: of prompt, noise and draws.
    """

    name: str
    synthetic: bool
    steps: tuple[int, ...]
    prompt_tokens: int
    repetitions: int
    seed: int = 0


def measure_speed(model: LoadedModel, plan: SpeedPlan, tell: Callable[[str], None]) -> SpeedReport:
    """Measure everything.

    Args:
        model: has room for prompt and canvas in its context.
        plan: what is measured.
        tell: hears what is being done.
    """
    config = model.network.config
    text = config.get_text_config()
    task = make_task(
        device=model.device,
        prompt_tokens=plan.prompt_tokens,
        canvas_length=int(config.canvas_length or 0),
        vocabulary=text.vocab_size,
        seed=plan.seed,
    )
    refiners = Refiners(
        model,
        canvas_length=task.canvas_length,
        context=plan.prompt_tokens + task.canvas_length,
    )
    tell("first draft")
    first_draft = measure_first_draft(refiners.open, task, plan.repetitions)
    steps = _measure_all_steps(refiners.open(), task, plan, tell)
    peak = peak_memory(model.device)
    tell("the device's limits")
    roof = measure_roof(model.device, model.dtype)
    tell("parts of a step")
    parts = _hold_parts(model, task, plan, roof, steps)
    tell("one token a pass")
    decoder = make_decoder(model, plan.prompt_tokens + task.canvas_length)
    autoregressive = measure_autoregressive(decoder, task.prompt, task.canvas_length, steps)
    tell("transformers' generate")
    generate = compare_with_generate(model, task, plan.steps, plan.repetitions)
    return SpeedReport(
        machine=_machine(model.device),
        model=Subject(
            name=plan.name,
            synthetic=plan.synthetic,
            recipe=model.recipe,
            dtype=str(model.dtype).removeprefix("torch."),
            layers=text.num_hidden_layers,
            parameters=model.parameters,
            weight_bytes=model.weight_bytes,
            canvas_tokens=task.canvas_length,
            prompt_tokens=plan.prompt_tokens,
            repetitions=plan.repetitions,
            seed=plan.seed,
        ),
        first_draft=first_draft,
        steps=steps,
        peak=peak,
        roof=roof,
        parts=parts,
        generate=generate,
        autoregressive=autoregressive,
    )


def _measure_all_steps(
    refiner: Refiner, task: Task, plan: SpeedPlan, tell: Callable[[str], None]
) -> tuple[StepsFigures, ...]:
    """Read the prompt once, refine a short canvas to warm up, then measure."""
    refiner.extend(task.prompt)
    for _ in refine_canvas(refiner, task, _WARM_UP_STEPS, 0):
        pass
    figures = []
    for steps in plan.steps:
        tell(f"canvases of {steps} steps")
        figures.append(measure_steps(refiner, task, steps, plan.repetitions))
    return tuple(figures)


def _hold_parts(
    model: LoadedModel, task: Task, plan: SpeedPlan, roof: Roof, steps: tuple[StepsFigures, ...]
) -> tuple[PartFigures, ...]:
    """Hold a step against the roof; its time is that of the longest canvas."""
    longest = max(steps, key=lambda figures: figures.steps)
    return against_roof(
        step_work(model, plan.prompt_tokens),
        roof,
        time_parts(model, task, plan.repetitions),
        longest.step.median_ms,
    )


def _machine(device: torch.device) -> Machine:
    return Machine(
        device=device.type,
        device_name=device_name(device),
        threads=torch.get_num_threads(),
        torch=torch.__version__,
        transformers=package_version("transformers") or "",
        triton=package_version("triton"),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
    )
