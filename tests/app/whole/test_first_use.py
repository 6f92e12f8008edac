"""The starter model in the real program: loaded when first asked, unloaded, and loaded again."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.settings import Settings
from app.settings_file import save_settings
from tests.patience import PROCESS

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]
TEXT = "We lit the lamp, shut the door and went to bed.\n"


def test_nothing_is_imported_before_the_first_request_and_unloading_loses_none(
    tmp_path: Path,
) -> None:
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
        (tmp_path / name.lower()).mkdir(mode=0o700)
        environment[f"XDG_{name}"] = str(tmp_path / name.lower())
    settings = replace(Settings(), load_model="use", set_up_seen=True)
    save_settings(settings, tmp_path / "config_home" / "anneal" / "settings.json")
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "tests.app.whole.use_child", str(path)],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    *told, same = ended.stdout.splitlines()
    found = [line.split(" | ") for line in told]
    assert [(torch, state) for torch, state, _ in found] == [
        ("nothing", "loads when asked"),
        ("torch", "ready"),
        ("torch", "loads when asked"),
        ("torch", "ready"),
    ]
    _, loaded, unloaded, again = (int(used) for _, _, used in found)
    assert unloaded < loaded
    assert again - loaded < 24e6
    assert same == "same"
    assert path.read_text(encoding="utf-8") == TEXT
