"""Tries the installation of a runtime out, from end to end and without a network.

The packages are the real ones of the CPU: torch, transformers and all that they need, from a
folder of wheels (`--wheels`; where it lacks some, pip fetches them there first). They are installed
through the real verbs into a data folder of this check's own: killed in the middle, gone on with,
damaged, repaired. Then a draft is made on that runtime and compared, byte by byte, with the one
that this checkout makes on its own packages. At last the runtime is removed.

Usage: check.py [--wheels FOLDER] [--program FILE]    (a packaged anneal; else this checkout)
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.own_command import own_command
from engine.runtime.lock import Lock, lock_text
from wheel_lock import lock_of_wheels

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Teh quick brown fox jump over teh lazy dog , and it were a suny day.\n"
ASKED = ["--lines", "1:1", "--instruction", "Fix spelling and punctuation", "--seed", "7"]
# Of the program's own lock, what the window alone needs; it may lie there, and is not fetched.
OF_THE_WINDOW = ("pyside6", "shiboken6", "pillow", "platformdirs", "mdit-py-plugins")


class CheckFailedError(Exception):
    """Something did not do what it should."""


class Check:
    """One program with a data folder of its own."""

    def __init__(self, program: list[str], folder: Path, wheels: Path, lock: Lock) -> None:
        self._program = program
        self._file = folder / "text.md"
        self._file.write_text(TEXT, encoding="utf-8")
        lock_file = folder / "lock.json"
        lock_file.write_text(lock_text(lock), encoding="utf-8")
        self._named = ["--from", str(wheels), "--lock", str(lock_file)]
        self._environment = os.environ | {
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_STATE_HOME": str(folder / "state"),
            "ANNEAL_OFFLINE": "1",
            "HF_HUB_OFFLINE": "1",
        }
        self.runtimes = folder / "data" / "anneal" / "runtimes"

    def job(self, name: str) -> dict[str, object]:
        """Run a job to its end and return its last event."""
        command = [*self._program, "runtime", name, "--events"]
        command += self._named if name != "remove" else []
        run = subprocess.run(
            command, env=self._environment, check=False, capture_output=True, text=True
        )
        return dict(json.loads(run.stdout.splitlines()[-1]))

    def kill_in_the_middle(self) -> int:
        """Begin an installation, kill it once some packages are whole; return how many."""
        command = [*self._program, "runtime", "install", "--events", *self._named]
        with subprocess.Popen(
            command, env=self._environment, stdout=subprocess.PIPE, text=True
        ) as child:
            for line in child.stdout or ():
                whole = int(json.loads(line).get("items_done", 0))
                if whole:
                    child.send_signal(signal.SIGKILL)
                    return whole
        raise CheckFailedError("it ended before it could be killed")

    def draft(self, runtime: Path | None) -> bytes:
        """Return the draft that is made on a runtime, or on what the program takes by itself."""
        environment = dict(self._environment)
        if runtime is not None:
            environment["ANNEAL_RUNTIME"] = str(runtime)
        command = [*self._program, "rewrite", str(self._file), *ASKED]
        return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def gather(wheels: Path) -> None:
    """Let pip fetch what the folder lacks: torch as the lock words it, all else by its pin."""
    wheels.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(wheels)]
    pins = [
        line
        for name in ("requirements-torch.lock", "requirements.lock")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if not line.startswith(("#", *OF_THE_WINDOW))
    ]
    subprocess.run([*pip, *pins], check=True)


def tell(words: str, start: float) -> None:
    """Say that a step was done as it should, and how long it took."""
    sys.stdout.write(f"{time.monotonic() - start:7.1f} s  {words}\n")
    sys.stdout.flush()


def expect(done: dict[str, object], words: str) -> str:
    """Return what a job says at its end, which has to be a good one.

    Raises:
        CheckFailedError: it is another.
    """
    said = str(done.get("words"))
    if done["event"] != "job_done" or words not in said:
        raise CheckFailedError(f"{done}")
    return said


def check(program: list[str], folder: Path, wheels: Path) -> None:
    """Go through all of it.

    Raises:
        CheckFailedError: something did not do what it should.
    """
    start = time.monotonic()
    lock = lock_of_wheels(wheels)
    tell(f"{len(lock.packages)} packages, {lock.nbytes:,} bytes", start)
    own = Check(own_command(), folder, wheels, lock).draft(None)
    tell(f"this checkout's draft: {own.decode().strip()!r}", start)
    stage = Check(program, folder, wheels, lock)
    tell(f"killed with {stage.kill_in_the_middle()} packages whole", start)
    tell(expect(stage.job("install"), "is installed"), start)
    tell(expect(stage.job("repair"), "are whole"), start)
    damaged = _runtime(stage) / "transformers" / "__init__.py"
    damaged.write_bytes(damaged.read_bytes()[::-1])
    tell("damaged: " + expect(stage.job("repair"), "is whole"), start)
    on_it = stage.draft(_runtime(stage))
    if on_it != own:
        raise CheckFailedError(f"another draft on the runtime: {on_it.decode()!r}")
    tell("the draft on the runtime is the same, byte by byte", start)
    tell(expect(stage.job("remove"), "free again"), start)
    left = sorted(path.name for path in stage.runtimes.iterdir())
    if left:
        raise CheckFailedError(f"left behind: {left}")
    tell("nothing is left", start)


def _runtime(stage: Check) -> Path:
    text = (stage.runtimes / "current.json").read_text(encoding="utf-8")
    return stage.runtimes / str(json.loads(text)["folder"])


def main() -> int:
    """Check what the command line names; return 1 where something is wrong."""
    parser = argparse.ArgumentParser(description="Try the installation of a runtime out, offline")
    parser.add_argument("--wheels", type=Path, default=ROOT / "build" / "wheels", metavar="FOLDER")
    parser.add_argument("--program", type=Path, metavar="FILE", help="a packaged anneal")
    options = parser.parse_args()
    program = own_command() if options.program is None else [str(options.program.absolute())]
    gather(options.wheels)
    folder = Path(tempfile.mkdtemp(prefix="anneal-runtime-"))
    try:
        check(program, folder, options.wheels.absolute())
    except CheckFailedError as error:
        sys.stderr.write(f"anneal: {error}\n")
        return 1
    finally:
        shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
