"""Quantizes one piece for each line that it reads, so that a test can kill it anywhere."""

import sys
from pathlib import Path

from engine.four_bit import rows
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import DEFAULT_RECIPE


def main(source: str, target: str) -> None:
    """Tell the file at hand after every piece, and wait."""
    # The largest tensors come in several pieces.
    rows.PIECE_BYTES = 2**12
    for event in quantize(Path(source), Path(target), DEFAULT_RECIPE):
        sys.stdout.write(f"{event.file}\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
