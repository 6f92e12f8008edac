"""Fill, variants, a long span and follow-ups with the starter model in the whole window.

Drafts are looked at, not judged: what must stay stays, and what was asked for is what came.
"""

from pathlib import Path

import pytest

from app.edit_flow import FlowState
from app.review import Review
from app.variants import variants_of
from engine.events import DenoiseStep, PieceEnd
from engine.request import Span
from tests.app.whole.stage import Stage
from tests.patience import MODEL_MS

pytestmark = pytest.mark.slow
WORDY = "The server is really quite simple and it basically reads the file at startup."
CODE = "```sh\nmake   test\n```"
LINK = "[manual](https://example.org/manual)"
TEXT = f"""# Notes

{WORDY}

{CODE}

- It is basically a good idea to really read the {LINK} first.
- You can actually run it again in order to see the difference.

In order to stop the server, you should simply press the button.

The result is actually written to the file, and it is basically ready to be used. It is very \
important to note that the cache is really cleared each time, in order to be sure of it.
"""


@pytest.fixture
def real(starter_stage: Stage, tmp_path: Path) -> Stage:
    starter_stage.open(tmp_path / "a.md", TEXT)
    return starter_stage


def _review(stage: Stage) -> Review:
    stage.qtbot.waitUntil(lambda: stage.state is FlowState.REVIEWING, timeout=MODEL_MS)
    review = stage.tab.flow.review
    assert review is not None
    return review


def test_a_gap_is_filled_with_nothing_around_it_changed(real: Stage) -> None:
    place = TEXT.index("at startup")
    real.tab.editor.select_span(Span(place, place))
    real.press("Ctrl+J")
    review = _review(real)
    assert real.text == TEXT
    assert review.text.strip()
    real.press("Ctrl+Return")
    assert real.text == TEXT[:place] + review.text + TEXT[place:]
    real.press("Ctrl+Z")
    assert real.text == TEXT


def test_two_variants_each_with_its_seed(real: Stage) -> None:
    seen: set[int] = set()

    def take(step: DenoiseStep) -> None:
        seen.add(step.variant)

    real.tab.flow.step_arrived.connect(take)
    real.caret_to(WORDY, select=True)
    real.press("Ctrl+K")
    real.press("Alt+V")
    real.type("tighten")
    real.press("Return")
    review = _review(real)
    drafts = variants_of(review.turns[-1].draft)
    assert [draft.variant for draft in drafts] == [0, 1]
    assert drafts[1].seed == drafts[0].seed + 1
    assert seen == {0, 1}
    other = drafts[1 - review.draft.variant]
    real.press("Ctrl+]")
    assert _review(real).text == other.text


def test_a_long_selection_is_tightened_piece_by_piece_and_code_and_links_stay(real: Stage) -> None:
    real.press("Ctrl+A")
    real.ask("tighten")
    review = _review(real)
    assert review.request.in_pieces
    assert CODE in review.text
    assert LINK in review.text
    assert review.text.startswith("# Notes\n")
    ends = [piece.end for piece in review.draft.pieces]
    assert ends.count(PieceEnd.REFINED) >= 2
    assert PieceEnd.KEPT in ends
    real.press("Ctrl+Home")
    real.press("Alt+PgUp")  # points at the first change
    real.press("Alt+PgUp")
    first = review.draft.pieces[0]
    left = TEXT[first.before.start : first.before.end]
    assert left in _review(real).text
    real.press("Ctrl+Return")
    real.press("Ctrl+Z")
    assert real.text == TEXT


def test_a_follow_up_refines_the_draft_and_one_undo_of_the_document_gives_all_back(
    real: Stage,
) -> None:
    real.caret_to(WORDY, select=True)
    real.ask("tighten")
    first = _review(real)
    real.ask("turn into a bullet list")
    real.qtbot.waitUntil(lambda: len(real.tab.flow.turns) == 2, timeout=MODEL_MS)
    second = _review(real)
    assert second.request.selected == first.text
    assert second.text.startswith("- ")
    real.press("Ctrl+Return")
    assert real.text == TEXT.replace(WORDY, second.text)
    real.press("Ctrl+Z")
    assert real.text == TEXT
