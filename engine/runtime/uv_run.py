"""Runs uv and hands on what it writes; knows nothing of what that means.

On systems that have them it runs in a terminal of its own: to others uv tells no progress. The
terminal is closed when this process ends, even where it is killed, and that ends uv.
"""

import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

_LOOK_EVERY: Final = 0.5  # seconds without a word, after which the reader may look at its clock
_PATIENCE: Final = 5.0  # seconds that uv may take to end once it was told to
_WIDTH: Final = 120  # columns; bars need room behind the longest name


class UvFailedError(Exception):
    """uv ended with an error; what it wrote says which."""


def _run_piped(
    command: Sequence[str], environment: Mapping[str, str], flags: int = 0
) -> Generator[str, None, None]:
    """Yield what uv writes to a pipe: which packages are whole, and no more."""
    with subprocess.Popen(
        command,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        creationflags=flags,
    ) as process:
        try:
            for line in process.stdout or ():
                yield line.decode("utf-8", "replace")
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise UvFailedError


if sys.platform == "win32":

    def run_uv(
        command: Sequence[str], environment: Mapping[str, str]
    ) -> Generator[str, None, None]:
        """Yield what uv writes; see the other systems' one."""
        yield from _run_piped(command, environment, subprocess.CREATE_NO_WINDOW)

else:
    import fcntl
    import pty
    import select
    import signal
    import struct
    import termios

    def run_uv(
        command: Sequence[str], environment: Mapping[str, str]
    ) -> Generator[str, None, None]:
        """Yield what uv writes, and "" where it writes nothing for half a second.

        Closing the iterator ends uv.

        Raises:
            UvFailedError: it ended with an error.
            OSError: it cannot be started.
        """
        try:
            process, terminal = pty.fork()
        except OSError:  # no terminal can be had here
            yield from _run_piped(command, environment)
            return
        if process == 0:
            _become(command, environment)
        try:
            yield from _read(terminal)
            code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            process = 0
        finally:
            os.close(terminal)
            if process:
                _end(process)
        if code:
            raise UvFailedError

    def _become(command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Turn this forked process into uv; never returns."""
        try:
            # Whoever started us may have us ignore it; uv is to end with its terminal all the same.
            signal.signal(signal.SIGHUP, signal.SIG_DFL)
            fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 80, _WIDTH, 0, 0))
            os.execve(command[0], list(command), dict(environment))
        finally:
            os.write(2, f"error: {command[0]} cannot be started\n".encode())
            os._exit(127)

    def _read(terminal: int) -> Iterator[str]:
        while True:
            if not select.select([terminal], [], [], _LOOK_EVERY)[0]:
                yield ""
                continue
            try:
                given = os.read(terminal, 2**16)
            except OSError:  # how Linux tells that nobody writes any more
                return
            if not given:
                return
            yield given.decode("utf-8", "replace")

    def _end(process: int) -> None:
        """End uv, which has lost its terminal already."""
        with suppress(ProcessLookupError, ChildProcessError):
            os.kill(process, signal.SIGTERM)
            deadline = time.monotonic() + _PATIENCE
            while time.monotonic() < deadline:
                if os.waitpid(process, os.WNOHANG)[0]:
                    return
                time.sleep(0.02)
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
