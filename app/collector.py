"""Says when Python's garbage collector may run, so that it disturbs neither Qt nor a person.

There is one for all threads, and several may want it off at the same time: the window while it
takes another style, the engine's thread while it imports. It is off until the last of them is
through. Knows no widget.

Left to itself Python collects on whichever thread makes the next object. A cycle with a widget in
it that nobody owns would then be freed on the engine's thread, and the program would crash: so the
window takes it over, and makes the passes itself.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Passes over the middle generation until all are walked although no moment was quiet: some four
# million objects more than there were, ten minutes and more of a run without any rest.
_MIDDLE_PER_FULL = 500


class _Holds:
    """Who wants the collector off now, and whether it is wanted at all afterwards."""

    def __init__(self) -> None:
        # Once more on the same thread: what a collection frees may come back here.
        self._lock = threading.RLock()
        self._holds: list[threading.Event] = []
        self._wanted = False
        self._by_hand = False
        self._freeze = False

    @property
    def free(self) -> bool:
        """Return whether a pass may be made now."""
        with self._lock:
            held = any(not over.is_set() for over in self._holds)
            return not held and (self._by_hand or gc.isenabled())

    def begin(self, over: threading.Event) -> None:
        """Have it off until ``end``, or until ``over`` is set and somebody else ends."""
        with self._lock:
            if not self._holds:
                self._wanted = gc.isenabled()
            self._holds.append(over)
            gc.disable()

    def end(self, over: threading.Event, *, freeze: bool = False) -> None:
        """End the hold of ``over``; what there is by then is frozen before it is on again."""
        with self._lock:
            self._holds = [one for one in self._holds if one is not over and not one.is_set()]
            self._freeze |= freeze
            self._settle()

    def take_over(self) -> None:
        """Have no pass but those that are called for."""
        with self._lock:
            self._by_hand, self._wanted = True, False
            gc.disable()

    def give_back(self) -> None:
        """Have it on as soon as nobody holds it."""
        with self._lock:
            self._by_hand, self._wanted = False, True
            self._settle()

    def _settle(self) -> None:
        if self._holds:
            return
        if self._freeze and (self._wanted or self._by_hand):
            gc.freeze()
        if self._wanted:
            gc.enable()
        self._freeze = False


_holds = _Holds()


@contextmanager
def collector_rests(until: threading.Event) -> Iterator[None]:
    """Collect nothing meanwhile, and never walk again what was made.

    Args:
        until: set where the thread in the block was given up. It may sit there for ever, and
            holds nobody up any longer.
    """
    _holds.begin(until)
    try:
        yield
    finally:
        _holds.end(until, freeze=True)


@contextmanager
def collector_held() -> Iterator[None]:
    """Collect nothing meanwhile.

    A new style or style sheet goes through a list of all widgets and calls each of them. Python
    code that runs there can start a collection, which destroys widgets that nobody holds any more
    and that stand further down in that list: the program would crash.
    """
    hold = threading.Event()
    _holds.begin(hold)
    try:
        yield
    finally:
        _holds.end(hold)


def collect_by_hand() -> None:
    """Collect nothing from now on but where ``collect_due``, ``collect_new`` or ``collect_all`` do.

    Full collections hardly ever come due. One walks all objects that are not frozen, a tenth of a
    second with a document of 1 MB: whoever calls this makes them at moments of its own choice.
    """
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, _MIDDLE_PER_FULL)
    _holds.take_over()


def collect_by_itself() -> None:
    """Let the collector run by itself, now or once nobody holds it any more."""
    _holds.give_back()


def collect_due() -> None:
    """Make the pass, if any, that Python would have made by itself by now."""
    if not _holds.free:
        return
    due = [count > limit for count, limit in zip(gc.get_count(), gc.get_threshold(), strict=True)]
    if due[2] and due[1]:
        gc.collect()
    elif due[1]:
        gc.collect(1)
    elif due[0]:
        gc.collect(0)


def collect_new() -> bool:
    """Free the cycles made since the last freeze and freeze the rest; return whether it was done.

    It is not where the collector is held. What was frozen is neither walked nor freed.
    """
    if not _holds.free:
        return False
    gc.collect()
    gc.freeze()
    return True


def collect_all() -> bool:
    """Free all cycles, those that were frozen while they were in use too; as ``collect_new``."""
    if not _holds.free:
        return False
    gc.unfreeze()
    return collect_new()
