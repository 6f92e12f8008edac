"""No full pass of the collector in a run or while typing; a closed text's cycles are freed."""

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from shiboken6 import isValid

from app.edit_flow import FlowState
from app.idle_plan import CLOSED_AFTER
from tests.app.whole.stage import Stage

MANY = 200_000  # far more than make a full pass come by itself
TEXT = "One paragraph of plain words that is refined.\n"


class Passes:
    """Counts full passes, and makes time pass for the collector."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._collector = stage.program.collector
        self._later = 0.0
        clock = self._collector._clock
        monkeypatch.setattr(self._collector, "_clock", lambda: clock() + self._later)

    def note(self, phase: str, info: dict[str, int]) -> None:
        self.count += phase == "stop" and info["generation"] == 2

    def rest(self, seconds: float) -> None:
        """Let nobody do anything for as long."""
        self._later += seconds
        self._collector.look()


@pytest.fixture
def passes(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Passes]:
    passes = Passes(stage, monkeypatch)
    gc.collect()
    stage.program.collector.start()
    gc.callbacks.append(passes.note)
    yield passes
    gc.callbacks.remove(passes.note)


def test_there_is_no_full_pass_in_a_run_or_while_typing(
    stage: Stage, tmp_path: Path, passes: Passes
) -> None:
    stage.open(tmp_path / "a.md", TEXT)
    stage.caret_to("plain")
    kept = []
    for letter in "typed ":
        stage.type(letter)
        kept.append([[number] for number in range(MANY // 6)])
        passes.rest(1.0)
    stage.ask("Fix the spelling")
    stage.wait_for(FlowState.RUNNING)
    for number in range(6):
        stage.see_step(f"Step {number}.")
        kept.append([[number] for number in range(MANY // 6)])
        passes.rest(100.0)
    assert passes.count == 0
    stage.see_draft("The draft.")
    passes.rest(100.0)
    assert passes.count == 1


def test_the_cycles_of_a_closed_tab_are_freed_in_the_next_rest(
    stage: Stage, tmp_path: Path, passes: Passes
) -> None:
    tab = stage.open(tmp_path / "a.md", TEXT)
    left = weakref.ref(tab)
    stage.open(tmp_path / "b.md", TEXT)
    passes.rest(CLOSED_AFTER)  # they are frozen now
    assert gc.get_freeze_count() > 0
    stage.program.workspace.remove(tab)
    del tab
    stage.qtbot.waitUntil(lambda: left() is None or not isValid(left()))
    stage.qtbot.wait(10)  # and whoever kept it until then has let it go
    passes.rest(CLOSED_AFTER)
    assert left() is None
