"""The kernels as compiled for GPUs that need not be there, and what their loops are made of.

Triton brings an assembler and a disassembler. Knows no torch tensors and starts nothing on a GPU.
"""

import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import triton
import triton.language as tl
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

WARP = 32
_DISASSEMBLER = Path(triton.__file__).parent / "backends" / "nvidia" / "bin" / "nvdisasm"
_LABEL = re.compile(r"(\.L_x_\d+):")
_INSTRUCTION = re.compile(r"\s+/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+ +)?([A-Z][^;]*?)\s*;")
_JUMP = re.compile(r"BRA\b.*?(\.L_x_\d+)")
# The types of arguments as Triton writes them; a "*" is an address.
_POINTER = "*"


@dataclass(frozen=True, slots=True)
class Build:
    """A kernel and what it is compiled with.

    Attributes:
        kernel: as ``triton.jit`` made it.
        arguments: the types of those that are known when it starts, in Triton's words: "*bf16".
        constants: the values of the others.
        warps: threads of a program, over 32.
        stages: steps whose memory is on its way at a time.
        weights: how many weights of one step a program decodes.
    """

    kernel: Any
    arguments: dict[str, str]
    constants: dict[str, int | tl.dtype]
    warps: int
    stages: int
    weights: int


@dataclass(frozen=True, slots=True)
class MachineCode:
    """What a compiled kernel is made of.

    Attributes:
        loop: instructions of the main loop by their names without suffixes, such as "PRMT".
        spills: instructions of the whole kernel that move registers to memory or back.
        per_weight: instructions that a thread executes for each weight it decodes in the loop.
    """

    loop: Counter[str]
    spills: int
    per_weight: float


def compile_kernel(build: Build, capability: int) -> MachineCode:
    """Compile for a GPU of a compute capability, such as 90, and read the code.

    Raises:
        ValueError: the code has no loop.
    """
    source = ASTSource(
        build.kernel,
        build.arguments | dict.fromkeys(build.constants, "constexpr"),
        build.constants,
        # As at a start on a GPU, where torch's memory begins at such addresses.
        {
            (place,): [["tt.divisibility", 16]]
            for place, kind in enumerate(build.arguments.values())
            if kind.startswith(_POINTER)
        },
    )
    compiled = triton.compile(
        source,
        target=GPUTarget("cuda", capability, WARP),
        options={"num_warps": build.warps, "num_stages": build.stages},
    )
    names, loop = read_code(disassemble(compiled.asm["cubin"]))
    return MachineCode(
        loop=Counter(loop),
        spills=sum(name in ("STL", "LDL") for name in names),
        per_weight=len(loop) * build.warps * WARP / build.weights,
    )


def disassemble(cubin: bytes) -> str:
    """Return the text of a compiled kernel.

    Raises:
        subprocess.CalledProcessError: it is none.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kernel.cubin"
        path.write_bytes(cubin)
        run = subprocess.run(
            [_DISASSEMBLER, "-c", path], capture_output=True, text=True, check=True
        )
    return run.stdout


def read_code(text: str) -> tuple[list[str], list[str]]:
    """Return the names of all instructions of a disassembled kernel, and those of its main loop.

    A loop reaches from the target of a jump backwards to the jump; the longest is the main one.

    Raises:
        ValueError: there is none.
    """
    labels: dict[str, int] = {}
    names: list[str] = []
    loops: list[tuple[int, int]] = []
    for line in text.splitlines():
        if label := _LABEL.match(line):
            labels[label[1]] = len(names)
        elif found := _INSTRUCTION.match(line):
            names.append(re.split(r"[. ]", found[1], maxsplit=1)[0])
            jump = _JUMP.match(found[1])
            # A jump to itself only fills the space after the end.
            if jump and labels.get(jump[1], len(names)) < len(names) - 1:
                loops.append((labels[jump[1]], len(names)))
    if not loops:
        raise ValueError("the kernel has no loop")
    first, end = max(loops, key=lambda loop: loop[1] - loop[0])
    return names, names[first:end]
