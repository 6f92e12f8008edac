"""A screen that nobody sees: Xvfb with a window manager, keys, and what is painted on it.

It runs outside of the root that is tested; the program reaches it through a bound folder alone.
"""

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from PIL import Image

SIZE = (1280, 800)  # pixels
PATIENCE = 120.0  # seconds
_XWD_HEADER = 100  # bytes that are read as 25 numbers


class Screen:
    """Xvfb, openbox and xdotool; use it in a ``with`` block."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._folder = tempfile.TemporaryDirectory(prefix="anneal-screen-")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.display = ""

    def __enter__(self) -> Self:
        """Start the screen and its window manager; where one cannot be, the other ends too."""
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _begin(self) -> None:
        read, write = os.pipe()
        size = f"{SIZE[0]}x{SIZE[1]}x24"
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size]
        command += ["-ac", "-nolisten", "tcp", "-fbdir", self._folder.name]
        self._start(command, pass_fds=(write,))
        os.close(write)
        with os.fdopen(read, encoding="ascii") as stream:
            self.display = f":{int(stream.readline())}"
        self._start(["openbox"])
        wait(lambda: self._done("xdotool", "get_desktop"), "the window manager", 10.0)
        # The pointer stays in a corner: all is done by keys.
        self._run("xdotool", "mousemove", str(SIZE[0] - 1), str(SIZE[1] - 1))

    def __exit__(self, *_: object) -> None:
        """Stop both."""
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        self._folder.cleanup()

    def keys(self, *names: str) -> None:
        """Press keys by xdotool's names, such as ``ctrl+k``, one after another."""
        for name in names:
            self._run("xdotool", "key", "--clearmodifiers", name)
            time.sleep(0.1)

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        self._run("xdotool", "type", "--delay", "30", text)

    def window(self, name: str) -> str:
        """Return the id of a visible window of the class ``name``, empty where there is none."""
        found = self._run("xdotool", "search", "--onlyvisible", "--class", name)
        return found.split()[-1] if found.split() else ""

    def title(self, window: str) -> str:
        """Return a window's title."""
        return self._run("xdotool", "getwindowname", window).strip()

    def active(self) -> str:
        """Return the id of the window that has the keyboard, empty where none has."""
        return self._run("xdotool", "getactivewindow").strip()

    def active_title(self) -> str:
        """Return the title of the window that has the keyboard."""
        return self._run("xdotool", "getactivewindow", "getwindowname").strip()

    def picture(self) -> Image.Image:
        """Return what is on the screen now."""
        data = (Path(self._folder.name) / "Xvfb_screen0").read_bytes()
        head = [int.from_bytes(data[at : at + 4], "big") for at in range(0, _XWD_HEADER, 4)]
        start, stride, colours = head[0], head[12], head[19]
        pixels = data[start + colours * 12 :]
        return Image.frombuffer("RGB", SIZE, pixels, "raw", "BGRX", stride, 1)

    def colours(self) -> int:
        """Return how many colours are seen, at most 257: an unpainted window has few."""
        small = self.picture().crop((200, 100, 1080, 700))
        found = small.getcolors(256)
        return len(found) if found else 257

    def settle(self, quiet: float, patience: float = PATIENCE) -> None:
        """Wait until nothing was painted for ``quiet`` seconds, a blinking caret aside.

        Raises:
            TimeoutError: it never was that quiet.
        """
        end, since, last = time.monotonic() + patience, time.monotonic(), self.picture()
        while time.monotonic() - since < quiet:
            if time.monotonic() > end:
                raise TimeoutError("the screen does not come to rest")
            time.sleep(0.2)
            now = self.picture()
            if differ(last, now):
                since, last = time.monotonic(), now

    def _done(self, *command: str) -> bool:
        return self._call(command).returncode == 0

    def _run(self, *command: str) -> str:
        return self._call(command).stdout

    def _call(self, command: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "DISPLAY": self.display}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def _start(self, command: list[str], pass_fds: tuple[int, ...] = ()) -> None:
        environment = {**os.environ, "DISPLAY": self.display}
        self.processes.append(
            subprocess.Popen(
                command,
                env=environment,
                pass_fds=pass_fds,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )


def wait(happened: Callable[[], object], what: str, patience: float = PATIENCE) -> float:
    """Wait for ``what`` and return the seconds that it took.

    Raises:
        TimeoutError: it did not happen.
    """
    begun = time.monotonic()
    while not happened():
        if time.monotonic() - begun > patience:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.01)
    return time.monotonic() - begun


def differ(one: Image.Image, other: Image.Image) -> bool:
    """Return whether more than a caret differs."""
    from PIL import ImageChops

    box = ImageChops.difference(one, other).getbbox()
    return box is not None and (box[2] - box[0] > 4 or box[3] - box[1] > 40)
