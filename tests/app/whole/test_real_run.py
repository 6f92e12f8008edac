"""The whole path with the starter model: what a person does first, on a real draft.

Nothing here depends on how well the model writes: drafts are looked at, not judged.
"""

import os
import subprocess
import sys
from difflib import SequenceMatcher
from pathlib import Path

import pytest

from app.edit_flow import FlowState
from engine.events import DenoiseStep, Draft
from tests.app.whole.real_texts import OLD, TEXT
from tests.app.whole.stage import Stage
from tests.patience import MODEL_MS, PROCESS

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def real(starter_stage: Stage, tmp_path: Path) -> Stage:
    starter_stage.open(tmp_path / "a.md", TEXT)
    return starter_stage


def _watch(stage: Stage) -> tuple[list[str], list[str]]:
    """Collect what the steps say, and what the page shows once each is drawn."""
    steps: list[str] = []
    pages: list[str] = []

    def take(step: DenoiseStep) -> None:
        steps.append(step.text)
        page = stage.tab.page
        page.select_all()
        pages.append(page.selected_text())

    stage.tab.flow.step_arrived.connect(take)
    return steps, pages


def test_select_ask_watch_accept_undo(real: Stage) -> None:
    steps, pages = _watch(real)
    real.caret_to(OLD, select=True)
    real.ask("turn into a bullet list")
    real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
    assert real.text == TEXT
    assert len(steps) > 1
    assert len(set(pages)) > 1  # the page shows the steps too
    assert all("The second paragraph 🙂 stays." in page for page in pages)
    draft = real.tab.flow.review
    assert draft is not None
    real.press("Ctrl+Return")
    assert real.text == TEXT.replace(OLD, draft.draft.text)
    real.press("Ctrl+Z")
    assert real.text == TEXT


def test_the_same_request_gives_the_same_draft_and_retry_another_seed(real: Stage) -> None:
    def reviewed() -> Draft:
        real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
        review = real.tab.flow.review
        assert review is not None
        return review.draft

    drafts: list[Draft] = []
    for _ in range(2):
        real.caret_to(OLD, select=True)
        real.ask("tighten")
        drafts.append(reviewed())
        real.reject()
    assert drafts[0].text == drafts[1].text
    real.caret_to(OLD, select=True)
    real.ask("tighten")
    reviewed()
    real.press("Ctrl+R")
    assert reviewed().seed != drafts[1].seed


def test_a_touch_up_begins_nearer_to_the_text_than_a_rewrite(real: Stage) -> None:
    likeness = []
    for keys in ("End", "Home"):
        steps, _ = _watch(real)
        real.caret_to(OLD, select=True)
        real.press("Ctrl+K")
        real.type("tighten")
        real.press("Alt+S")
        real.press(keys)
        real.press("Return")
        real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
        likeness.append(SequenceMatcher(None, OLD, steps[0], autojunk=False).ratio())
        real.reject()
    assert likeness[0] < likeness[1]


def test_escape_in_the_middle_then_typing_inside(real: Stage) -> None:
    steps, _ = _watch(real)
    real.caret_to(OLD, select=True)
    real.ask("make a numbered list")
    real.qtbot.waitUntil(lambda: bool(steps), timeout=MODEL_MS)
    real.press("Esc")
    real.qtbot.waitUntil(lambda: real.state is not FlowState.RUNNING, timeout=MODEL_MS)
    assert real.text == TEXT
    if real.state is FlowState.REVIEWING:
        real.reject()
    assert real.text == TEXT
    steps.clear()
    real.caret_to("milk, two")
    real.ask("make a numbered list")
    real.qtbot.waitUntil(lambda: bool(steps), timeout=MODEL_MS)
    real.type("red ")
    real.qtbot.waitUntil(lambda: real.state is FlowState.IDLE, timeout=MODEL_MS)
    assert real.text == TEXT.replace("milk, two", "red milk, two")


def test_typing_outside_while_it_runs(real: Stage) -> None:
    steps, _ = _watch(real)
    real.caret_to(OLD)
    real.ask("turn into a bullet list")
    real.qtbot.waitUntil(lambda: bool(steps), timeout=MODEL_MS)
    real.caret_to("# Title")
    real.type("typed ")
    real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
    review = real.tab.flow.review
    assert review is not None
    real.press("Ctrl+Return")
    typed = TEXT.replace("# Title", "typed # Title")
    assert real.text == typed.replace(OLD, review.draft.text)
    real.press("Ctrl+Z")
    assert real.text == typed


def test_quitting_while_the_model_loads_and_runs_ends_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(TEXT, encoding="utf-8")
    for moment in ("loading", "running"):
        ended = subprocess.run(
            [sys.executable, "-m", "tests.app.whole.real_child", moment, str(path)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=PROCESS,
            check=False,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
        )
        assert ended.returncode == 0, ended.stderr
        assert ended.stdout.split() == ["quitting", moment]
        assert "terminate called" not in ended.stderr
        assert path.read_text(encoding="utf-8") == TEXT


def test_an_own_preset_gives_the_draft_of_its_words(real: Stage) -> None:
    folder = real.program.library.folder
    folder.mkdir(parents=True)
    (folder / "mine.md").write_text(
        "---\nname: My list\nkey: Ctrl+Alt+9\nsampler: careful\n---\nTurn into a bullet list\n"
    )
    real.qtbot.waitUntil(lambda: bool(real.program.library.presets))
    drafts = []
    for by_key in (True, False):
        real.caret_to(OLD, select=True)
        if by_key:
            real.press("Ctrl+Alt+9")
        else:
            real.ask("my list")
        real.qtbot.waitUntil(lambda: real.state is FlowState.REVIEWING, timeout=MODEL_MS)
        review = real.tab.flow.review
        assert review is not None
        own = real.program.sampling.checkpoint  # the starter's, and Careful halves its bound
        assert review.request.options.entropy_bound == own.entropy_bound / 2
        drafts.append(review.draft.text)
        real.reject()
    assert drafts[0] == drafts[1]
    assert drafts[0].startswith(("- ", "* "))
    assert "green apples" in drafts[0]
