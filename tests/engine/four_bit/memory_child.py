"""Quantizes a checkpoint and tells the memory that it took at most; a program of its own."""

import sys
from pathlib import Path

from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe


def peak_bytes() -> int:
    """Return the most memory that this program has held, as Linux tells it."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError("VmHWM")


def main(source: str, target: str, recipe: str) -> None:
    """Write the peak before and after, in bytes."""
    before = peak_bytes()
    for _ in quantize(Path(source), Path(target), find_recipe(recipe)):
        pass
    sys.stdout.write(f"{before} {peak_bytes()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
