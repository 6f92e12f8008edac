"""What a test tells the program that stands for ours, and what that was asked."""

import json
import sys
from pathlib import Path

import pytest

from engine.job_json import job_line
from engine.jobs import JobEvent

_PROGRAM = Path(__file__).with_name("fake_program.py")


class FakeProgram:
    """Answers the children that the window starts."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self._folder = folder
        command = (sys.executable, "-S", "-E", str(_PROGRAM), str(folder))
        monkeypatch.setattr("app.jobs.child.own_command", lambda: command)

    @property
    def calls(self) -> list[str]:
        """Return every call so far, as it would be typed."""
        file = self._folder / "calls"
        return file.read_text(encoding="utf-8").split("\n")[:-1] if file.exists() else []

    def answer(self, verb: str, value: object) -> None:
        """Let the query ``verb`` ("models-list") have this answer."""
        self._put(f"{verb}.answer", json.dumps(value, default=str))

    def withhold(self, verb: str) -> None:
        """Let the query ``verb`` wait for its answer until ``answer_now``."""
        (self._folder / f"{verb}.answer").unlink()

    def answer_now(self, verb: str, value: object) -> None:
        """Answer a query that was withheld."""
        self._order(verb, [json.dumps(value, default=str), "END"])

    def refuse(self, verb: str, words: str) -> None:
        """Let the errand ``verb`` fail with ``words``, until it has an answer."""
        self._put(f"{verb}.refusal", words)

    def play(self, verb: str, *events: JobEvent, end: bool = False) -> None:
        """Let the job ``verb`` tell these events, and end."""
        self._order(verb, [job_line(event) for event in events] + (["END"] if end else []))

    def _order(self, verb: str, lines: list[str]) -> None:
        with (self._folder / f"{verb}.orders").open("a", encoding="utf-8") as orders:
            orders.write("".join(f"{line}\n" for line in lines))

    def _put(self, name: str, words: str) -> None:
        """Write a file that is there whole or not at all: a child may be looking."""
        new = self._folder / f"{name}.new"
        new.write_text(words, encoding="utf-8")
        new.replace(self._folder / name)
