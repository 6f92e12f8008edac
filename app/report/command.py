"""`anneal doctor --report`: the report without a window."""

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
from app.settings import load_settings, settings_path
from engine.own_command import own_command
from engine.runtime.activate import runtime_in_use

DOCTOR: Final = ("doctor", "--anonymous")
_USAGE_ERROR: Final = 2


def main(arguments: Sequence[str]) -> int:
    """Print the report; what the doctor finds is no failure of it."""
    if arguments:
        sys.stderr.write("anneal doctor --report takes nothing else\n")
        return _USAGE_ERROR
    settings = load_settings(settings_path()).settings
    run = subprocess.run(
        [*own_command(), *DOCTOR], capture_output=True, encoding="utf-8", check=False
    )
    about = f"Anneal {program_version()}, {this_build().words()}\n{runtime_in_use().words}"
    doctor = run.stdout or run.stderr
    common = common_sections(settings, doctor, package_lines())
    sections = [Section("Anneal", about), *common]
    text = report_text(sections, person_of(settings))
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0
