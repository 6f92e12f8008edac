"""What the verbs of the command line share: exit codes, loading with progress, Ctrl+C."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Protocol

from engine.events import EngineEvent, ModelLoading
from engine.model_info import ModelInfo
from engine.presets import starter_presets, taught
from engine.request import EditRequest

DONE = 0
WRONG_USAGE = 2
FAILED = 3
CANCELLED = 130


class UsageError(Exception):
    """The command cannot be carried out as it was typed."""


class EngineLike(Protocol):
    """What the command line needs of an engine; ``engine.session.Engine`` is one."""

    @property
    def info(self) -> ModelInfo:
        """What is loaded, and where it runs."""
        ...

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Yield the events of one edit."""
        ...


LoadEngine = Callable[[Path, Callable[[ModelLoading], None]], EngineLike]


def load_engine(folder: Path, on_loading: Callable[[ModelLoading], None]) -> EngineLike:
    """Load the real engine; torch is imported here and not before."""
    from engine.session import Engine

    return Engine.load(folder, on_loading=on_loading)


def say(text: str) -> None:
    """Write a line for the person, who reads it on standard error."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def show_progress(text: str) -> None:
    """Show ``text`` as the one line that changes; nothing where nobody watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()


def show_loading(event: ModelLoading) -> None:
    """Show how far a load is, and take the line away when it is done."""
    done = event.stage == "ready"
    show_progress("" if done else f"loading {event.name}: {event.stage} {event.fraction:.0%}")


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
