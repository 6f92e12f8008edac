"""Instructions of the experts' kernels for each weight that they decode, from compiled code.

Needs no GPU: Triton compiles for one that is not there.

Usage: python -m tests.bench.instructions [--canvas] [CAPABILITY...]    such as 120, 90 and 89;
--canvas compiles only what a canvas of 256 tokens uses
"""

import argparse
import sys

from engine.kernels.builds import ANSWERS, down_build, expert_builds, gate_up_build
from engine.kernels.machine_code import Build, MachineCode, compile_kernel
from engine.kernels.tiles import expert_tile
from tests.bench.figures import Figure, to_json

CAPABILITIES = (120, 90, 89)
CANVAS_TOKENS = 256
EXPERTS = 128
MOST_INSTRUCTIONS = 9.0


def canvas_builds(capability: int) -> dict[str, Build]:
    """Return the experts' kernels with the tile of a canvas, by name."""
    tile = expert_tile(CANVAS_TOKENS * ANSWERS, EXPERTS, capability)
    return {"gate and up": gate_up_build(tile), "down": down_build(tile)}


def count(capability: int, builds: dict[str, Build]) -> list[Figure]:
    """Compile kernels for one chip and return the most instructions and spills of any."""
    codes: dict[str, MachineCode] = {
        name: compile_kernel(build, capability) for name, build in builds.items()
    }
    return [
        Figure(
            name=f"instructions_sm_{capability}",
            title=f"Instructions per decoded weight, sm_{capability}",
            value=max(code.per_weight for code in codes.values()),
            unit="",
            goal=MOST_INSTRUCTIONS,
            detail="; ".join(f"{name} {code.per_weight:.2f}" for name, code in codes.items()),
        ),
        Figure(
            name=f"spills_sm_{capability}",
            title=f"Instructions that spill registers, sm_{capability}",
            value=sum(code.spills for code in codes.values()),
            unit="",
            goal=0,
            detail=f"{len(codes)} kernels",
        ),
    ]


def main() -> None:
    """Compile, and print the figures as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("capabilities", nargs="*", type=int, metavar="CAPABILITY")
    parser.add_argument("--canvas", action="store_true")
    arguments = parser.parse_args()
    figures = []
    for capability in arguments.capabilities or CAPABILITIES:
        builds = canvas_builds(capability) if arguments.canvas else expert_builds()
        figures += count(capability, builds)
    sys.stdout.write(to_json(figures) + "\n")


if __name__ == "__main__":
    main()
