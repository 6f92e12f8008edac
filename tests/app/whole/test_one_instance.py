"""Several starts of the program, each a process of its own: one window takes the files of all."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.last_files import LastFile, LastFiles, last_files_path, write_last_files
from app.log import LOG_NAME
from app.one_instance import NO_ANSWER
from tests.patience import PROCESS

REPOSITORY = Path(__file__).parents[3]
pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped by signals")


class Home:
    """A person's folders, and the starts of Anneal in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {"PYTHONPATH": str(REPOSITORY)}
        for name in ("CONFIG_HOME", "DATA_HOME", "STATE_HOME", "CACHE_HOME", "RUNTIME_DIR"):
            self.environment[f"XDG_{name}"] = str(folder / name.lower())
            (folder / name.lower()).mkdir(mode=0o700)
        self.running: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str, folder: str = "") -> subprocess.Popen[str]:
        """Start Anneal in ``folder``, and leave it running."""
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.app.whole.one_child", *arguments],
            cwd=self.folder / folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(child)
        return child

    def write(self, *names: str) -> None:
        """Make small files."""
        for name in names:
            (self.folder / name).write_text("Secret words.\n", encoding="utf-8")

    def file(self, suffix: str) -> Path:
        """Return the lock, or the socket."""
        (found,) = (self.folder / "runtime_dir" / "anneal").glob(f"*{suffix}")
        return found


@pytest.fixture
def home() -> Iterator[Home]:
    """Return folders of this test alone; their path is short, as a socket's has to be."""
    folder = Path(tempfile.mkdtemp(prefix="anneal-one-"))
    home = Home(folder)
    yield home
    for child in home.running:
        child.kill()
        child.communicate()
    shutil.rmtree(folder)


def line(child: subprocess.Popen[str]) -> str:
    """Return the next line that a start says; the child itself ends after a while."""
    assert child.stdout is not None
    return child.stdout.readline().strip()


def gone(child: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Return exit code, output and complaints of a start that ends by itself."""
    out, err = child.communicate(timeout=PROCESS)
    # What the offscreen platform cannot do, it says.
    said = [one for one in err.splitlines(True) if not one.startswith("This plugin does not")]
    return child.returncode, out, "".join(said)


def test_files_go_to_the_window_that_is_open_and_its_end_frees_the_place(home: Home) -> None:
    (home.folder / "sub").mkdir()
    home.write("a.md", "sub/b.md", "quit.md")
    first = home.start("a.md")
    assert [line(first), line(first)] == ["up", "a.md"]
    # A name means what it means in the caller's folder, and this one is only there.
    second = home.start("b.md", folder="sub")
    assert gone(second) == (0, "", "")
    assert line(first) == "a.md b.md"
    assert home.file(".socket").stat().st_mode & 0o077 == 0
    assert home.file(".socket").parent.stat().st_mode & 0o077 == 0
    only_raise = home.start()
    assert gone(only_raise) == (0, "", "")
    assert gone(home.start("quit.md"))[0] == 0
    code, out, err = gone(first)
    assert (code, out, err) == (0, "a.md b.md quit.md\n", "")
    recent = (home.folder / "config_home" / "anneal" / "settings.json").read_text(encoding="utf-8")
    assert str(home.folder / "sub" / "b.md") in recent
    third = home.start("sub/b.md")
    assert [line(third), line(third)] == ["up", "b.md"]


def test_another_window_opens_when_asked(home: Home) -> None:
    home.write("a.md", "b.md", "c.md")
    first = home.start("a.md")
    assert [line(first), line(first)] == ["up", "a.md"]
    second = home.start("--new-window", "b.md")
    assert [line(second), line(second)] == ["up", "b.md"]
    assert gone(home.start("c.md"))[0] == 0
    assert line(first) == "a.md c.md"


def test_two_starts_at_the_same_moment_give_one_window(home: Home) -> None:
    home.write("a.md", "b.md")
    both = [home.start("a.md"), home.start("b.md")]
    # One is up and says so; the other's output ends without a word.
    said = [line(child) for child in both]
    assert sorted(said) == ["", "up"]
    window = both[said.index("up")]
    assert gone(both[said.index("")]) == (0, "", "")
    titles = line(window)
    while len(titles.split()) < 2:
        titles = line(window)
    assert sorted(titles.split()) == ["a.md", "b.md"]


def test_the_place_of_a_crashed_window_is_taken_over(home: Home) -> None:
    home.write("a.md", "b.md")
    first = home.start("a.md")
    assert [line(first), line(first)] == ["up", "a.md"]
    first.kill()
    first.wait()
    assert home.file(".socket").exists()
    second = home.start("a.md")
    assert [line(second), line(second)] == ["up", "a.md"]
    assert gone(home.start("b.md")) == (0, "", "")
    assert line(second) == "a.md b.md"


def test_a_window_that_hangs_is_not_waited_for(home: Home) -> None:
    home.write("a.md", "b.md", "quit.md")
    first = home.start("a.md")
    assert [line(first), line(first)] == ["up", "a.md"]
    lock = home.file(".lock")
    os.utime(lock, (lock.stat().st_atime, lock.stat().st_mtime - 100))  # it began long ago
    first.send_signal(signal.SIGSTOP)
    home.environment["HASTY"] = "yes"
    second = home.start("b.md", "quit.md")
    code, out, err = gone(second)
    assert (code, out.splitlines()[0]) == (0, "up")
    assert err == f"anneal: {NO_ANSWER}\n"


def test_settings_of_another_folder_have_a_window_of_their_own(home: Home) -> None:
    home.write("a.md", "b.md")
    first = home.start("a.md")
    assert line(first) == "up"
    home.environment["XDG_CONFIG_HOME"] = str(home.folder / "other")
    second = home.start("b.md")
    assert [line(second), line(second)] == ["up", "b.md"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_the_window_opens_no_network_socket(home: Home) -> None:
    first = home.start("--new-window")
    assert [line(first), line(first)] == ["up", "Welcome.md"]
    process = Path("/proc", str(first.pid))
    links = [str(file.readlink()) for file in (process / "fd").iterdir()]
    sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
    unix = {row.split()[6] for row in (process / "net/unix").read_text().splitlines()[1:]}
    assert sockets  # its own
    assert sockets <= unix


def test_the_log_tells_of_the_start_and_the_end_and_of_nothing_that_was_written(home: Home) -> None:
    home.write("quit.md")
    assert gone(home.start("quit.md")) == (0, "up\nquit.md\n", "")
    (log,) = home.folder.rglob(LOG_NAME)
    text = log.read_text(encoding="utf-8")
    assert log.is_relative_to(home.folder / "state_home")
    assert "app.life: started" in text
    assert "app.life: stopped with 0" in text
    assert "quit.md" not in text
    assert "Secret" not in text


def test_a_log_folder_that_cannot_be_written_is_no_failure(home: Home) -> None:
    home.write("quit.md")
    state = home.folder / "state_home"
    shutil.rmtree(state)
    state.mkdir()
    (state / "anneal").mkdir()
    (state / "anneal" / "log").write_text("in the way", encoding="utf-8")
    assert gone(home.start("quit.md")) == (0, "up\nquit.md\n", "")


def test_a_second_window_does_not_open_the_files_of_last_time_again(home: Home) -> None:
    home.write("a.md")
    last = LastFiles((LastFile(home.folder / "a.md"),))
    write_last_files(last, last_files_path(home.folder / "config_home" / "anneal"))
    first = home.start()
    assert [line(first), line(first)] == ["up", "a.md"]
    second = home.start("--new-window")
    assert [line(second), line(second)] == ["up", "Welcome.md"]
