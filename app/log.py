"""The log file: that something happened and where in the program, never what a person wrote.

Values are left out of what is logged unless they are numbers: a string may be text of a document
or an instruction, an error's own words may quote either, and a path names people and projects. Of
a path the suffix is kept, of an error its class and the places in the program. No Qt.
"""

import errno
import logging
import os
import platform
import re
import sys
import time
import traceback
from pathlib import Path, PurePath
from typing import Final

from app.jobs.work import Phase, WorkState
from engine.jobs import JobFailed
from engine.model_info import ModelInfo

LOG_NAME: Final = "anneal.log"
MOST_BYTES: Final = 1_000_000  # of one file
FILES: Final = 3

_OWN = ("app", "engine", "__main__")  # packages whose words are constants
# Verbs of our own whose work may be named; what follows them may be a person's own.
_VERBS = ("models", "runtime", "download", "quantize", "verify", "remove", "install", "repair")
_CLASS_NAME = re.compile(r"[A-Za-z]{1,40}")
_START = re.compile(r" (\d+) INFO app\.life: started: ")
_END = re.compile(r" (\d+) INFO app\.life: stopped with | start (\d+) did not end in order")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")
_life = logging.getLogger("app.life")  # start, end and models; all else is heard from WARNING on


class Plain(str):
    """A string that is the program's own and may stand in the log."""

    __slots__ = ()


def note_start() -> None:
    """Note that the window is up."""
    words = (platform.system(), platform.machine(), platform.python_version())
    _life.info("started: %s %s, Python %s", *map(Plain, words))


def note_stop(code: int) -> None:
    """Note that the window is gone."""
    _life.info("stopped with %d", code)


def note_model(info: ModelInfo) -> None:
    """Note that a model was loaded."""
    place = Plain("cuda" if info.device == "cuda" else "cpu")
    _life.info("a model of %d weights, %d bytes, on %s", info.parameters, info.weight_bytes, place)


def note_no_model(folder: Path) -> None:
    """Note that a model could not be loaded."""
    del folder
    _life.info("a model could not be loaded")


def note_unloaded() -> None:
    """Note that the model was let go."""
    _life.info("the model was unloaded")


def note_engine_lost(kind: str) -> None:
    """Note that the engine broke, and was or is to be started anew.

    Args:
        kind: the name of the error's class.
    """
    _life.info("the engine was lost: %s", _class_name(kind))


class WorkLog:
    """Notes when long work begins and how it ends: its verb, and nothing of what it works on."""

    def __init__(self) -> None:
        self._phases: dict[str, Phase] = {}

    def note(self, state: WorkState) -> None:
        """Hear how a work stands; what was told already is not told again."""
        key, phase = state.work.key, state.phase
        if self._phases.get(key) is phase or phase is Phase.WAITING:
            return
        self._phases[key] = phase
        verb = [Plain(word) for word in state.work.verb[:2] if word in _VERBS]
        words = Plain(" ".join(verb) or "work")
        if isinstance(state.end, JobFailed):
            _life.info("%s failed: %s", words, _class_name(state.end.kind))
        else:
            _life.info("%s: %s", words, Plain(phase.name.lower()))
        if state.over:
            del self._phases[key]


def _class_name(kind: str) -> Plain:
    return Plain(kind if _CLASS_NAME.fullmatch(kind) else "unknown")


def unended(log: str) -> tuple[int, ...]:
    """Return the processes that ``log`` has a start of, and neither an end nor a note of that."""
    open_starts: dict[int, None] = {}
    for line in log.splitlines():
        if (start := _START.search(line)) is not None:
            open_starts[int(start[1])] = None
        elif (end := _END.search(line)) is not None:
            open_starts.pop(int(end[1] or end[2]), None)
    return tuple(open_starts)


class LogFile(logging.Handler):
    """Writes ``anneal.log`` and keeps two older ones; what the disk refuses is not written.

    Opened anew for each record: records are few, several windows may write, and no system has to
    rename a file that is open.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.INFO)
        self._path = folder / LOG_NAME

    def install(self) -> None:
        """Hear every logger; a terminal gets what it got before."""
        _life.setLevel(logging.INFO)
        root = logging.getLogger()
        root.addHandler(self)
        if logging.lastResort is not None:
            root.addHandler(logging.lastResort)

    def note_unended(self) -> None:
        """Note each earlier start that did not end in order: killed, or crashed in a library.

        Not on Windows, where a process cannot be asked after without further libraries.
        """
        try:
            log = self._path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        for process in unended(log):
            if not _is_running(process):
                _life.warning("start %d did not end in order", process)

    def note_crash(self, error: BaseException) -> None:
        """Write down an error that nobody caught."""
        info = (type(error), error, error.__traceback__)
        self.handle(
            logging.LogRecord(
                "app.crash_net", logging.CRITICAL, "", 0, "nobody caught an error", (), info
            )
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            data = (describe(record) + "\n").encode("utf-8", "backslashreplace")
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._make_room(len(data))
            with self._path.open("ab") as file:
                file.write(data)
        except OSError:
            return

    def _make_room(self, size: int) -> None:
        try:
            if self._path.stat().st_size + size <= MOST_BYTES:
                return
        except FileNotFoundError:
            return
        for number in range(FILES - 1, 0, -1):
            newer = self._path if number == 1 else _older(self._path, number - 1)
            if newer.exists():
                newer.replace(_older(self._path, number))


if sys.platform == "win32":

    def _is_running(process: int) -> bool:
        return process > 0

else:

    def _is_running(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def _older(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def describe(record: logging.LogRecord) -> str:
    """Return what the log says of ``record``: one line, and the places of an error below it."""
    moment = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(record.created))
    lines = [f"{moment} {record.process} {record.levelname} {record.name}: {_words(record)}"]
    error = record.exc_info[1] if record.exc_info else None
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        lines.append(f"  {_error(error)}")
        for frame in traceback.extract_tb(error.__traceback__):
            place = "/".join(PurePath(frame.filename).parts[-2:])
            lines.append(f"    {place}:{frame.lineno} {frame.name}")
        error = error.__cause__ or error.__context__
    return "\n".join(lines)


def _words(record: logging.LogRecord) -> str:
    """Return the record's own words; of other people's libraries only the place that spoke."""
    if record.name.partition(".")[0] not in _OWN or not isinstance(record.msg, str):
        return f"{record.module}:{record.lineno}"
    if not isinstance(record.args, tuple):
        return record.msg
    try:
        return record.msg % tuple(map(_harmless, record.args))
    except (TypeError, ValueError):
        return record.msg


def _harmless(value: object) -> object:
    if isinstance(value, int | float | Plain):
        return value
    if isinstance(value, PurePath):
        return f"a {value.suffix} file" if _SUFFIX.fullmatch(value.suffix) else "a path"
    if isinstance(value, BaseException):
        return _error(value)
    return f"<{type(value).__name__}>"


def _error(error: BaseException) -> str:
    name = type(error).__name__
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} {errno.errorcode.get(error.errno, error.errno)}"
    return name
