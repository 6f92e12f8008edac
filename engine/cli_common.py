"""What the verbs of the command line share: exit codes, output, loading, Ctrl+C."""

import argparse
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Final, Protocol

from engine.events import EngineEvent, ModelLoading
from engine.model_info import ModelInfo
from engine.network import keep_libraries_offline
from engine.presets import starter_presets, taught
from engine.request import EditRequest

DONE = 0
WRONG_USAGE = 2
FAILED = 3
CANCELLED = 130

# Names of files may hold anything, and a terminal obeys some of it.
_COMMANDS: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but tabs and line feeds


class UsageError(Exception):
    """The command cannot be carried out as it was typed."""


class OutputError(Exception):
    """Standard output does not take the result."""


class EngineLike(Protocol):
    """What the command line needs of an engine; ``engine.session.Engine`` is one."""

    @property
    def info(self) -> ModelInfo:
        """What is loaded, and where it runs."""
        ...

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Yield the events of one edit."""
        ...


class LoadEngine(Protocol):
    """What makes an engine of a checkpoint folder, and of an adapter's where there is one."""

    def __call__(
        self,
        folder: Path,
        on_loading: Callable[[ModelLoading], None],
        *,
        adapter: Path | None = None,
    ) -> EngineLike:
        """Load the engine; ``on_loading`` hears how far it is."""
        ...


def load_engine(
    folder: Path, on_loading: Callable[[ModelLoading], None], *, adapter: Path | None = None
) -> EngineLike:
    """Load the real engine; torch is imported here and not before."""
    keep_libraries_offline()
    from engine.session import Engine

    return Engine.load(folder, adapter=adapter, on_loading=on_loading)


def add_adapter_option(parser: argparse.ArgumentParser) -> None:
    """Let the person name an adapter."""
    parser.add_argument(
        "--adapter", type=Path, metavar="FOLDER", help="a LoRA adapter for the model, from PEFT"
    )


def put(text: str) -> None:
    """Write what the command was called for to standard output.

    Raises:
        OutputError: there is no standard output, or it takes no more.
        BrokenPipeError: whoever read it has left.
    """
    if sys.stdout is None:
        raise OutputError("standard output is closed, so there is no place for the result")
    with _output_errors():
        sys.stdout.write(text)


def flush_output() -> None:
    """Pass on what was put so far; the same errors as those of ``put``."""
    if sys.stdout is not None:
        with _output_errors():
            sys.stdout.flush()


def abandon_output() -> None:
    """Let what cannot be written go nowhere: Python flushes once more at exit."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _output_errors() -> Iterator[None]:
    """Word the errors of standard output, but for that of a reader who has left."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(
            f"the result cannot be written to standard output: {error.strerror or error}"
        ) from error


def say(text: str) -> None:
    """Write lines for the person, who reads them on standard error; without one nobody does."""
    _tell(f"{_CONTROL.sub(_escaped, text)}\n")


def on_one_line(text: str) -> str:
    """Return a name as a person may see it: line ends and other commands to a terminal escaped."""
    return _COMMANDS.sub(_escaped, text)


def show_progress(text: str) -> None:
    """Show ``text`` as the one line that changes; nothing where nobody watches."""
    if sys.stderr is not None and sys.stderr.isatty():
        _tell(f"\r\x1b[K{on_one_line(text)}")


def _tell(text: str) -> None:
    """Write to standard error; where that fails too, there is nobody left to tell."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode()


def within(folder: Path, words: str) -> str:
    """Return what an error says of ``folder``, without its path, where that is shown already."""
    return words.removeprefix(f"{folder}: ").removeprefix(f"{folder}{os.sep}")


def refusal(error: OSError) -> str:
    """Return what the system refused, where nobody knows more of it."""
    return f"{error.filename or 'the system refuses'}: {error.strerror or error}"


def show_loading(event: ModelLoading) -> None:
    """Show how far a load is, and take the line away when it is done."""
    done = event.stage == "ready"
    share = f" {event.fraction:.0%}" if event.stage == "weights" and event.fraction else ""
    show_progress("" if done else f"loading {event.name}: {event.stage}{share}")


def warn_if_untaught(instruction: str, info: ModelInfo) -> None:
    """Say so where a small model is asked for what it was never taught."""
    if info.taught_only and not taught(instruction):
        known = "; ".join(preset.instruction for preset in starter_presets())
        say(
            f"anneal: warning: the model {info.name} knows only the edits that it was taught, and "
            f"{instruction!r} is none of them: expect poor text. Free instructions need the 26B "
            f"model. It was taught: {known}."
        )


@contextmanager
def cancel_on_interrupt() -> Iterator[threading.Event]:
    """Turn the first Ctrl+C into a set Event, so that the best draft can be told; then as ever."""
    cancel = threading.Event()

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield cancel
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let neither Ctrl+C nor SIGTERM into the block, which is short: what it does is done whole."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = [signal.signal(number, signal.SIG_IGN) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def in_columns(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of as many cells as lines: the first column at the left, the others right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append("  ".join(cells))
    return "\n".join(lines) + "\n"
