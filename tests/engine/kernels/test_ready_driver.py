"""Kernels start on a machine that has no C compiler: what Triton would compile lies ready."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from build_driver import build_driver, make_stand_in
from engine import machine
from engine.kernels import ready_driver
from tests.patience import PROCESS

needs_gcc = pytest.mark.skipif(
    shutil.which("gcc") is None
    or not (Path(sysconfig.get_path("include")) / "Python.h").is_file()
    or ready_driver.triton_source() is None,
    reason="packages are built where there is gcc, with the headers of Python",
)

# What Triton does when it starts its first kernel.
FIRST_START = """
import sys
from pathlib import Path
from engine.kernels import ready_driver
ready_driver.resource_folder = lambda: Path(sys.argv[1])
ready_driver.offer_to_triton()
from triton.backends.nvidia.driver import CudaUtils
print(CudaUtils().get_device_properties(0)["max_shared_mem"])
"""


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(ready_driver, "resource_folder", lambda: tmp_path / "resources")
    return tmp_path / "resources"


def first_start(folder: Path, resources: Path) -> subprocess.CompletedProcess[str]:
    """Start Triton in a process without a compiler on its path, and with the stand-in driver."""
    environment = {
        name: value for name, value in os.environ.items() if name not in ("CC", "TRITON_INTERPRET")
    }
    environment |= {
        "PATH": str(folder / "empty"),
        "LD_LIBRARY_PATH": str(folder),
        "TRITON_CACHE_DIR": str(folder / "cache"),
        "PYTHONPATH": str(Path(ready_driver.__file__).parents[2]),
    }
    return subprocess.run(
        [sys.executable, "-c", FIRST_START, str(resources)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )


@needs_gcc
def test_the_first_kernel_starts_without_a_compiler(tmp_path: Path) -> None:
    make_stand_in(tmp_path)
    without = first_start(tmp_path, tmp_path / "nothing")
    assert without.returncode != 0
    build_driver(tmp_path / "resources" / "runtime")
    ready = first_start(tmp_path, tmp_path / "resources")
    assert (ready.returncode, ready.stdout) == (0, "7\n"), ready.stderr


@needs_gcc
def test_with_the_compiled_module_no_compiler_is_asked_for(
    resources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.machine.shutil.which", lambda _: None)
    assert "need a C compiler" in machine.kernel_hindrance()
    made = build_driver(resources / "runtime")
    assert machine.kernel_hindrance() == ""
    # Of another Triton, it does not fit.
    made.rename(made.with_name("cuda_utils-0000000000000000.so"))
    assert "need a C compiler" in machine.kernel_hindrance()


def test_without_triton_there_is_nothing_to_offer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.kernels.ready_driver.importlib.util.find_spec", lambda _: None)
    assert ready_driver.ready_module() is None
    ready_driver.offer_to_triton()
