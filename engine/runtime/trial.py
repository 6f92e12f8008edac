"""Notes that modules of the installed runtime are being imported, so that a crash is known later.

A library that is damaged, or does not get on with the driver, may end the whole program while it
is loaded. Where that happened twice in a row, ``activate`` takes the program's own runtime.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from engine.runtime.activate import RuntimeKind, runtime_in_use
from engine.runtime.trial_notes import TrialNote, begin, drop, forget_ended

_mine: Final[list[TrialNote]] = []  # of this process: a thread that was given up may hold one more


@contextmanager
def on_trial() -> Iterator[None]:
    """Count a program that ends in this block; leaving the block, by whatever way, forgets all."""
    in_use = runtime_in_use()
    if in_use.kind is not RuntimeKind.INSTALLED or in_use.folder is None:
        yield
        return
    note = begin(in_use.folder)
    if note is not None:
        _mine.append(note)
    try:
        yield
    finally:
        # Unless ``end_trials`` was faster, on another thread.
        if note is not None:
            with suppress(ValueError):
                _mine.remove(note)
                drop(note)
        forget_ended(in_use.folder)


def end_trials() -> None:
    """Say that this program leaves by its own will, in the middle of a block too: no crash.

    Earlier ones stay counted.
    """
    with suppress(IndexError):
        while True:
            drop(_mine.pop())
