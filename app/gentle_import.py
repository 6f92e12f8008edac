"""Importing big libraries on a worker without stalling the window; knows no Qt and no engine.

What stalls a window while a worker imports torch and transformers is the interpreter lock, held
for long by three things (measured with a 1 ms timer on the GUI thread, packaging/bench/gui_gap.py):

* passes of the garbage collector over a heap that grows to a million objects: 115 to 330 ms each,
  five or six of them. So the collector rests while the libraries load, and what they have made is
  frozen afterwards: later passes never walk it again. The load gets faster by a third as well.
* loading the 430 MB of torch's shared libraries, with their relocations and static initialisers:
  150 to 250 ms inside one ``import``. They are loaded before, through a foreign call of
  ``dlopen``, which gives the lock up (``ctypes.CDLL`` itself does not).
* the lock's switch interval: 5 ms pass before a running thread gives way, each time that the
  window enters Python; that holds for the engine's loop too.

What is left is the initialiser of torch's own C module, about 65 ms.
"""

import ctypes
import importlib.util
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from app.collector import collector_rests

_SWITCH_INTERVAL = 0.0005  # seconds; the interpreter's default is 0.005

# In the order in which the library's own import loads them; the first is loaded for all to see.
_TORCH_LIBRARIES = ("libtorch_global_deps", "libc10", "libtorch_cpu", "libtorch")


class LoadAbandonedError(BaseException):
    """The program quits, so the load stops where it is.

    A ``BaseException``, since libraries catch ``ImportError`` and ``Exception`` around optional
    imports and would go on.
    """


class _Gate:
    """A finder that finds nothing: being asked first, it can stop a chain of imports."""

    def __init__(self, stop: threading.Event, thread: int) -> None:
        self._stop = stop
        self._thread = thread

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Raise LoadAbandonedError on the guarded thread once ``stop`` is set."""
        del fullname, path, target
        if self._stop.is_set() and threading.get_ident() == self._thread:
            raise LoadAbandonedError
        return None


class _ShortInterval:
    """The interpreter's switch interval, short while any thread needs it: there is one for all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads = 0
        self._usual = 0.0

    def begin(self) -> None:
        """One more thread needs it."""
        with self._lock:
            if self._threads == 0:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(self._usual, _SWITCH_INTERVAL))
            self._threads += 1

    def end(self) -> None:
        """One thread needs it no more; the last one puts the usual one back."""
        with self._lock:
            self._threads -= 1
            if self._threads == 0:
                sys.setswitchinterval(self._usual)


_short = _ShortInterval()


@contextmanager
def short_switch_interval() -> Iterator[None]:
    """Let a thread that runs Python give way to the window ten times sooner than by default.

    Several threads may be in it, and leave it in any order: the engine's, one that was given up
    and is still on its way out, and the one that writes a film.
    """
    _short.begin()
    try:
        yield
    finally:
        _short.end()


@contextmanager
def gentle_imports(stop: threading.Event) -> Iterator[None]:
    """Let the imports of this thread give way to the others, and end when ``stop`` is set.

    Raises:
        LoadAbandonedError: out of an import in the block, after ``stop`` was set.
    """
    gate = _Gate(stop, threading.get_ident())
    with collector_rests(stop):
        sys.meta_path.insert(0, gate)
        try:
            yield
        finally:
            sys.meta_path.remove(gate)


def preload_torch_libraries() -> None:
    """Load torch's shared libraries without holding the interpreter lock; do not import torch.

    Where that is not possible nothing is done: the import loads them, and says what is wrong.
    On Windows torch's own import already loads them through foreign calls.
    """
    if sys.platform == "win32" or "torch" in sys.modules:
        return
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent / "lib"
    suffix = ".dylib" if sys.platform == "darwin" else ".so"
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.restype = ctypes.c_void_p
    dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    mode = os.RTLD_NOW | os.RTLD_GLOBAL
    for name in _TORCH_LIBRARIES:
        path = folder / (name + suffix)
        if path.is_file():
            dlopen(os.fsencode(path), mode)
        mode = os.RTLD_NOW
