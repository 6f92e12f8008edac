"""What a person does with a freshly installed Anneal, by keys alone: opens, rewrites, saves, quits.

Knows nothing of how it was installed: a command starts it in a session without a network.
"""

import contextlib
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from root import HOME, Session
from screen import Screen, wait

ROOT = Path(__file__).resolve().parents[2]
NAME = "notes.md"
WRONG = "We recieve the file and seperate the lines."  # short: it must not be wrapped
RIGHT = "We receive the file and separate the lines."
REST = "The second paragraph stays as it is, 100 %.\n"
TEXT = f"# Notes\n\n{WRONG}\n\n{REST}"
INSTRUCTION = "Fix the spelling"
SECOND = "second.md"
# What the welcome document asks a person to try.
TOUR = ROOT / "resources/welcome.md"
PASSAGE = "The package holds a parser, two small tests, a short example and a list of options."
TOUR_INSTRUCTION = "bullet"
TOUR_COPY = "tour.md"
CLASS = "Anneal"
_AT_REST = 3.0  # seconds without paint: the run is over, or never begun
_PATIENCE_MODEL = 180.0  # seconds, on a loaded machine
_LONG_ENOUGH = 8.0  # seconds that a hand-over may take at the very most


@dataclass(slots=True)
class Figures:
    """What was read off the clock, in seconds, by name."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float) -> None:
        """Add a figure."""
        self.seconds.setdefault(name, []).append(seconds)

    def lines(self) -> list[str]:
        """Return a line for each name: the figure, or of several the least, median and most."""
        return [f"{name}: {_in_short(sorted(each))}" for name, each in self.seconds.items() if each]


def _in_short(figures: Sequence[float]) -> str:
    if len(figures) == 1:
        return f"{figures[0]:.2f} s"
    least, most, median = figures[0], figures[-1], statistics.median(figures)
    return f"{least:.2f} to {most:.2f} s, median {median:.2f} s of {len(figures)}"


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
        self._models = 0  # that the log named before this start

    def prepare(self) -> None:
        """Put the two files into the home, as the user's, and no other one."""
        (self._home / TOUR_COPY).unlink(missing_ok=True)
        for name, text in ((NAME, TEXT), (SECOND, "# Second\n")):
            file = self._home / name
            file.write_text(text, encoding="utf-8")
            about = self._home.stat()
            os.chown(file, about.st_uid, about.st_gid)

    def first_start(self, command: Sequence[str]) -> None:
        """Start for the first time, without a file: the set-up, and what the tour asks for.

        Raises:
            AssertionError: something is not as it must be.
            TimeoutError: something did not happen.
        """
        self._open(command, "first start", "Welcome")
        self.see("0-set-up")
        require(not self._is_set_up(), "the set-up is not over before a key was pressed")
        self._screen.keys("Return")
        wait(self._is_set_up, "the end of the set-up, by Enter", 10.0)
        self.see("0-welcome")
        self._screen.keys("ctrl+f")
        self._screen.type(PASSAGE[:17])
        self._screen.keys("Return", "Escape", "Right", "ctrl+k")
        self._screen.type(TOUR_INSTRUCTION)
        self.see("0-tour-asked")
        self._screen.keys("Return")
        self._wait_for_draft()
        self.see("0-tour-draft")
        self._screen.keys("ctrl+Return", "ctrl+s")
        wait(lambda: "Save" in self._screen.active_title(), "the question for a name", 10.0)
        self._screen.keys("ctrl+a")
        self._screen.type(f"{HOME}/{TOUR_COPY}")
        self.see("0-tour-saved-as")
        self._screen.keys("Return")
        copy = self._home / TOUR_COPY
        wait(copy.is_file, "the saved tour", 10.0)
        points = bullets(copy.read_text(encoding="utf-8"), TOUR.read_text(encoding="utf-8"))
        require(len(points) > 1, f"the tour's passage became a list: {points}")
        self._say(f"the set-up went by Enter; the tour's passage became {points}")
        self._quit()

    def start_times(self, command: Sequence[str], name: str) -> None:
        """Start and quit once, and note how long the window took."""
        self._open(command, name, NAME)
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
        window = self._open(command, "walk", NAME)
        self.see("1-window")
        self._screen.keys("ctrl+Home", "Down", "Down", "shift+End")
        self.see("2-selected")
        self._screen.keys("ctrl+k")
        self._screen.type(INSTRUCTION)
        self.see("3-asked")
        self._screen.keys("Return")
        begun = time.monotonic()
        self._wait_for_draft()
        self.figures.note("from Return to a draft at rest", time.monotonic() - begun)
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
        self.figures.note("a second start, until it has ended", took)
        self.see("6-second-file")

    def _open(self, command: Sequence[str], name: str, title: str) -> str:
        """Start it; note when there is a window, and when it is painted.

        The window that comes up must have the keyboard, and ``title`` in its title.
        """
        self._models = self._models_named()
        begun = time.monotonic()
        started = self._session.start(command)
        try:
            took = wait(lambda: self._screen.window(CLASS), "the window", 60.0)
        except TimeoutError:
            started.kill()
            raise TimeoutError(f"no window: {started.communicate()[0]}") from None
        wait(lambda: self._screen.colours() > 12, "the first paint", 30.0)
        self.figures.note(f"{name}: window", took)
        self.figures.note(f"{name}: painted", time.monotonic() - begun)
        self._screen.settle(1.0)
        wait(lambda: title in self._screen.active_title(), f"a window called {title}", 10.0)
        return self._screen.active()

    def _is_set_up(self) -> bool:
        file = self._home / ".config/anneal/settings.json"
        return file.is_file() and bool(json.loads(file.read_bytes()).get("set_up_seen"))

    def _wait_for_draft(self) -> None:
        """Wait until the model has been loaded and nothing moves any more."""
        wait(lambda: self._models_named() > self._models, "the model in the log", _PATIENCE_MODEL)
        self._screen.settle(_AT_REST, _PATIENCE_MODEL)

    def _models_named(self) -> int:
        return _read(self._home / ".local/state/anneal/log").count("a model of")

    def _quit(self) -> None:
        self._screen.keys("ctrl+q")
        took = wait(lambda: not self._screen.window(CLASS), "the window's end", 10.0)
        took += wait(lambda: not self._running(), f"its end: {self._session.programs()}", 30.0)
        self.figures.note("from Ctrl+Q to the end of all processes", took)

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


def open_entry(desktop_id: str, *names: str) -> list[str]:
    """Return the command by which a desktop starts the entry, with files of the home."""
    entry = f"/usr/share/applications/{desktop_id}.desktop"
    return ["gio", "launch", entry, *(f"{HOME}/{name}" for name in names)]


def bullets(text: str, tour: str) -> list[str]:
    """Return the points that the passage of the tour became, [] where anything else is otherwise.

    Args:
        text: the rewritten tour.
        tour: as it ships.
    """
    before, after = tour.split(PASSAGE)
    if not (text.startswith(before) and text.endswith(after)):
        return []
    lines = text[len(before) : len(text) - len(after)].splitlines()
    return lines if all(line.startswith(("- ", "* ")) for line in lines) else []


def _read(folder: Path) -> str:
    files = sorted(folder.glob("*")) if folder.is_dir() else []
    return "".join(file.read_text(encoding="utf-8") for file in files if file.is_file())
