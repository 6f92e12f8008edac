"""What the tests of jobs ask of their events and of what was installed."""

import subprocess
import sys
from pathlib import Path

from engine.jobs import JobDone, JobEvent
from engine.runtime.build import Wish
from engine.runtime.fetch import Source
from engine.runtime.lock import Lock

KB = 1000


def offline(lock: Lock, wheels: Path) -> Wish:
    return Wish(lock, Source(wheels))


def done(events: list[JobEvent]) -> JobDone:
    assert isinstance(events[-1], JobDone)
    return events[-1]


def imported(folder: Path, name: str) -> str:
    """Return the version of a package as a program on this runtime imports it."""
    code = f"import sys; sys.path.append({str(folder)!r}); import {name}; print({name}.version)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()
