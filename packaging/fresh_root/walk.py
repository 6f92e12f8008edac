"""What a person does with a freshly installed Anneal, by keys alone: opens, rewrites, saves, quits.

Knows nothing of how it was installed: a command starts it in a session without a network.
"""

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from root import HOME, Session
from screen import Screen, wait

NAME = "notes.md"
WRONG = "We recieve the file and seperate the lines."  # short: it must not be wrapped
RIGHT = "We receive the file and separate the lines."
REST = "The second paragraph stays as it is, 100 %.\n"
TEXT = f"# Notes\n\n{WRONG}\n\n{REST}"
INSTRUCTION = "Fix the spelling"
SECOND = "second.md"
CLASS = "Anneal"
_AT_REST = 3.0  # seconds without paint: the run is over, or never begun
_PATIENCE_MODEL = 180.0  # seconds, on a loaded machine
_LONG_ENOUGH = 8.0  # seconds that a hand-over may take at the very most


@dataclass(slots=True)
class Figures:
    """What was read off the clock, in seconds, by name."""

    seconds: dict[str, float] = field(default_factory=dict)


class Walk:
    """The walk in one session."""

    def __init__(
        self,
        session: Session,
        screen: Screen,
        home: Path,
        pictures: Path,
        say: Callable[[str], None],
    ) -> None:
        """Walk in ``session`` on ``screen``.

        Args:
            session: where to start things.
            screen: where they are seen.
            home: the user's home, from outside.
            pictures: the folder that the screenshots go into.
            say: takes a line for each stage.
        """
        self._session, self._screen = session, screen
        self._home, self._pictures, self._say = home, pictures, say
        self.figures = Figures()

    def prepare(self) -> None:
        """Put the two files into the home, as the user's."""
        for name, text in ((NAME, TEXT), (SECOND, "# Second\n")):
            file = self._home / name
            file.write_text(text, encoding="utf-8")
            about = self._home.stat()
            os.chown(file, about.st_uid, about.st_gid)

    def start_times(self, command: Sequence[str], names: Sequence[str]) -> None:
        """Start and quit once for each name, and note how long the window took."""
        for name in names:
            self._open(command, name)
            self._quit()

    def all(self, command: Sequence[str], again: Sequence[str]) -> None:
        """Do the whole walk.

        Args:
            command: opens the window with the file.
            again: a second start, with the second file.

        Raises:
            AssertionError: something is not as it must be.
            TimeoutError: something did not happen.
        """
        window = self._open(command, "walk")
        self.see("1-window")
        require(NAME in self._screen.title(window), "the title names the file")
        self._screen.keys("ctrl+Home", "Down", "Down", "shift+End")
        self.see("2-selected")
        self._screen.keys("ctrl+k")
        self._screen.type(INSTRUCTION)
        self.see("3-asked")
        self._screen.keys("Return")
        begun = time.monotonic()
        self._wait_for_draft()
        self.figures.seconds["from Return to a draft at rest"] = time.monotonic() - begun
        self.see("4-draft")
        require(self._text() == TEXT, "nothing is written before the draft is accepted")
        self._screen.keys("ctrl+Return")
        self.see("5-accepted")
        self._screen.keys("ctrl+s")
        wait(lambda: self._text() != TEXT, "the saved file", 10.0)
        require(self._text() == TEXT.replace(WRONG, RIGHT), f"saved as expected: {self._text()!r}")
        self._say(f"saved: {WRONG!r} became {RIGHT!r}, all other bytes are as before")
        self._second_start(again, window)
        self._quit()

    def see(self, name: str) -> None:
        """Keep a picture of the screen once it has come to rest, or soon at the latest."""
        with contextlib.suppress(TimeoutError):
            self._screen.settle(0.6, 20.0)
        self._pictures.mkdir(parents=True, exist_ok=True)
        file = self._pictures / f"{name}.png"
        self._screen.picture().save(file)
        self._say(f"{name}: {file}")

    def _second_start(self, again: Sequence[str], window: str) -> None:
        begun = time.monotonic()
        code, said = self._session.run(*again)
        took = time.monotonic() - begun
        require(code == 0, f"a second start gives its file away: {said}")
        require(took < _LONG_ENOUGH, f"a second start ends soon, not after {took:.1f} s")
        wait(lambda: SECOND in self._screen.title(window), "the second file in the window", 10.0)
        self.figures.seconds["a second start, until it has ended"] = took
        self.see("6-second-file")

    def _open(self, command: Sequence[str], name: str) -> str:
        """Start it; note when there is a window, and when it is painted."""
        begun = time.monotonic()
        started = self._session.start(command)
        try:
            self.figures.seconds[f"{name}: window"] = wait(
                lambda: self._screen.window(CLASS), "the window", 60.0
            )
        except TimeoutError:
            started.kill()
            raise TimeoutError(f"no window: {started.communicate()[0]}") from None
        wait(lambda: self._screen.colours() > 12, "the first paint", 30.0)
        self.figures.seconds[f"{name}: painted"] = time.monotonic() - begun
        self._screen.settle(1.0)
        if NAME not in self._screen.active_title():
            # What is shown at the very first start stands before the window with the file.
            self.see("0-first-start")
            self._screen.keys("Escape")
            wait(lambda: NAME in self._screen.active_title(), "the window with the file", 10.0)
        return self._screen.active()

    def _wait_for_draft(self) -> None:
        """Wait until the model has been loaded and nothing moves any more."""
        log = self._home / ".local/state/anneal/log"
        wait(lambda: "a model of" in _read(log), "the model in the log", _PATIENCE_MODEL)
        self._screen.settle(_AT_REST, _PATIENCE_MODEL)

    def _quit(self) -> None:
        self._screen.keys("ctrl+q")
        took = wait(lambda: not self._screen.window(CLASS), "the window's end", 10.0)
        took += wait(lambda: not self._running(), f"its end: {self._session.programs()}", 30.0)
        self.figures.seconds.setdefault("from Ctrl+Q to the end of all processes", took)

    def _running(self) -> bool:
        return "anneal" in self._session.programs()

    def _text(self) -> str:
        return (self._home / NAME).read_bytes().decode("utf-8")


def require(true: bool, what: str) -> None:
    """Fail where something is not as it must be.

    Raises:
        AssertionError: it is not.
    """
    if not true:
        raise AssertionError(what)


def open_entry(desktop_id: str) -> list[str]:
    """Return the command by which a desktop starts the entry with the file."""
    return ["gio", "launch", f"/usr/share/applications/{desktop_id}.desktop", f"{HOME}/{NAME}"]


def _read(folder: Path) -> str:
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    return "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
