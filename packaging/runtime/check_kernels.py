"""Tries out whether a packaged Anneal can start kernels on a machine without a C compiler.

There is no card here: a library that answers 7 to everything stands in for the driver's, and the
kernels are compiled to machine code of cards without being started. The packages are those of this
environment, as a runtime that the packaged program is told to take.

Usage: check_kernels.py [PROGRAM]    (dist/anneal/anneal where none is named)
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

from build_driver import make_stand_in
from engine.runtime.here import AS_PYTHON

ROOT = Path(__file__).resolve().parents[2]
# Run by the packaged program as a Python; its Triton does what it does before a first kernel.
QUESTIONS = """
import ctypes, sys
from engine.runtime.activate import activate
activate()
from engine.kernels.ready_driver import offer_to_triton
from engine.machine import kernel_hindrance
assert kernel_hindrance() == "", kernel_hindrance()
offer_to_triton()
ctypes.CDLL(sys.argv[1], mode=ctypes.RTLD_GLOBAL)
from triton.backends.nvidia.driver import CudaUtils
assert CudaUtils().get_device_properties(0)["max_shared_mem"] == 7
print("what starts kernels was loaded, and asks the driver")
from engine.kernels.builds import dense_builds, expert_builds
from engine.kernels.machine_code import compile_kernel
for name, build in (dense_builds() | expert_builds()).items():
    for capability in (89, 120):
        code = compile_kernel(build, capability)
        print(f"{name} for {capability}: {sum(code.loop.values())} instructions in its loop")
"""


def main(arguments: list[str]) -> int:
    """Check a program, and return its exit code."""
    program = Path(arguments[0]) if arguments else ROOT / "dist" / "anneal" / "anneal"
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        library = make_stand_in(folder)
        runtime = folder / "runtime"
        runtime.mkdir()
        for path in Path(sysconfig.get_path("purelib")).iterdir():
            (runtime / path.name).symlink_to(path)
        environment = {name: value for name, value in os.environ.items() if name != "CC"} | {
            AS_PYTHON: "1",
            "ANNEAL_RUNTIME": str(runtime),
            "PATH": str(folder / "nothing"),
            "TRITON_CACHE_DIR": str(folder / "cache"),
        }
        command = [str(program), "-I", "-B", "-c", QUESTIONS, str(library)]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
