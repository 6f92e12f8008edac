"""Which NVIDIA cards and driver this machine has, and whether a build of CUDA runs on them.

Asks the driver and not torch: it is wanted before there is a torch that could say.
"""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# NVIDIA, "CUDA Compatibility", Minor Version Compatibility, table 1: programs built with any CUDA
# of a major version run from this driver on (13.x from 580 on, 12.x from 525 on, 11.x from 450 on).
_LEAST_DRIVER: Final = {13: 580, 12: 525, 11: 450}
# The least compute capability with bfloat16, in which everything on a GPU is computed.
_LEAST_CAPABILITY: Final = (8, 0)
_KERNEL: Final = Path("/proc/driver/nvidia/version")
_PATIENCE: Final = 20  # seconds; the driver may have to wake a card


@dataclass(frozen=True, slots=True)
class Card:
    """A card as its driver tells it.

    Attributes:
        name: as the driver calls it.
        capability: compute capability as NVIDIA writes it ("8.9"), "" where it is not told.
        total_bytes: of its memory; 0 where it is not told.
    """

    name: str
    capability: str
    total_bytes: int


@dataclass(frozen=True, slots=True)
class Cards:
    """The NVIDIA driver's version, "" where there is none, and its cards."""

    driver: str
    cards: tuple[Card, ...]


def look_for_cards() -> Cards:
    """Ask the driver; takes a second at most where all is well."""
    lines = _ask("driver_version,name,compute_cap,memory.total")
    if lines:
        rows = [[value.strip() for value in line.split(",")] for line in lines]
        cards = tuple(_card(row) for row in rows if len(row) == 4)
        return Cards(rows[0][0], cards)
    # A driver from before 2021 does not know one of the words.
    if lines := _ask("driver_version"):
        return Cards(lines[0].strip(), ())
    return Cards(_kernels_driver(), ())


def least_driver(cuda: str) -> str:
    """Return the oldest driver that a build of CUDA ("13.0") runs with, "" where any does."""
    major = cuda.partition(".")[0]
    least = _LEAST_DRIVER.get(int(major)) if major.isdecimal() else None
    return "" if least is None else str(least)


def hindrance(found: Cards, cuda: str) -> str:
    """Say why a build of CUDA would be of no use here, "" where it would be, or needs no card."""
    if not cuda:
        return ""
    if not found.driver:
        return (
            "no driver of NVIDIA answers on this machine: without an NVIDIA card and its driver "
            "this runtime is of no use"
        )
    least = least_driver(cuda)
    major = re.match(r"\d+", found.driver)
    if least and major and int(major[0]) < int(least):
        return (
            f"the NVIDIA driver {found.driver} is too old for CUDA {cuda}, which needs {least} or "
            "newer: update the driver first"
        )
    known = [card for card in found.cards if card.capability]
    if known and not any(_capability(card) >= _LEAST_CAPABILITY for card in known):
        return (
            f"{known[0].name} is too old: it has the compute capability {known[0].capability}, and "
            "bfloat16 needs 8.0"
        )
    return ""


def _card(row: list[str]) -> Card:
    _, name, capability, memory = row
    told = re.fullmatch(r"\d+\.\d+", capability)
    mebibytes = re.match(r"\d+", memory)
    return Card(name, capability if told else "", int(mebibytes[0]) * 2**20 if mebibytes else 0)


def _capability(card: Card) -> tuple[int, ...]:
    return tuple(int(part) for part in card.capability.split("."))


def _ask(query: str) -> list[str]:
    """Return a line for each card, none where nobody answers."""
    command = shutil.which("nvidia-smi")
    if command is None:
        return []
    asked = [command, f"--query-gpu={query}", "--format=csv,noheader"]
    try:
        result = subprocess.run(
            asked, capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return []
    return [line for line in result.stdout.splitlines() if line.strip()]


def _kernels_driver() -> str:
    """Return the version that the kernel's own part of the driver tells, "" for none."""
    try:
        text = _KERNEL.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    found = re.search(r"\b(\d{3,}\.\d+(?:\.\d+)?)\b", text)
    return found[1] if found else ""
