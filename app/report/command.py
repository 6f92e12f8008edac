"""`anneal doctor --report`: the report without a window."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from app.build import program_version, this_build
from app.report.text import (
    Section,
    common_sections,
    package_lines,
    person_of,
    report_text,
)
from app.settings_file import load_settings, settings_path
from engine.own_command import own_command
from engine.runtime.activate import runtime_in_use

DOCTOR: Final = ("doctor", "--anonymous")
# The exit codes of every verb.
DONE: Final = 0
WRONG_USAGE: Final = 2
FAILED: Final = 3
CANCELLED: Final = 130


def main(arguments: Sequence[str]) -> int:
    """Print the report; what the doctor finds is no failure of it."""
    if arguments:
        _say("anneal doctor --report takes nothing else")
        return WRONG_USAGE
    settings = load_settings(settings_path()).settings
    run = subprocess.run(
        [*own_command(), *DOCTOR],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    about = f"Anneal {program_version()}, {this_build().words()}\n{runtime_in_use().words}"
    doctor = run.stdout or run.stderr
    common = common_sections(settings, doctor, package_lines())
    sections = [Section("Anneal", about), *common]
    text = report_text(sections, person_of(settings))
    return _put(text)


def _put(text: str) -> int:
    """Write the report to standard output, and return the exit code."""
    if sys.stdout is None:
        _say("anneal doctor: standard output is closed, so there is no place for the report")
        return FAILED
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read it has left, and knows it
        _abandon_output()
        return CANCELLED
    except OSError as error:
        _say(f"anneal doctor: the report cannot be written: {error.strerror or error}")
        _abandon_output()
        return FAILED
    return DONE


def _abandon_output() -> None:
    """Let what cannot be written go nowhere: Python flushes once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(words: str) -> None:
    """Tell the person, where there is a stream for that."""
    if sys.stderr is not None:
        sys.stderr.write(f"{words}\n")
