"""`anneal bench` without --quality: speed, memory and their limits, as tables or JSON."""

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from engine.bench.speed_report import SpeedReport
from engine.bench.speed_table import format_speed
from engine.cli_common import DONE, UsageError, put, say, show_progress
from engine.four_bit.recipe import DEFAULT_RECIPE, find_recipe
from engine.store.folder import resolve_checkpoint

if TYPE_CHECKING:
    import torch

    from engine.bench.speed import SpeedPlan
    from engine.model.loaded import LoadedModel

_STEPS = (8, 12, 16, 24)
_PROMPT_TOKENS = 512
_REPETITIONS = 5


def run(options: argparse.Namespace) -> int:
    """Measure and return the exit code; torch is imported here and not before."""
    steps = _steps(options.steps)
    prompt = _at_least_one("--prompt", options.prompt, _PROMPT_TOKENS)
    repetitions = _at_least_one("--repetitions", options.repetitions, _REPETITIONS)
    model, name = _synthetic(options, prompt) if options.synthetic else _loaded(options, prompt)
    from engine.bench.speed import SpeedPlan

    plan = SpeedPlan(name, bool(options.synthetic), steps, prompt, repetitions)
    say(f"{name}: canvases of {', '.join(map(str, steps))} steps, measured {repetitions} x each")
    report = _measure(model, plan)
    show_progress("")
    put(f"{json.dumps(asdict(report))}\n" if options.json else format_speed(report))
    return DONE


def _steps(wish: str | None) -> tuple[int, ...]:
    """Return the numbers of steps that the person asked for."""
    if wish is None:
        return _STEPS
    parts = wish.split(",")
    if not all(part.isascii() and part.isdigit() and int(part) for part in parts):
        raise UsageError(f"--steps takes numbers from 1 on with commas between, not {wish!r}")
    return tuple(dict.fromkeys(map(int, parts)))


def _at_least_one(flag: str, wish: int | None, usual: int) -> int:
    """Return a number that the person asked for, or the usual one."""
    if wish is None:
        return usual
    if wish < 1:
        raise UsageError(f"{flag} must be at least 1")
    return wish


def _loaded(options: argparse.Namespace, prompt: int) -> "tuple[LoadedModel, str]":
    """Load the checkpoint that the person named; no tokenizer is needed, ids are enough."""
    from engine.model.checkpoint import read_checkpoint
    from engine.model.loader import compute_dtype, load_model
    from engine.model.memory import device_memory
    from engine.plan.stored import with_room

    device = _device()
    checkpoint = read_checkpoint(resolve_checkpoint(options.model))
    checkpoint = with_room(checkpoint, device_memory(device))
    _check_context(prompt, checkpoint.canvas_length, checkpoint.context_length)
    show_progress(f"loading {checkpoint.name}")
    return load_model(checkpoint, device, compute_dtype(device)), checkpoint.name


def _synthetic(options: argparse.Namespace, prompt: int) -> "tuple[LoadedModel, str]":
    """Make the 26B model of random weights, or a part of it."""
    from engine.bench.synthetic import (
        NAME,
        build_synthetic,
        check_room,
        synthetic_config,
        transformers_config,
    )
    from engine.model.loader import compute_dtype
    from engine.model.memory import device_memory
    from engine.plan.shape import read_shape

    recipe = find_recipe(options.recipe or DEFAULT_RECIPE.name)
    try:
        config = synthetic_config(options.layers)
    except ValueError as error:
        raise UsageError(f"--layers: {error}") from error
    shape = read_shape(config.values)
    _check_context(prompt, shape.canvas, shape.context_length)
    device = _device()
    check_room(config, recipe, device_memory(device), prompt + shape.canvas)
    show_progress(f"making {NAME}")
    dtype = compute_dtype(device)
    return build_synthetic(transformers_config(config), recipe, device, dtype), NAME


def _device() -> "torch.device":
    """Return the device at hand: a GPU where there is one."""
    import torch

    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def _check_context(prompt: int, canvas: int, context: int) -> None:
    """Raise where prompt and canvas are longer than the model's context."""
    if prompt + canvas > context:
        raise UsageError(
            f"a prompt of {prompt:,} tokens and a canvas of {canvas:,} do not fit into the "
            f"context of {context:,}: take --prompt {max(context - canvas, 0)} or less"
        )


def _measure(model: "LoadedModel", plan: "SpeedPlan") -> SpeedReport:
    """Measure, and word a lack of memory.

    Raises:
        OutOfMemoryError: memory ran out.
    """
    from engine.bench.speed import measure_speed
    from engine.errors import OutOfMemoryError
    from engine.model.memory import is_out_of_memory

    try:
        return measure_speed(model, plan, lambda doing: show_progress(f"measuring: {doing}"))
    except (MemoryError, RuntimeError) as error:
        if not is_out_of_memory(error):
            raise
        raise OutOfMemoryError(
            f"memory ran out while {plan.name} was measured with {plan.prompt_tokens:,} tokens "
            f"read: take a shorter --prompt, or close other programs ({error})"
        ) from error
