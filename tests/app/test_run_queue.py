"""The edits of several tabs meet one engine: one at a time, in order, each to its own flow."""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import LoadFailed, ModelReady
from app.edit_flow import EditFlow, FlowState
from app.model_state import ModelPhase
from app.run_queue import RunQueue
from engine.events import Cancelled, ModelLoading
from tests.app.fake_engine import INFO, make_draft, make_request
from tests.app.fake_port import FakePort


@pytest.fixture
def port() -> FakePort:
    return FakePort()


@pytest.fixture
def queue(port: FakePort) -> RunQueue:
    return RunQueue(port)


@pytest.fixture
def make_flow(queue: RunQueue) -> Callable[[], EditFlow]:
    numbers = count(1)

    def make() -> EditFlow:
        flow = EditFlow(lambda _span: "teh cat", edit_ids=numbers)
        queue.add_flow(flow)
        return flow

    return make


def _states(*flows: EditFlow) -> list[FlowState]:
    return [flow.state for flow in flows]


def test_a_second_edit_waits_for_the_first(
    port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    port.answer(ModelReady(INFO))
    first, second = make_flow(), make_flow()
    first.begin(make_request())
    second.begin(make_request())
    assert [request.edit_id for request in port.requests] == [1]
    assert queue.wait_reason(first) == ""
    assert "another tab" in queue.wait_reason(second)
    port.answer(make_draft(1))
    assert _states(first, second) == [FlowState.REVIEWING, FlowState.RUNNING]
    assert [request.edit_id for request in port.requests] == [1, 2]
    assert queue.wait_reason(second) == ""
    port.answer(make_draft(2))
    assert _states(first, second) == [FlowState.REVIEWING, FlowState.REVIEWING]


def test_an_edit_waits_for_the_model(
    port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    queue.load(Path("starter"))
    flow = make_flow()
    flow.begin(make_request())
    assert port.requests == []
    assert "Loading" in queue.wait_reason(flow)
    port.answer(ModelLoading("starter", "weights", 0.5))
    assert port.requests == []
    port.answer(ModelReady(INFO))
    assert len(port.requests) == 1
    assert queue.info == INFO


def test_stopping_an_edit_that_waits_does_not_touch_the_one_that_runs(
    qtbot: QtBot, port: FakePort, make_flow: Callable[[], EditFlow]
) -> None:
    port.answer(ModelReady(INFO))
    first, second = make_flow(), make_flow()
    first.begin(make_request())
    second.begin(make_request())
    second.cancel()
    qtbot.waitUntil(lambda: second.state is FlowState.IDLE)
    assert port.cancels == 0
    assert first.state is FlowState.RUNNING
    port.answer(make_draft(1))
    assert [request.edit_id for request in port.requests] == [1]


def test_a_closed_tab_takes_its_run_along_and_the_next_one_starts(
    port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    port.answer(ModelReady(INFO))
    first, second = make_flow(), make_flow()
    first.begin(make_request())
    second.begin(make_request())
    queue.remove_flow(first)
    assert port.cancels == 1
    port.answer(Cancelled(1, None))
    assert [request.edit_id for request in port.requests] == [1, 2]


def test_typing_inside_while_the_edit_waits_ends_it_once(
    qtbot: QtBot, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    queue.load(Path("starter"))
    flow = make_flow()
    ends: list[str] = []
    flow.flow_ended.connect(ends.append)
    flow.begin(make_request())
    flow.note_edit_inside()
    qtbot.wait(20)
    assert ends == ["typed inside"]


def test_a_load_that_failed_is_worded_and_the_edit_is_answered(
    qtbot: QtBot, port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    queue.load(Path("/models/broken"))
    flow = make_flow()
    flow.begin(make_request())
    with qtbot.waitSignal(queue.model_failed) as failed:
        port.answer(LoadFailed(Path("/models/broken"), "CheckpointDamagedError", "cut off"))
    assert failed.args is not None
    assert "/models/broken" in failed.args[0].happened
    assert queue.info is None
    assert not queue.loading
    assert len(port.requests) == 1  # the engine itself says that it has no model


def test_what_is_loaded_in_the_place_of_a_failed_one_is_waited_for_and_named(
    qtbot: QtBot, port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    queue.load_failed.connect(lambda _folder: queue.load(Path("/models/starter")))
    queue.load(Path("/models/broken"))
    make_flow().begin(make_request())
    with qtbot.waitSignal(queue.model_failed) as failed:
        port.answer(LoadFailed(Path("/models/broken"), "CheckpointDamagedError", "cut off"))
    assert failed.args is not None
    assert "/models/broken" in failed.args[0].happened
    assert "“starter”" in failed.args[0].advice
    assert port.requests == []
    port.answer(ModelReady(INFO))
    assert len(port.requests) == 1


def test_a_model_that_was_let_go_for_one_that_failed_is_there_for_the_next_edit(
    port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    large = replace(INFO, folder=Path("/models/large"))
    queue.load(large.folder)
    port.answer(ModelReady(large))
    queue.load(Path("/models/broken"))
    port.answer(LoadFailed(Path("/models/broken"), "CheckpointDamagedError", "cut off"))
    assert queue.state.phase is ModelPhase.RESTING
    assert "broken" in queue.state.reason
    assert queue.info == large
    make_flow().begin(make_request())
    assert port.loads[-1] == large.folder
    assert port.requests == []
    port.answer(ModelReady(large))
    assert len(port.requests) == 1


def test_an_edit_that_waited_for_the_one_that_failed_gets_the_one_before(
    port: FakePort, queue: RunQueue, make_flow: Callable[[], EditFlow]
) -> None:
    large = replace(INFO, folder=Path("/models/large"))
    queue.load(large.folder)
    port.answer(ModelReady(large))
    queue.load(Path("/models/broken"))
    make_flow().begin(make_request())
    port.answer(LoadFailed(Path("/models/broken"), "CheckpointDamagedError", "cut off"))
    assert port.loads[-1] == large.folder
    port.answer(LoadFailed(large.folder, "CheckpointMissingError", "gone"))
    assert len(port.loads) == 3  # it is not tried for ever
    assert queue.state.phase is ModelPhase.FAILED
    assert len(port.requests) == 1  # the engine itself says that it has no model
