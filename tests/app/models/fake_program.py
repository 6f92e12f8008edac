"""Stands for our own program in tests: answers queries, and plays jobs as a test orders.

Run as ``python fake_program.py FOLDER VERB...``. ``FOLDER/<verb>.answer`` is printed at once, or
``FOLDER/<verb>.refusal`` as an error; where there is neither, the lines of
``FOLDER/<verb>.orders`` are printed as a test adds them, and ``END`` ends the process. SIGTERM
stops it in order. Every call is noted in ``FOLDER/calls``.
"""

import os
import signal
import sys
import time
from pathlib import Path

STOPPED = '{"event": "job_stopped", "words": "stopped; the same command goes on"}\n'


def file_name(verb: list[str]) -> str:
    """Return the name of a verb's files: its words without options and paths."""
    words = [word for word in verb[:2] if not word.startswith("-") and os.sep not in word]
    return "-".join(words)


def main(folder: Path, verb: list[str]) -> int:
    """Answer or play."""
    with (folder / "calls").open("a", encoding="utf-8") as calls:
        calls.write(" ".join(verb) + "\n")
    signal.signal(signal.SIGTERM, _stop)
    name = file_name(verb)
    if (answer := folder / f"{name}.answer").exists():
        _put(answer.read_text(encoding="utf-8"))
        return 0
    if (refusal := folder / f"{name}.refusal").exists():
        sys.stderr.write(f"anneal {verb[0]}: {refusal.read_text(encoding='utf-8')}\n")
        return 3
    orders, told = folder / f"{name}.orders", 0
    while True:
        lines = orders.read_text(encoding="utf-8").split("\n")[:-1] if orders.exists() else []
        for line in lines[told:]:
            told += 1
            if line == "END":
                orders.unlink()
                return 0
            _put(line + "\n")
        time.sleep(0.005)


def _stop(_number: int, _frame: object) -> None:
    _put(STOPPED)
    os._exit(130)


def _put(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
