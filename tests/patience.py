"""How long tests wait for what comes: the one place. A slow or busy machine is no failure.

A test that waits is no slower for a long limit; what never comes is told by the limit of the whole
test, ``faulthandler_timeout`` in pyproject.toml, with the stacks of all threads.
"""

import os
from typing import Final

COMING_MS: Final = 60_000  # for what this process, or its window, is about to do
MODEL_MS: Final = 120_000  # for what the starter model is about to do
PROCESS: Final = 240.0  # seconds for a child process to do its work and end
OWN_END: Final = 200.0  # seconds after which a child leaves by itself: none outlives its test


def leave_at_last() -> None:
    """Let this process, a child of a test with a Qt application, end where nobody ends it."""
    from PySide6.QtCore import QTimer

    QTimer.singleShot(round(OWN_END * 1000), lambda: os._exit(9))
