"""The program as a person starts it, on a real X screen, by real keys.

Everything else is tested on Qt's offscreen platform; this is the one walk through the window
that an X server shows, with the starter model behind it.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtGui import QImage

from tests.bench.display import screen
from tests.patience import PROCESS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("Xvfb") is None or shutil.which("xdotool") is None,
        reason="the system has no virtual X server, or nothing that presses its keys",
    ),
]
REPOSITORY = Path(__file__).parents[3]
TEXT = "# Title\n\nThe box holds a lamp, two bulbs and a cable.\n"
PATIENCE = 120.0
Answer = TypeVar("Answer")
GRAB = (
    "import sys; from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
    "sys.exit(not app.primaryScreen().grabWindow(0).save(sys.argv[1]))"
)


class Screen:
    """Presses keys on an X screen and takes its picture."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment

    def tool(self, *words: str) -> str:
        """Run xdotool, and return what it prints."""
        ended = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PROCESS,
            check=False,
        )
        return ended.stdout.strip()

    def picture(self, path: Path) -> QImage:
        """Return what the screen shows."""
        command = [sys.executable, "-c", GRAB, str(path)]
        subprocess.run(command, env=self.environment, timeout=PROCESS, check=True)
        return QImage(str(path))


@pytest.fixture
def display(tmp_path: Path) -> Iterator[Screen]:
    homes = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    with screen("1300x820x24") as environment:
        own = {name: str(tmp_path / "home") for name in homes}
        yield Screen(environment | own | {"OMP_NUM_THREADS": "1"})


def wait_for(ask: Callable[[], Answer], what: str) -> Answer:
    """Ask again and again until the answer is truthy."""
    deadline = time.monotonic() + PATIENCE
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(0.3)
    return answer


def colours(image: QImage) -> set[int]:
    """Return the colours of every fourth pixel."""
    across, down = range(0, image.width(), 4), range(0, image.height(), 4)
    return {image.pixel(x, y) for x in across for y in down}


def test_ask_accept_save_and_quit_by_keys(display: Screen, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "-m", "app", str(path)],
        cwd=REPOSITORY,
        env=display.environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        found = wait_for(
            lambda: display.tool("search", "--onlyvisible", "--name", r"a\.md"), "the window"
        )
        display.tool("windowfocus", "--sync", found.split()[0])
        empty = display.picture(tmp_path / "idle.png")
        display.tool("key", "ctrl+End", "Up", "ctrl+k")
        display.tool("type", "--delay", "20", "make a bullet list")
        display.tool("key", "Return")

        def accept_and_save() -> bool:
            display.tool("key", "ctrl+Return", "ctrl+s")
            return path.read_text(encoding="utf-8") != TEXT

        wait_for(accept_and_save, "the accepted draft")
        full = display.picture(tmp_path / "accepted.png")
        display.tool("key", "ctrl+q")
        _, errors = program.communicate(timeout=PROCESS)
    assert program.returncode == 0, errors
    saved = path.read_text(encoding="utf-8")
    assert saved.startswith("# Title\n\n")
    assert "- " in saved
    assert not (tmp_path / "a.md.tmp").exists()
    # A window that paints nothing, or that never changes, would pass all of the above.
    assert len(colours(empty)) > 50
    assert empty != full
    assert (tmp_path / "accepted.png").stat().st_size > 10_000
