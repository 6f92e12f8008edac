"""A process that does what its arguments say, in place of our own program.

Each argument is an order: ``event`` and a line of JSON, ``raw`` and text without a line's end,
``err`` and text, ``sleep`` and seconds, ``exit`` and a code, ``crash``, ``stubborn`` (no SIGTERM
is heard), ``polite`` (SIGTERM ends it with JobStopped), ``env`` and a variable's name.
"""

import os
import signal
import sys
import time
from types import FrameType

from engine.job_json import job_line
from engine.jobs import JobStopped


def main(orders: list[str]) -> None:
    """Carry out the orders."""
    left = iter(orders)
    for order in left:
        if order == "event":
            _put(next(left) + "\n")
        elif order == "raw":
            _put(next(left))
        elif order == "err":
            sys.stderr.write(next(left) + "\n")
            sys.stderr.flush()
        elif order == "sleep":
            time.sleep(float(next(left)))
        elif order == "exit":
            raise SystemExit(int(next(left)))
        elif order == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        elif order == "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        elif order == "polite":
            signal.signal(signal.SIGTERM, _stop)
        elif order == "env":
            _put(f'"{os.environ.get(next(left), "")}"\n')


def _stop(_number: int, _frame: FrameType | None) -> None:
    _put(job_line(JobStopped("as you wished")) + "\n")
    raise SystemExit(130)


def _put(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
