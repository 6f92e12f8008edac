"""A file and an engine without a model for the tests of `anneal rewrite`."""

from pathlib import Path

from engine.cli import main
from engine.presets import starter_presets
from tests.engine.fake_engine import FakeEngine

TEXT = "# Title\n\nfirst line\nsecond line\n\nlast\n"
TAUGHT = starter_presets()[0].instruction


def write_notes(folder: Path) -> Path:
    """Write the file that the tests rewrite."""
    path = folder / "notes.md"
    path.write_bytes(TEXT.encode())
    return path


def rewrite(engine: FakeEngine, file: Path | str, *more: str, lines: str = "3:4") -> int:
    place = [] if "--span" in more else ["--lines", lines]
    instruction = [] if "--instruction" in more else ["--instruction", TAUGHT]
    return main(["rewrite", str(file), *place, *instruction, *more], engine.load)
