"""What happens to an error that nobody caught: the text is kept, the person told, work goes on."""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from app.messages import Message


class CrashNet:
    """An excepthook. Errors that come while it tells of one are printed alone."""

    def __init__(
        self,
        keep_texts: Callable[[], None],
        tell: Callable[[Message], None],
        note: Callable[[BaseException], None] = lambda _: None,
    ) -> None:
        """Make the net; ``note`` writes an error into the log."""
        self._note = note
        self._keep_texts = keep_texts
        self._tell = tell
        self._telling = False

    def install(self) -> None:
        """Catch from now on."""
        sys.excepthook = self.catch

    def catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Print the error, log it, keep the texts, tell the person."""
        words = "".join(traceback.format_exception(kind, error, trace))
        if sys.stderr is not None:  # closed by the shell
            sys.stderr.write(words)
        self._note(error)
        if self._telling or issubclass(kind, KeyboardInterrupt):
            return
        self._telling = True
        try:
            self._keep_texts()
            self._tell(
                Message(
                    "Something went wrong inside Anneal.",
                    "Your text is still here and was kept aside. Save it, then start Anneal anew.",
                    words,
                )
            )
        finally:
            self._telling = False
