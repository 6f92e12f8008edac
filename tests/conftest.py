"""What every test stands on: a sandbox, no display, no network, no noise; knows no room's insides.

The environment is set at import, since Qt and the libraries read it once.
"""

import atexit
import logging
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.network_guard import NetworkGuard
from tests.patience import COMING_MS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from engine.session import Engine


def _enter_sandbox() -> None:
    """Point the home folder and all that hangs on it at a folder of this process."""
    home = Path(tempfile.mkdtemp(prefix="anneal-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["HOME"] = str(home)
    for variable, name in (
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_DATA_HOME", "data"),
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_STATE_HOME", "state"),
        ("XDG_RUNTIME_DIR", "run"),
    ):
        folder = home / name
        folder.mkdir(mode=0o700)
        os.environ[variable] = str(folder)


def _set_environment() -> None:
    _enter_sandbox()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["HF_HUB_OFFLINE"] = "1"
    # Numbers and dates look the same for everybody, and Qt warns of a locale without UTF-8.
    if sys.platform == "linux":
        os.environ["LC_ALL"] = "C.UTF-8"
    # Where no GPU can run them, kernels are interpreted; Triton has to know when it is imported.
    # The second is how Windows shows a GPU to its Linux.
    if not any(Path(device).exists() for device in ("/dev/nvidiactl", "/dev/dxg")):
        os.environ["TRITON_INTERPRET"] = "1"
    # Workers share the cores: one thread each, or they wait for one another.
    if "PYTEST_XDIST_WORKER" in os.environ:
        os.environ["OMP_NUM_THREADS"] = "1"


_set_environment()

# A loaded machine is no failure: no deadline; and no chance: the same examples on every run.
hypothesis.settings.register_profile(
    "anneal",
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
# To look for what no run has met: --hypothesis-profile=anew, with --hypothesis-seed to repeat it.
hypothesis.settings.register_profile(
    "anew", hypothesis.settings.get_profile("anneal"), derandomize=False
)
hypothesis.settings.load_profile("anneal")


class LogWatch(logging.Handler):
    """Collects log records at WARNING or above and compares them with what a test expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._messages: list[str] = []
        self._patterns: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def expect(self, pattern: str) -> None:
        """Allow, and demand, a message that matches the regular expression."""
        self._patterns.append(pattern)

    def check(self) -> None:
        """Fail the test where a message came unexpected or an expected one never came."""
        for message in self._messages:
            if not any(re.search(pattern, message) for pattern in self._patterns):
                pytest.fail(f"unexpected log record: {message}", pytrace=False)
        for pattern in self._patterns:
            if not any(re.search(pattern, message) for message in self._messages):
                pytest.fail(f"no log record matched {pattern!r}", pytrace=False)


def pytest_configure() -> None:
    """Hear Ctrl+C, also where a shell in the background told its children to ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that has another name in each process: workers could not share it out."""
    for item in items:
        if os.environ["HOME"] in item.nodeid:
            raise pytest.UsageError(f"the sandbox is in the name of a test: {item.nodeid}")


@pytest.fixture(autouse=True)
def log_watch() -> Iterator[LogWatch]:
    """Fail a test that logs at WARNING or above; ``log_watch.expect(regex)`` allows a record."""
    watch = LogWatch()
    # transformers keeps its records from the root logger, so it is watched by itself.
    loggers = [logging.getLogger(), logging.getLogger("transformers")]
    for logger in loggers:
        logger.addHandler(watch)
    yield watch
    for logger in loggers:
        logger.removeHandler(watch)
    watch.check()


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> "QtBot":
    """Return pytest-qt's hand, with more patience where a test names none of its own."""
    del qapp
    from pytestqt.qtbot import QtBot

    bot = QtBot(request)
    for name in ("waitUntil", "waitSignal", "waitActive", "waitExposed"):
        setattr(bot, name, partial(getattr(bot, name), timeout=COMING_MS))
    return bot


_guard = NetworkGuard()


@pytest.fixture(autouse=True)
def network_guard(request: pytest.FixtureRequest) -> Iterator[NetworkGuard]:
    """Fail a test that reaches for the network, unless its marker says that it needs loopback."""
    # Also on between tests: what a fixture of the session reaches for is the next test's failure.
    _guard.on = request.node.get_closest_marker("loopback") is None
    yield _guard
    _guard.on = True
    refused = _guard.taken()
    if refused:
        pytest.fail(f"reached for the network: {refused}", pytrace=False)


@pytest.fixture(scope="session")
def starter_engine() -> "Engine":
    """Return an engine with the starter model, loaded once a process and on first use."""
    from engine.paths import starter_folder
    from engine.session import Engine

    return Engine.load(starter_folder())
