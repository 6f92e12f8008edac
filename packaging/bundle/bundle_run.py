"""Runs the built bundle as people do, from odd places and in odd environments."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

SEED: Final = "7"
TEXT: Final = "We recieve the file and seperate the lines before the parser reads them.\n"
REWRITE: Final = (
    *("rewrite", "notes.md", "--lines", "1:1", "--instruction", "Fix spelling and punctuation."),
    *("--seed", SEED),
)
_PATIENCE_S: Final = 300.0
# Of the environment that a person has anyway.
_PLAIN: Final = ("PATH", "LANG", "LC_ALL", "TERM")


def plain_environment(home: Path | None) -> dict[str, str]:
    """Return an environment without anything of this checkout; ``None`` for one without a home."""
    kept = {name: os.environ[name] for name in _PLAIN if name in os.environ}
    if home is not None:
        kept["HOME"] = str(home)
    return kept | {"QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, after the start of the process.

    Attributes:
        seconds: by the clock.
        work: of the processor, for this process; in seconds.
    """

    seconds: float
    work: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how the bundle is run.

    Attributes:
        program: the file that is started.
        work: the folder to stand in; holds `notes.md`.
        environment: all of it.
        before: what comes before the program on the command line.
    """

    program: Path
    work: Path
    environment: Mapping[str, str]
    before: tuple[str, ...] = field(default=())

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        return subprocess.run(
            [*self.before, str(self.program), *arguments],
            cwd=self.work,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )

    def rewrite(self) -> bytes:
        """Return the draft of the text that every place rewrites.

        Raises:
            RuntimeError: there is none.
        """
        ended = self.run(*REWRITE)
        if ended.returncode:
            raise RuntimeError(ended.stderr.strip() or f"ended with {ended.returncode}")
        return ended.stdout.encode()


@contextmanager
def work_folder(name: str = "work") -> Iterator[Path]:
    """Give a fresh folder with the text and an empty home in it."""
    with tempfile.TemporaryDirectory(prefix="anneal-check-") as made:
        folder = Path(made) / name
        (folder / "home").mkdir(parents=True)
        (folder / "notes.md").write_text(TEXT, encoding="utf-8")
        yield folder


def in_checkout(root: Path, work: Path) -> bytes:
    """Return the same draft as the checkout makes it.

    Raises:
        RuntimeError: there is none.
    """
    code = "import sys; from app.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", code, *REWRITE]
    environment = plain_environment(work / "home") | {"PYTHONPATH": str(root)}
    ended = subprocess.run(command, cwd=work, env=environment, capture_output=True, check=False)
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace"))
    return ended.stdout


def linked_copy(bundle: Path, folder: Path) -> Path:
    """Put the bundle into ``folder`` too, without a copy of its bytes, and return its program."""
    target = folder / "anneal"
    shutil.copytree(bundle, target, symlinks=True, copy_function=os.link)
    return target / "anneal"


def times_of_start(place: Place, until: Sequence[str], file: Path) -> dict[str, Moment]:
    """Start the window, wait for what ``until`` names, and end it.

    Args:
        place: where; its environment is used as it is.
        until: such as "painted" and "ready".
        file: for the times, made anew.

    Returns:
        When each of them happened.

    Raises:
        RuntimeError: it did not come to that.
    """
    file.write_bytes(b"")
    environment = dict(place.environment) | {"ANNEAL_TIMES": str(file)}
    with tempfile.TemporaryFile() as errors:
        begun = time.monotonic()
        child = subprocess.Popen(
            [*place.before, str(place.program), "--new-window"],
            cwd=place.work,
            env=environment,
            stdout=errors,
            stderr=errors,
        )
        try:
            while True:
                times = read_times(file.read_text(encoding="utf-8"), begun)
                if set(until) <= set(times):
                    return times
                if child.poll() is not None or time.monotonic() - begun > _PATIENCE_S:
                    errors.seek(0)
                    raise RuntimeError(errors.read().decode(errors="replace") or "no window")
                time.sleep(0.002)
        finally:
            child.terminate()
            child.wait()


def read_times(text: str, begun: float) -> dict[str, Moment]:
    """Return what a program has written of its start, which was at ``begun``."""
    lines = [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return {what: Moment(float(when) - begun, float(work)) for what, when, work in lines}
