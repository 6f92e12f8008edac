"""Importing on a worker: what is changed meanwhile is put back, and a stop stops."""

import gc
import importlib
import sys
import threading
from collections.abc import Iterator

import pytest

from app.gentle_import import (
    _SWITCH_INTERVAL,
    LoadAbandonedError,
    _ShortInterval,
    gentle_imports,
    short_switch_interval,
)


def test_the_collector_rests_and_the_heap_is_frozen_afterwards() -> None:
    gc.unfreeze()
    assert gc.isenabled()
    with gentle_imports(threading.Event()):
        assert not gc.isenabled()
        made = [[number] for number in range(1000)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > len(made)
    gc.unfreeze()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with gentle_imports(threading.Event()):
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_everything_is_put_back_after_an_error() -> None:
    finders = list(sys.meta_path)
    with pytest.raises(ImportError), gentle_imports(threading.Event()):
        importlib.import_module("this_module_is_not_there")
    assert sys.meta_path == finders
    assert gc.isenabled()
    gc.unfreeze()


def test_a_stop_ends_the_load_at_the_next_import() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(LoadAbandonedError), gentle_imports(stop):
        importlib.import_module("this_module_is_not_there")
    gc.unfreeze()


def test_other_threads_import_on_after_a_stop() -> None:
    stop = threading.Event()
    stop.set()
    problems: list[BaseException] = []

    def work() -> None:
        try:
            importlib.import_module("this_module_is_not_there")
        except BaseException as error:
            problems.append(error)

    with gentle_imports(stop):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert [type(problem) for problem in problems] == [ModuleNotFoundError]
    gc.unfreeze()


@pytest.fixture
def _usual_interval(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever thread of another test is still on its way out, nobody needs a short one yet."""
    before = sys.getswitchinterval()
    monkeypatch.setattr("app.gentle_import._short", _ShortInterval())
    sys.setswitchinterval(0.005)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("_usual_interval")
def test_the_switch_interval_is_short_and_put_back() -> None:
    with short_switch_interval():
        assert sys.getswitchinterval() == pytest.approx(_SWITCH_INTERVAL)
    assert sys.getswitchinterval() == pytest.approx(0.005)


@pytest.mark.usefixtures("_usual_interval")
def test_the_switch_interval_is_short_until_the_last_thread_has_left() -> None:
    """An engine that was given up leaves while the next one loads."""
    given_up, next_one = short_switch_interval(), short_switch_interval()
    given_up.__enter__()
    next_one.__enter__()
    given_up.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(_SWITCH_INTERVAL)
    next_one.__exit__(None, None, None)
    assert sys.getswitchinterval() == pytest.approx(0.005)
