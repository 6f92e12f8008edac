"""Reads the lock files: which pins are frozen and which lie in the plain folder; runs nothing."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from frozen_contents import FROZEN

RUN: Final = "requirements.lock"
TORCH: Final = "requirements-torch.lock"
DEVELOPMENT: Final = "requirements-dev.lock"
PACKAGE: Final = "requirements-package.lock"
# What PyInstaller needs on other systems than the one that the locks are made on; in its own words,
# since nothing here was ever installed there.
OF_OTHER_SYSTEMS: Final = {
    "win32": ("pefile>=2022.5.30,!=2024.8.26", "pywin32-ctypes>=0.2.1"),
    "darwin": ("macholib>=1.8",),
}
# Of the program's own lock, what the tools need as well.
_OF_THE_TOOLS: Final = ("packaging", "setuptools")


def pins(text: str) -> dict[str, str]:
    """Return name -> line of every pin in a lock file."""
    lines = [line.strip() for line in text.splitlines()]
    return {line.partition("==")[0]: line for line in lines if line and not line.startswith("#")}


def frozen_pins(root: Path) -> list[str]:
    """Return the pins of what is frozen.

    Raises:
        LookupError: a distribution that is to be frozen is in no lock.
    """
    locked = pins((root / RUN).read_text(encoding="utf-8"))
    if missing := [name for name in FROZEN if name not in locked]:
        raise LookupError(f"{RUN} does not pin {', '.join(missing)}")
    return [locked[name] for name in FROZEN]


def runtime_pins(root: Path) -> list[str]:
    """Return the pins of the plain folder, without torch."""
    locked = pins((root / RUN).read_text(encoding="utf-8"))
    return [line for name, line in locked.items() if name not in FROZEN]


def torch_pin(root: Path) -> str:
    """Return the pin of torch, worded as its lock words it: pip finds the CPU build by that."""
    return pins((root / TORCH).read_text(encoding="utf-8"))["torch"]


def installer_pin(root: Path) -> str:
    """Return the pin of uv, which the bundle carries: it installs other runtimes."""
    return pins((root / DEVELOPMENT).read_text(encoding="utf-8"))["uv"]


def package_pins(root: Path) -> list[str]:
    """Return the pins of the tools that build the bundle."""
    tools = pins((root / PACKAGE).read_text(encoding="utf-8"))
    locked = pins((root / RUN).read_text(encoding="utf-8"))
    return [*tools.values(), *(locked[name] for name in _OF_THE_TOOLS)]


def cuda_build(version_text: str, distributions: Iterable[str]) -> str:
    """Say by what a build of torch is known to be for a graphics card; "" for the CPU's build.

    Args:
        version_text: the text of torch/version.py.
        distributions: names of what was installed with it.
    """
    found = re.search(r"^cuda\b[^=\n]*=\s*['\"]([^'\"]+)", version_text, re.MULTILINE)
    if found:
        return f"it is built for CUDA {found[1]}"
    brought = sorted(name for name in distributions if re.match(r"(nvidia|cuda)[-_]", name))
    return f"it brought {', '.join(brought)}" if brought else ""
