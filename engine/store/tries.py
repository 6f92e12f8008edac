"""Says when an interrupted download is tried again, waits, and gives up in the end."""

import time
from collections.abc import Iterator

from engine.errors import DownloadError
from engine.jobs import JobNote
from engine.store.patience import Patience
from engine.store.wire import InterruptionError
from engine.store.writing import GO_ON


class Tries:
    """The waits that are left."""

    def __init__(self, patience: Patience) -> None:
        """Begin with the few that go before the first answer."""
        self._patience = patience
        self._left = list(patience.first_waits)
        self._bytes = 0

    def answered(self) -> None:
        """Something that was asked for arrived whole."""
        self._left = list(self._patience.waits)
        self._bytes = 0

    def arrived(self, count: int) -> None:
        """Bytes arrived; when they are worth it the waits begin anew."""
        self._bytes += count
        if self._bytes >= self._patience.worth:
            self.answered()

    def wait(self, error: InterruptionError) -> Iterator[JobNote]:
        """Tell what happened, and wait for the next try.

        Raises:
            DownloadError: there is none, or the server asks to wait too long.
        """
        if not self._left:
            raise DownloadError(
                f"{error}, time after time: look at your network, the proxy and the mirror; what "
                f"has arrived is kept, and {GO_ON}"
            ) from error
        wait = self._left.pop(0)
        if error.wait is not None:
            wait = max(wait, error.wait)
            if wait > self._patience.longest:
                raise DownloadError(
                    f"{error}, and asks to wait {wait / 60:.0f} minutes: try again then; what has "
                    f"arrived is kept, and {GO_ON}"
                ) from error
        yield JobNote(f"{error}: trying again in {wait:g} s")
        time.sleep(wait)
