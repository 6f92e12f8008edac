"""Loads, rewrites with and unloads models in a fresh process, and tells what memory it has.

Its arguments are rounds: folders of checkpoints, each loaded, asked once and unloaded; a folder
after a "+" takes the place of the one before it, which is not unloaded; one after a "!" breaks in
the middle of its load. It prints a line of JSON for each: bytes before, loaded and asked, after
the unload, and the most meanwhile.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Slot

import app.engine_worker
from app.app_events import AppEvent, EditFailed, LoadFailed, ModelReady, ModelUnloaded
from app.engine_loading import LoadedEngine, load_engine
from app.engine_thread import EngineThread
from app.memory import used_bytes
from engine.events import Draft, ModelLoading
from engine.request import SamplingOptions
from tests.app.fake_engine import make_request

LARGE = 200 << 20  # bytes of weights that count as large here
HELD = 300 << 20  # bytes that a load holds when it breaks


def used() -> int:
    """Return the bytes that this process holds."""
    found = used_bytes()
    assert found is not None
    return found


class Peak:
    """Looks at the memory every few milliseconds, on a thread of its own."""

    def __init__(self) -> None:
        self.most = 0
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            self.most = max(self.most, used())
            time.sleep(0.002)


class Rounds(QObject):
    """Does one round after the other."""

    def __init__(self, thread: EngineThread, rounds: list[str]) -> None:
        super().__init__()
        self.thread_of_engine = thread
        self.rounds = rounds
        self.peak = Peak()
        self.told: dict[str, int] = {}
        self.edits = 0
        thread.event_arrived.connect(self.hear)
        self.begin()

    @property
    def keeps(self) -> bool:
        """Whether the next model takes the place of this one."""
        return len(self.rounds) > 1 and self.rounds[1].startswith("+")

    def begin(self) -> None:
        """Begin the next round."""
        if not self.rounds:
            QCoreApplication.quit()
            return
        self.told = {"before": used()}
        self.peak.most = 0
        self.thread_of_engine.load(Path(self.rounds[0].lstrip("+")))

    @Slot(object)
    def hear(self, event: AppEvent) -> None:
        """Go on from what has happened."""
        if isinstance(event, ModelReady):
            self.edits += 1
            options = SamplingOptions(seed=1, max_steps=3)
            self.thread_of_engine.submit(replace(make_request(edit_id=self.edits), options=options))
            self.told["weights"] = event.info.weight_bytes
        elif isinstance(event, Draft):
            self.told["loaded"] = used()
            if self.keeps:
                self.end()
            else:
                self.thread_of_engine.unload()
        elif isinstance(event, ModelUnloaded | LoadFailed):
            self.end()
        elif isinstance(event, EditFailed):
            raise RuntimeError(event.message)

    def end(self) -> None:
        """Tell of this round and begin the next."""
        self.told |= {"after": used(), "peak": self.peak.most}
        sys.stdout.write(json.dumps(self.told) + "\n")
        self.rounds.pop(0)
        QTimer.singleShot(50, self.begin)


def load(
    folder: Path, on_loading: Callable[[ModelLoading], None], stop: threading.Event
) -> LoadedEngine:
    """Load as the program does; break in the middle where the test wants it."""

    def note(event: ModelLoading) -> None:
        on_loading(event)
        if event.stage == "first step" and breaks:
            # What a load has read by then, also where the file is only mapped.
            held.append(b"x" * HELD)
            time.sleep(0.02)
            raise MemoryError("as a test orders")

    held: list[bytes] = []
    breaks = str(folder).startswith("!")
    return load_engine(Path(str(folder).lstrip("!")), note, stop)


def main() -> int:
    """Do the rounds of the arguments."""
    application = QCoreApplication([])
    thread = EngineThread(load)
    thread.start()
    rounds = Rounds(thread, sys.argv[1:])
    code = application.exec()
    del rounds
    return code if thread.stop() else 9


if __name__ == "__main__":
    with patch.object(app.engine_worker, "LARGE_MODEL", LARGE):
        sys.exit(main())
