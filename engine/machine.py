"""What this machine has: packages, GPUs and their driver, memory; knows no checkpoints.

torch is imported only to ask it for GPUs, and late.
"""

import os
import shutil
import sysconfig
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from engine.kernels.ready_driver import ready_module
from engine.own_command import is_frozen
from engine.runtime.cards import look_for_cards

# The least compute capability with bfloat16, in which everything on a GPU is computed.
LEAST_CAPABILITY = (8, 0)
# Those for which the tests compile the 4-bit kernels and count their instructions.
CHECKED_CAPABILITIES = ((8, 9), (9, 0), (12, 0))


@dataclass(frozen=True, slots=True)
class Gpu:
    """A GPU that torch can use.

    Attributes:
        name: as the driver calls it.
        capability: its compute capability as NVIDIA writes it ("8.9").
        total_bytes: of its memory.
        free_bytes: what is free beside the CUDA context of this process.
        usable: it computes in bfloat16.
        words: what the capability means for the person.
    """

    name: str
    capability: str
    total_bytes: int
    free_bytes: int
    usable: bool
    words: str


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
class MainMemory:
    """Memory of the machine: all of it, and what programs can still take, in bytes."""

    total: int
    free: int


def package_version(name: str) -> str | None:
    """Return the version of an installed package, ``None`` where it is missing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def look_for_gpus(torch_version: str | None) -> GpuReport:
    """Ask the driver and torch, and say what their answers mean together."""
    driver = look_for_cards().driver
    if torch_version is None:
        return GpuReport(driver, (), "torch is missing, so nothing can be said")
    import torch

    if torch.cuda.is_available():
        gpus = tuple(_describe_gpu(index) for index in range(torch.cuda.device_count()))
        return GpuReport(driver, gpus, "drafts are made on the GPU")
    if driver and torch.version.cuda is None:
        words = f"there is an NVIDIA GPU, but torch {torch_version} is the build without CUDA"
        remedy = (
            "install the runtime for it (Models > Graphics card)"
            if is_frozen()
            else "remove .venv and run `make run` again"
        )
        return GpuReport(driver, (), f"{words}: {remedy}")
    if driver:
        words = "there is an NVIDIA driver, but torch cannot use a GPU with it: update the driver"
        return GpuReport(driver, (), words)
    return GpuReport("", (), "no NVIDIA GPU: drafts are made on the CPU, enough for the starter")


def capability_words(major: int, minor: int) -> str:
    """Say what a compute capability means for the 4-bit engine."""
    if (major, minor) < LEAST_CAPABILITY:
        return (
            "too old: bfloat16 needs compute capability 8.0; start Anneal with "
            "CUDA_VISIBLE_DEVICES set to nothing, and drafts are made on the CPU"
        )
    if (major, minor) in CHECKED_CAPABILITIES:
        return "the 4-bit kernels are checked for it"
    return "the 4-bit kernels are not checked for it: Triton compiles them for it at the first run"


def kernel_hindrance() -> str:
    """Say what keeps Triton from starting kernels on this machine; empty where nothing does.

    A small piece of C starts them. The packages of Anneal hold it compiled; elsewhere Triton
    compiles it when it starts its first kernel.
    """
    if ready_module() is not None:
        return ""
    named = os.environ.get("CC")
    compilers = (named,) if named else ("gcc", "clang")
    if not any(map(shutil.which, compilers)):
        return (
            f"the 4-bit kernels need a C compiler, and there is no {' and no '.join(compilers)}: "
            f"{_or_install_again()}install gcc"
        )
    header = Path(sysconfig.get_path("include")) / "Python.h"
    if not header.is_file():
        return (
            f"the 4-bit kernels need the C headers of Python, and {header} is not there: "
            f"{_or_install_again()}install python{sysconfig.get_python_version()}-dev"
        )
    return ""


def _or_install_again() -> str:
    """Return what helps in a package of Anneal, where nothing has to be compiled."""
    if not is_frozen():
        return ""
    return "install the runtime for graphics cards again (Models > Graphics card), or "


def main_memory() -> MainMemory | None:
    """Return the machine's memory as Linux tells it, ``None`` on other systems."""
    path = Path("/proc/meminfo")
    if not path.is_file():
        return None
    values = {}
    for line in path.read_text(encoding="ascii").splitlines():
        name, _, rest = line.partition(":")
        values[name] = int(rest.split()[0]) * 1024
    return MainMemory(values["MemTotal"], values["MemAvailable"])


def _describe_gpu(index: int) -> Gpu:
    import torch

    properties = torch.cuda.get_device_properties(index)
    capability = properties.major, properties.minor
    free, total = torch.cuda.mem_get_info(index)
    return Gpu(
        name=properties.name,
        capability=".".join(map(str, capability)),
        total_bytes=total,
        free_bytes=free,
        usable=capability >= LEAST_CAPABILITY,
        words=capability_words(*capability),
    )
