"""Looks at the machine: what is installed, what it has, and which checkpoints it can run.

Imports torch to ask it for GPUs, and loads small checkpoints to see that they work; knows no Qt.
"""

import platform
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.errors import CheckpointError
from engine.store.folder import StoredCheckpoint, checkpoints_folder, list_checkpoints
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
# What the libraries and one run take besides the weights.
WORKING_BYTES = 600 * 2**20
# Checkpoints up to this size are loaded to see whether they work; it takes about a second.
TRIAL_BYTES = 2**28

TryLoad = Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU that torch can use; memory in bytes, the capability as NVIDIA writes it ("8.9")."""

    name: str
    capability: str
    total_bytes: int
    free_bytes: int


@dataclass(frozen=True, slots=True)
class GpuReport:
    """What was found of GPUs.

    Attributes:
        driver: version of the NVIDIA driver, empty where there is none.
        gpus: those that torch can use.
        words: what that means for the person.
    """

    driver: str
    gpus: tuple[Gpu, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a checkpoint would load here, and why, in words."""

    name: str
    folder: Path
    weight_bytes: int
    usable: bool
    words: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All that `anneal doctor` tells; memory and disk in bytes, ``None`` where unknown.

    Attributes:
        anneal: version of the program.
        python: version of Python.
        system: name and version of the operating system.
        packages: versions by name, ``None`` for a missing package.
        gpu: what was found of GPUs.
        memory_total: of the machine.
        memory_free: what programs can still take.
        disk_free: where checkpoints are kept.
        checkpoints_folder: where the person's own checkpoints are kept.
        checkpoints: a verdict on every checkpoint.
        would_load: the checkpoint that the editor starts with, empty where none can be loaded.
        problems: what stands in the way, each with what to do; empty where all is well.
    """

    anneal: str
    python: str
    system: str
    packages: dict[str, str | None]
    gpu: GpuReport
    memory_total: int | None
    memory_free: int | None
    disk_free: int
    checkpoints_folder: Path
    checkpoints: tuple[Verdict, ...]
    would_load: str
    problems: tuple[str, ...]


def diagnose(try_load: TryLoad) -> Diagnosis:
    """Look at everything; takes the seconds that torch needs to start.

    Args:
        try_load: loads a checkpoint folder, or raises what stands in the way.
    """
    packages = {name: _version(name) for name in PACKAGES}
    gpu = _look_for_gpus(packages["torch"])
    memory_total, memory_free = _memory()
    room = gpu.gpus[0].free_bytes if gpu.gpus else memory_free
    place = "on the GPU" if gpu.gpus else "of memory"
    verdicts = tuple(judge(stored, room, place, try_load) for stored in list_checkpoints())
    missing = [name for name, found in packages.items() if found is None]
    problems = []
    if missing:
        problems.append(f"missing packages: {', '.join(missing)}; `make run` installs them")
    would_load = next((verdict.name for verdict in verdicts if verdict.usable), "")
    if not would_load:
        problems.append(
            "no checkpoint can be loaded: the editor works, rewriting does not. The starter model "
            "belongs into resources/starter of Anneal's folder"
        )
    folder = checkpoints_folder()
    return Diagnosis(
        anneal=_version("anneal") or "not installed",
        python=platform.python_version(),
        system=platform.platform(),
        packages=packages,
        gpu=gpu,
        memory_total=memory_total,
        memory_free=memory_free,
        disk_free=shutil.disk_usage(_nearest_existing(folder)).free,
        checkpoints_folder=folder,
        checkpoints=verdicts,
        would_load=would_load,
        problems=tuple(problems),
    )


def judge(stored: StoredCheckpoint, room: int | None, place: str, try_load: TryLoad) -> Verdict:
    """Say whether a checkpoint would load.

    Args:
        stored: the checkpoint.
        room: free bytes where the weights would go, ``None`` where unknown.
        place: where that is, in words.
        try_load: as in ``diagnose``.
    """
    try:
        verify_checkpoint(stored.folder)
        if stored.weight_bytes <= TRIAL_BYTES:
            try_load(stored.folder)
    except (CheckpointError, ImportError) as error:
        return Verdict(stored.name, stored.folder, stored.weight_bytes, False, str(error))
    need = stored.weight_bytes + WORKING_BYTES
    words = f"needs about {gigabytes(need)} {place}"
    usable = room is None or need <= room
    if room is not None:
        words += f", {gigabytes(room)} are free"
    if not usable:
        words += ": close other programs or take a smaller checkpoint"
    return Verdict(stored.name, stored.folder, stored.weight_bytes, usable, words)


def gigabytes(count: int) -> str:
    """Return a number of bytes for people."""
    return f"{count / 2**30:.1f} GiB"


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _look_for_gpus(torch_version: str | None) -> GpuReport:
    """Ask the driver and torch, and say what their answers mean together."""
    driver = _driver_version()
    if torch_version is None:
        return GpuReport(driver, (), "torch is missing, so nothing can be said")
    import torch

    if torch.cuda.is_available():
        gpus = tuple(_describe_gpu(index) for index in range(torch.cuda.device_count()))
        return GpuReport(driver, gpus, "drafts are made on the GPU")
    if driver and torch.version.cuda is None:
        words = f"there is an NVIDIA GPU, but torch {torch_version} is the build without CUDA"
        return GpuReport(driver, (), f"{words}: remove .venv and run `make run` again")
    if driver:
        words = "there is an NVIDIA driver, but torch cannot use a GPU with it: update the driver"
        return GpuReport(driver, (), words)
    return GpuReport("", (), "no NVIDIA GPU: drafts are made on the CPU, enough for the starter")


def _describe_gpu(index: int) -> Gpu:
    import torch

    properties = torch.cuda.get_device_properties(index)
    free, total = torch.cuda.mem_get_info(index)
    return Gpu(properties.name, f"{properties.major}.{properties.minor}", total, free)


def _driver_version() -> str:
    """Return the NVIDIA driver's version, empty where there is none that answers."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return ""
    query = [command, "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        result = subprocess.run(query, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return result.stdout.strip().split("\n")[0]


def _memory() -> tuple[int | None, int | None]:
    """Return total and free memory in bytes, as Linux tells them."""
    path = Path("/proc/meminfo")
    if not path.is_file():
        return None, None
    values = {}
    for line in path.read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        values[name] = int(rest.split()[0]) * 1024
    return values.get("MemTotal"), values.get("MemAvailable")


def _nearest_existing(folder: Path) -> Path:
    """Return ``folder``, or the first folder above it that is there."""
    return next(path for path in (folder, *folder.parents) if path.exists())
