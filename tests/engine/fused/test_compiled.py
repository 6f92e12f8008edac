"""The kernels compile for cards that are not here, and fit into what those have."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# Shared memory of one program, in bytes, by compute capability.
MOST = {"120": 99 << 10, "89": 99 << 10}


@pytest.mark.slow
def test_kernels_fit_into_shared_memory(tmp_path: Path) -> None:
    environment = os.environ | {"TRITON_CACHE_DIR": str(tmp_path)}
    environment.pop("TRITON_INTERPRET", None)
    run = subprocess.run(
        [sys.executable, "-m", "tests.engine.fused.compile_kernels", *MOST],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    taken: dict[str, int] = json.loads(run.stdout)
    for capability, most in MOST.items():
        assert 0 < taken[capability] <= most
