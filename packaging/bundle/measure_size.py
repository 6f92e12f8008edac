"""Tells how large the bundle is, part by part, and how large a download it would be.

Usage: measure_size.py [--compress COMMAND] [FOLDER]

COMMAND reads an archive and writes it smaller, such as "zstd -19" or "xz -9"; that takes minutes.
"""

import argparse
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

ROOT = Path(__file__).resolve().parents[2]
GOAL_MB: Final = 400
_LEAST_SHARE: Final = 0.005  # of the whole, for a line of its own
_DEEPER: Final = ("_internal", "runtime")
_CHUNK: Final = 1 << 20


def file_sizes(folder: Path) -> dict[PurePosixPath, int]:
    """Return path -> bytes of every file in the folder; a link counts nothing."""
    return {
        PurePosixPath(path.relative_to(folder).as_posix()): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def parts(sizes: Mapping[PurePosixPath, int]) -> list[tuple[str, int]]:
    """Return name and bytes of each large part, the largest first, and of the rest together."""
    found: dict[str, int] = {}
    for path, nbytes in sizes.items():
        deep = 2 if path.parts[0] in _DEEPER else 1
        name = "/".join(path.parts[:deep])
        found[name] = found.get(name, 0) + nbytes
    least = sum(found.values()) * _LEAST_SHARE
    large = sorted(
        ((name, nbytes) for name, nbytes in found.items() if nbytes >= least),
        key=lambda part: -part[1],
    )
    rest = sum(found.values()) - sum(nbytes for _, nbytes in large)
    return [*large, ("all else", rest)]


def compressed(folder: Path, command: str) -> int:
    """Return the bytes of the folder as an archive that ``command`` makes smaller.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    archive = ["tar", "--create", "--sort=name", "--directory", str(folder.parent), folder.name]
    with (
        subprocess.Popen(archive, stdout=subprocess.PIPE) as packed,
        subprocess.Popen(
            shlex.split(command), stdin=packed.stdout, stdout=subprocess.PIPE
        ) as small,
    ):
        if packed.stdout is None or small.stdout is None:
            raise RuntimeError("no pipes")
        packed.stdout.close()
        nbytes = 0
        while chunk := small.stdout.read(_CHUNK):
            nbytes += len(chunk)
    for child in (packed, small):
        if child.returncode:
            raise subprocess.CalledProcessError(child.returncode, child.args)
    return nbytes


def main() -> int:
    """Print the table; return 1 where a download would be larger than it may be."""
    parser = argparse.ArgumentParser(description="Tell how large the bundle is")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / "anneal")
    parser.add_argument("--compress", action="append", default=[], metavar="COMMAND")
    options = parser.parse_args()
    sizes = file_sizes(options.folder)
    for name, nbytes in parts(sizes):
        sys.stdout.write(f"{nbytes / 1e6:9.1f} MB  {name}\n")
    sys.stdout.write(f"{sum(sizes.values()) / 1e6:9.1f} MB  in {len(sizes)} files\n")
    too_large = False
    for command in options.compress:
        nbytes = compressed(options.folder.absolute(), command)
        too_large |= nbytes > GOAL_MB * 1e6
        sys.stdout.write(f"{nbytes / 1e6:9.1f} MB  as a download: {command}\n")
        sys.stdout.flush()
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
