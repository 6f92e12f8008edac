"""`anneal doctor --report`: what it takes, and where its words go."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.report import command
from app.report.command import CANCELLED, FAILED, WRONG_USAGE

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "given", [["--json", "--report"], ["--report", "--json"], ["--anonymous", "--report", "x"]]
)
def test_a_report_takes_nothing_else(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    # Whoever asks for a report shows it to others: no other option may turn it into what names
    # the person's folders.
    assert main(["doctor", *given]) == WRONG_USAGE
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "anneal doctor --report takes nothing else\n")


@pytest.mark.parametrize(("closed", "code"), [(True, FAILED), (False, CANCELLED)])
def test_a_report_that_nobody_takes_is_no_traceback(closed: bool, code: int) -> None:
    run = (
        "import sys\n"
        "from app.report import command\n"
        "command.report_text = lambda *_: 'told' * 100_000\n"
        "command.DOCTOR = ('version',)\n"
        "sys.exit(command.main([]))\n"
    )
    reading, writing = os.pipe()
    os.close(reading)
    shell = f'exec "$@" {">&-" if closed else ""}'
    try:
        child = subprocess.run(
            ["/bin/sh", "-c", shell, "-", sys.executable, "-c", run],
            cwd=ROOT,
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    finally:
        os.close(writing)
    assert child.returncode == code, child.stderr
    assert "Traceback" not in child.stderr
    assert ("standard output is closed" in child.stderr) is closed


def test_words_in_another_encoding_are_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    say = "import sys; sys.stdout.buffer.write(b'caf\\xe9'); sys.stdout.buffer.flush()"
    monkeypatch.setattr(command, "own_command", lambda: [sys.executable, "-c", say])
    assert command.main([]) == 0
    assert "caf\ufffd".encode() in capfdbinary.readouterr().out
