"""What the tests of quantizing share: a run to its end, and what a folder then holds."""

import hashlib
from pathlib import Path

from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import DEFAULT_RECIPE, Recipe
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape

# Rows of whole and of broken blocks.
SHAPE = TinyShape(layer_types=(SLIDING, SLIDING, FULL), hidden=64, dense=96, expert_width=32)


def run(source: Path, folder: Path, recipe: Recipe = DEFAULT_RECIPE) -> Path:
    """Quantize to the end."""
    for _ in quantize(source, folder, recipe):
        pass
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a folder."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
