"""Notes that modules of the installed runtime are being imported, so that a crash is known later.

A library that is damaged, or does not get on with the driver, may end the whole program while it
is loaded. Where that happened twice in a row, ``activate`` takes the program's own runtime.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from engine.runtime.activate import RuntimeKind, runtime_in_use
from engine.runtime.places import trial_file


@contextmanager
def on_trial() -> Iterator[None]:
    """Count a program that ends in this block; leaving the block, by whatever way, forgets all."""
    in_use = runtime_in_use()
    if in_use.kind is not RuntimeKind.INSTALLED or in_use.folder is None:
        yield
        return
    note = trial_file(in_use.folder)
    # A byte each: several windows may be at it.
    with suppress(OSError), note.open("ab") as file:
        file.write(b".")
    try:
        yield
    finally:
        with suppress(OSError):
            note.unlink(missing_ok=True)
