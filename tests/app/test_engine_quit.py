"""Quitting at any moment is clean: exit code 0, no abort, nothing on the error stream."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS

QUIT_SCRIPT = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from app.engine_thread import EngineThread
from tests.app.fake_engine import FakeEngine, loader_of, make_request
from pathlib import Path

app = QCoreApplication([])
{body}
thread.start()
thread.load(Path(sys.argv[1]))
thread.submit(make_request(edit_id=1))
sys.exit(app.exec())
"""


def run_and_quit(body: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    here = Path(__file__).resolve()
    return subprocess.run(
        [sys.executable, "-c", QUIT_SCRIPT.format(body=body), *arguments],
        env=os.environ | {"PYTHONPATH": str(here.parents[2])},
        capture_output=True,
        text=True,
        timeout=PROCESS,
        check=False,
    )


def test_quitting_in_the_middle_of_a_run_is_clean() -> None:
    done = run_and_quit(
        "engine = FakeEngine(steps=10**9)\n"
        "thread = EngineThread(loader_of(engine))\n"
        "thread.event_arrived.connect(app.quit)\n"
        "QTimer.singleShot(200, app.quit)",
        "model",
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("milliseconds", [50, 400, 1200])
def test_quitting_while_the_libraries_load_is_clean(milliseconds: int) -> None:
    done = run_and_quit(
        f"thread = EngineThread()\nQTimer.singleShot({milliseconds}, app.quit)",
        "no-such-model",
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.slow
def test_quitting_in_the_middle_of_a_real_run_is_clean(tmp_path: Path) -> None:
    from tests.tiny_checkpoint import make_checkpoint

    folder = make_checkpoint(tmp_path / "tiny", spread=0.02)
    done = run_and_quit(
        "from PySide6.QtCore import QObject, Slot\n"
        "from engine.events import DenoiseStep\n"
        "class Quitter(QObject):\n"
        "    @Slot(object)\n"
        "    def hear(self, event):\n"
        "        if isinstance(event, DenoiseStep):\n"
        "            print('running')\n"
        "            app.quit()\n"
        "quitter = Quitter()\n"
        "thread = EngineThread()\n"
        "thread.event_arrived.connect(quitter.hear)",
        str(folder),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "running" in done.stdout
