"""Says when Python's garbage collector may run, so that it disturbs neither Qt nor a person.

Knows no widget.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Passes over the middle generation until all are walked although no moment was quiet: some four
# million objects more than there were, ten minutes and more of a run without any rest.
_MIDDLE_PER_FULL = 500


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


def hold_full_collections() -> None:
    """Have the young generations collected as ever, and all of them hardly ever by themselves.

    A full collection walks all objects that are not frozen, a tenth of a second with a document
    of 1 MB, and it comes whenever objects are made: in the middle of a run or of typing. Whoever
    calls this makes full collections at moments of its own choice.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _MIDDLE_PER_FULL)


def collect_new() -> bool:
    """Free the cycles made since the last freeze and freeze the rest; return whether it was done.

    It is not where the collector is held. What was frozen is neither walked nor freed.
    """
    if not gc.isenabled():
        return False
    gc.collect()
    gc.freeze()
    return True


def collect_all() -> bool:
    """Free all cycles, those that were frozen while they were in use too; as ``collect_new``."""
    if not gc.isenabled():
        return False
    gc.unfreeze()
    return collect_new()
