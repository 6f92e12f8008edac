"""The held-out cases that quality is measured on: read from a file, or made by the checkout."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, fields
from pathlib import Path

MAKER = Path(__file__).resolve().parents[2] / "packaging" / "starter" / "cases.py"


class CasesError(Exception):
    """There are no cases, or they cannot be read."""


@dataclass(frozen=True, slots=True)
class Case:
    """One edit with a known answer.

    Attributes:
        task: what is measured together.
        instruction: what the person asks.
        language: of the text, as in ``EditRequest``.
        selected: the text before the edit.
        target: the text that the edit should give.
    """

    task: str
    instruction: str
    language: str
    selected: str
    target: str


def read_cases(path: Path) -> list[Case]:
    """Read one JSON object a line; other keys than those of ``Case`` are left alone.

    Raises:
        CasesError: the file cannot be read, or a line is not a case.
    """
    names = [field.name for field in fields(Case)]
    cases = []
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CasesError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            values = [entry[name] for name in names]
        except (ValueError, KeyError, TypeError) as error:
            raise CasesError(f"{path}, line {number}: no case with {', '.join(names)}") from error
        if not all(isinstance(value, str) for value in values) or not values[-1].strip():
            raise CasesError(
                f"{path}, line {number}: every value is a text and target is not empty"
            )
        cases.append(Case(*values))
    return cases


def make_cases(per_task: int) -> list[Case]:
    """Let the checkout make ``per_task`` cases of every task, from held-out documents.

    Raises:
        CasesError: Anneal runs without its checkout, or the maker failed.
    """
    if not MAKER.is_file():
        raise CasesError(
            "the cases are made by packaging/starter/cases.py of Anneal's source, which is not "
            "here: name a file of cases with --cases, or run this in a checkout"
        )
    with tempfile.TemporaryDirectory(prefix="anneal-cases-") as folder:
        out = Path(folder) / "cases.jsonl"
        command = [sys.executable, str(MAKER), "--out", str(out), "--per-task", str(per_task)]
        result = subprocess.run(
            command, cwd=MAKER.parents[2], capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            raise CasesError(f"the cases could not be made:\n{result.stderr.strip()}")
        return read_cases(out)
