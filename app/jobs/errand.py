"""A short verb of our own program that either does what is asked or says why not."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs.child import Child

_MOST_KEPT: Final = 2**14  # bytes of what the process says
_NO_WORD: Final = "it ended without a word"


class Errand(QObject):
    """Runs once, such as ``("models", "rename", "--", "old", "new")``.

    Signals:
        ended(str): "" where it was done, else why not, as the program says it.
    """

    ended = Signal(str)

    def __init__(
        self,
        verb: Sequence[str],
        environment: Mapping[str, str],
        *,
        command: Sequence[str] = (),
        parent: QObject | None = None,
    ) -> None:
        """Prepare it; the arguments are those of ``Child``."""
        super().__init__(parent)
        self._said = b""
        self._over = False
        self._child = Child(verb, environment, command=command, parent=self)
        self._child.complained.connect(self._take)
        self._child.ended.connect(self._note_end)
        self._child.not_started.connect(self._note_not_started)

    def start(self) -> None:
        """Run it."""
        self._child.start()

    def leave(self) -> None:
        """Wait for its end, which is near, since the program ends."""
        if not self._child.wait(2000):
            self._child.kill()
            self._child.wait(1000)

    @Slot(object)
    def _take(self, given: bytes) -> None:
        self._said = (self._said + given)[-_MOST_KEPT:]

    @Slot(str)
    def _note_end(self, how: str) -> None:
        self._end(_last_words(self._said) or how if how else "")

    @Slot(str)
    def _note_not_started(self, why: str) -> None:
        QTimer.singleShot(0, self, lambda: self._end(why or _NO_WORD))

    def _end(self, why_not: str) -> None:
        if not self._over:
            self._over = True
            self.ended.emit(why_not)


def _last_words(said: bytes) -> str:
    """Return the last line that was said, without the program's name before it."""
    lines = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines:
        return ""
    name, colon, words = lines[-1].partition(": ")
    return words.strip() if colon and name.startswith("anneal") else lines[-1].strip()
