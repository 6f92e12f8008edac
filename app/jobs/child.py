"""One verb of our own program as a process of its own; knows no verb and no event."""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal, Slot

from app.jobs.living import note_end, note_start
from engine.own_command import own_command

_PATIENCE_MS: Final = 5000  # from the wish to stop until the process is killed
_ON_WINDOWS: Final = sys.platform == "win32"


class Child(QObject):
    """A process with its own session, so that what it started ends with it.

    Signals:
        wrote(bytes), complained(bytes): pieces of its standard output and standard error.
        ended(str): it is gone; in words how where that was out of the ordinary, else "".
        not_started(str): it never began, in the system's words.
    """

    wrote = Signal(object)
    complained = Signal(object)
    ended = Signal(str)
    not_started = Signal(str)

    def __init__(
        self,
        verb: Sequence[str],
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """Prepare the process, and start nothing.

        Args:
            verb: the verb and its arguments.
            environment: variables that are set beside those of this process.
            command: what takes the verb; our own program where it is empty.
            parent: owns the process.
        """
        super().__init__(parent)
        program, *before = command or own_command()
        self._process = QProcess(self)
        self._process.setProgram(program)
        self._process.setArguments([*before, *verb])
        self._process.setProcessEnvironment(_environment(environment))
        self._process.setStandardInputFile(QProcess.nullDevice())
        if not _ON_WINDOWS:
            parameters = QProcess.UnixProcessParameters()
            parameters.flags = QProcess.UnixProcessFlag.CreateNewSession
            self._process.setUnixProcessParameters(parameters)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._read_complaints)
        self._process.finished.connect(self._note_end)
        self._process.errorOccurred.connect(self._note_error)
        self._killing = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._killing.timeout.connect(self.kill)

    def start(self) -> None:
        """Start it."""
        note_start(self)
        self._process.start()

    def terminate(self) -> None:
        """Ask it to end, and kill it where it does not within five seconds.

        A process without a window hears no such wish on Windows: there it is killed at once, and
        what it was doing can go on from what is whole.
        """
        if self._process.state() is QProcess.ProcessState.NotRunning:
            return
        if _ON_WINDOWS:
            self.kill()
        else:
            self._process.terminate()
            self._killing.start()

    @Slot()
    def kill(self) -> None:
        """Kill it, and all that it started."""
        number = self._process.processId()
        if self._process.state() is QProcess.ProcessState.NotRunning or not number:
            return
        if _ON_WINDOWS:
            QProcess.execute("taskkill", ["/PID", str(number), "/T", "/F"])
        else:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(number, signal.SIGKILL)
        self._process.kill()

    def wait(self, milliseconds: int) -> bool:
        """Wait for its end; return whether it is gone."""
        return self._process.waitForFinished(milliseconds) or (
            self._process.state() is QProcess.ProcessState.NotRunning
        )

    @Slot()
    def _read(self) -> None:
        if given := self._process.readAllStandardOutput().data():
            self.wrote.emit(given)

    @Slot()
    def _read_complaints(self) -> None:
        if given := self._process.readAllStandardError().data():
            self.complained.emit(given)

    @Slot(int, QProcess.ExitStatus)
    def _note_end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._killing.stop()
        note_end(self)
        self._read()
        self._read_complaints()
        if status is QProcess.ExitStatus.CrashExit:
            self.ended.emit("it was killed, or it crashed")
        else:
            self.ended.emit(f"it ended with the code {code}" if code else "")

    @Slot(QProcess.ProcessError)
    def _note_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            note_end(self)
            self.not_started.emit(self._process.errorString())


def _environment(given: Mapping[str, str]) -> QProcessEnvironment:
    """Return the environment of this process with ``given`` beside it."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUTF8", "1")
    for name, value in given.items():
        environment.insert(name, value)
    return environment
