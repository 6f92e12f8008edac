"""Looks at the machine and at the checkpoints: what is installed, what would load, and why not.

Loads small checkpoints to see that they work; knows no Qt.
"""

import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CheckpointError, OutOfMemoryError, RuntimeInstallError
from engine.files import free_bytes
from engine.four_bit.recipe import DEFAULT_RECIPE, RECIPES, Recipe, find_recipe
from engine.machine import (
    GpuReport,
    MainMemory,
    kernel_hindrance,
    look_for_gpus,
    main_memory,
    package_version,
)
from engine.paths import checkpoints_folder
from engine.plan.fit import (
    USUAL_CONTEXT,
    DeviceMemory,
    Fit,
    PlannedModel,
    fit,
    fit_as_loaded,
)
from engine.plan.memory_plan import Place, plan_memory
from engine.plan.shape import LARGE
from engine.plan.stored import planned
from engine.plan.table import LARGE_NAME
from engine.plan.weights import computed_parts
from engine.runtime.activate import RuntimeInUse, runtime_in_use
from engine.runtime.survey import lock_here, status
from engine.sizes import gigabytes
from engine.store.folder import StoredCheckpoint, list_checkpoints
from engine.store.verify import verify_checkpoint

PACKAGES = (
    "torch",
    "transformers",
    "safetensors",
    "tokenizers",
    "bitsandbytes",
    "numpy",
    "PySide6-Essentials",
    "Pygments",
    "markdown-it-py",
    "mdit-py-plugins",
    "platformdirs",
)
# Compiles the 4-bit kernels: needed where there is a GPU, and torch brings it there.
GPU_PACKAGE = "triton"
# Checkpoints up to this size are loaded to see whether they work; it takes about a second.
TRIAL_BYTES = 2**28

TryLoad = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a checkpoint would load here.

    Attributes:
        name: what ``--model`` takes.
        folder: where it lies.
        weight_bytes: size of its weight files.
        usable: it would load.
        words: why, or why not and what to do.
        fit: what of its memory plan is free; ``None`` where its files cannot be used, or where
            the memory of this machine is not known.
    """

    name: str
    folder: Path
    weight_bytes: int
    usable: bool
    words: str
    fit: Fit | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that `anneal doctor` tells; disk in bytes.

    Attributes:
        anneal: version of the program.
        python: version of Python.
        system: name and version of the operating system.
        packages: versions by name, ``None`` for a missing package.
        runtime: the packages that run models, and why these.
        runtime_advice: what would be better, "" where nothing would be.
        gpu: what was found of GPUs.
        memory: of the machine, ``None`` where unknown.
        disk_free: where checkpoints are kept.
        disk_words: what of it the 26B model would take.
        checkpoints_folder: where the person's own checkpoints are kept.
        checkpoints: a verdict on every checkpoint.
        large_model: whether the 26B model would run here.
        would_load: the checkpoint that the editor starts with, empty where none can be loaded.
        problems: what stands in the way, each with what to do; empty where all is well.
    """

    anneal: str
    python: str
    system: str
    packages: dict[str, str | None]
    runtime: RuntimeInUse
    runtime_advice: str
    gpu: GpuReport
    memory: MainMemory | None
    disk_free: int
    disk_words: str
    checkpoints_folder: Path
    checkpoints: tuple[Verdict, ...]
    large_model: str
    would_load: str
    problems: tuple[str, ...]


def diagnose(try_load: TryLoad) -> Diagnosis:
    """Look at everything; takes the seconds that torch needs to start.

    Args:
        try_load: loads a checkpoint folder, or raises what stands in the way.
    """
    packages = {name: package_version(name) for name in (*PACKAGES, GPU_PACKAGE)}
    gpu = look_for_gpus(packages["torch"])
    memory = main_memory()
    device = _device(gpu, memory)
    verdicts = tuple(judge(stored, device, try_load) for stored in list_checkpoints())
    would_load = next((verdict.name for verdict in verdicts if verdict.usable), "")
    folder = checkpoints_folder()
    disk_free = free_bytes(folder)
    return Diagnosis(
        anneal=package_version("anneal") or "not installed",
        python=platform.python_version(),
        system=platform.platform(),
        packages=packages,
        runtime=runtime_in_use(),
        runtime_advice=_runtime_advice(),
        gpu=gpu,
        memory=memory,
        disk_free=disk_free,
        disk_words=disk_words(disk_free),
        checkpoints_folder=folder,
        checkpoints=verdicts,
        large_model=large_model_words(device),
        would_load=would_load,
        problems=tuple(_problems(packages, gpu, would_load)),
    )


def judge(stored: StoredCheckpoint, device: DeviceMemory | None, try_load: TryLoad) -> Verdict:
    """Say whether a checkpoint would load.

    Args:
        stored: the checkpoint.
        device: where it would run, ``None`` where its memory is not known.
        try_load: as in ``diagnose``.
    """

    def verdict(usable: bool, words: str, found: Fit | None = None) -> Verdict:
        return Verdict(stored.name, stored.folder, stored.weight_bytes, usable, words, found)

    try:
        checkpoint = verify_checkpoint(stored.folder)
        if stored.weight_bytes <= TRIAL_BYTES:
            try_load(stored.folder)
        model = planned(checkpoint)
    except (CheckpointError, OutOfMemoryError, ImportError) as error:
        return verdict(False, str(error))
    if device is None:
        return verdict(True, "how much memory is free is not known on this system")
    found = fit_as_loaded(model, device)
    return verdict(found.fits, found.words, found)


def large_model_words(device: DeviceMemory | None) -> str:
    """Say whether the 26B model would run on this machine.

    Args:
        device: where models run here, ``None`` where its memory is not known.
    """
    if device is not None and device.place is Place.GPU:
        found = fit(PlannedModel(LARGE_NAME, LARGE, DEFAULT_RECIPE), device)
        fitting = f"{LARGE_NAME} fits: in the recipe {DEFAULT_RECIPE.name} it {found.words}"
        return fitting if found.fits else found.words
    leanest = min(RECIPES, key=_weight_bytes)
    usual, least = (
        gigabytes(plan_memory(LARGE, recipe, USUAL_CONTEXT).total)
        for recipe in (DEFAULT_RECIPE, leanest)
    )
    return (
        f"{LARGE_NAME} needs an NVIDIA graphics card with {usual} free in the recipe "
        f"{DEFAULT_RECIPE.name}, or {least} in the recipe {leanest.name}, and there is none that "
        "torch can use: the starter model runs without"
    )


def disk_words(free: int) -> str:
    """Say what the 26B model would take of ``free`` bytes of disk."""
    source, target = _weight_bytes(find_recipe("plain")), _weight_bytes(DEFAULT_RECIPE)
    room = "room" if source + target <= free else "no room"
    return (
        f"the 26B model takes about {gigabytes(source)} as it is published and "
        f"{gigabytes(target)} more in 4 bits: there is {room} for both"
    )


def _runtime_advice() -> str:
    try:
        return status(lock_here()).advice
    except RuntimeInstallError:
        return "install Anneal again: its list of what a runtime is made of is damaged"


def _device(gpu: GpuReport, memory: MainMemory | None) -> DeviceMemory | None:
    """Return where models run: on the first GPU, which torch takes, else on the CPU."""
    if gpu.gpus:
        first = gpu.gpus[0]
        return DeviceMemory(Place.GPU, first.free_bytes, first.total_bytes, started=True)
    return None if memory is None else DeviceMemory(Place.CPU, memory.free, memory.total)


def _problems(packages: dict[str, str | None], gpu: GpuReport, would_load: str) -> list[str]:
    """Return what stands in the way, each with what to do."""
    problems = []
    optional = set() if gpu.gpus else {GPU_PACKAGE}
    missing = [name for name, found in packages.items() if not found and name not in optional]
    if missing:
        problems.append(f"missing packages: {', '.join(missing)}; `make run` installs them")
    problems += [f"{card.name}: {card.words}" for card in gpu.gpus[:1] if not card.usable]
    if gpu.gpus and (hindrance := kernel_hindrance()):
        problems.append(hindrance)
    if not would_load:
        problems.append(
            "no checkpoint can be loaded: the editor works, rewriting does not. The starter model "
            "belongs into resources/starter of Anneal's folder"
        )
    return problems


def _weight_bytes(recipe: Recipe) -> int:
    return sum(part.nbytes for part in computed_parts(LARGE, recipe))
