"""Holds Python's garbage collector off where Qt must not be disturbed; knows no widget."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_held() -> Iterator[None]:
    """Collect nothing meanwhile.

    A new style or style sheet goes through a list of all widgets and calls each of them. Python
    code that runs there can start a collection, which destroys widgets that nobody holds any more
    and that stand further down in that list: the program would crash.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
