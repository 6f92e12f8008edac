"""The page beside an editor in which a person types while a draft refines."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.document import Document
from app.edit_flow import EditFlow
from app.editor.editor_view import EditorView
from app.preview.page_view import PageView
from app.tab import Tab
from app.theme import load_theme
from engine.request import SamplingOptions
from tests.app.editor.editor_stage import PASSAGE, TEXT, caret_to, open_editor, span_of, type_text
from tests.app.fake_engine import make_draft, make_step
from tests.app.preview.pages import places

ABOVE, BELOW = "Before the passage.", "The end."
STILL = ("# Annealing\n\n", f"{ABOVE}\n\n")  # the blocks above the passage, as they were
# One letter, and so many that the span has moved by more than its own length.
TYPED = ("x", "Typed by a person while the passage is refined by the model beside it. " * 2)


class Desk:
    """A tab whose passage is being refined, editor and page side by side."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.editor: EditorView = open_editor(qtbot)
        self.page = PageView(load_theme("light"))
        qtbot.addWidget(self.page)
        self.page.resize(700, 600)
        with qtbot.waitExposed(self.page):
            self.page.show()
        flow = EditFlow(self.editor.text_at)
        self.tab = Tab("a", Document(None, TEXT), self.editor, self.page, flow=flow)
        self.tab.feed.set_active(True)
        span = span_of(self.editor, PASSAGE)
        self.tab.flow.begin(self.tab.make_request(span, "Shorten", SamplingOptions(seed=1)))
        self._steps = 0

    @property
    def shown(self) -> str:
        """Return what the page says."""
        self.page.select_all()
        return self.page.selected_text()

    def step(self, draft: str) -> None:
        """Let the engine's next step arrive."""
        request = self.tab.flow.request
        assert request is not None
        self._steps += 1
        self.tab.flow.handle(make_step(request.edit_id, self._steps, draft))

    def finish(self, draft: str) -> None:
        """Let the engine's draft arrive."""
        request = self.tab.flow.request
        assert request is not None
        self.tab.flow.handle(make_draft(request.edit_id, draft))

    def type_before(self, part: str, typed: str) -> None:
        """Type in front of ``part`` of the text, and let no time pass."""
        caret_to(self.editor, self.editor.text().index(part))
        type_text(self.editor, typed)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.tab.let_go()  # no timer may outlive the widgets


def page_of(text: str) -> str:
    """Return what the page says of ``text``, whose marks are few."""
    marks = str.maketrans("", "", "*#")
    lines = [line.strip() for line in text.translate(marks).split("\n")]
    return "\n".join(line for line in lines if line)


def lines_of(desk: Desk) -> str:
    return "\n".join(line for line in desk.shown.split("\n") if line)


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("where", [ABOVE, BELOW])
def test_a_step_that_comes_while_a_person_types_is_shown_in_the_text_rendered_last(
    desk: Desk, where: str, typed: str
) -> None:
    desk.step("Glass that is quenched")
    rendered = TEXT.replace(PASSAGE, "Glass that rests keeps no stress.")
    still = {source: y for source, y in places(desk.page).items() if source in STILL}
    desk.type_before(where, typed)
    desk.step("Glass that rests keeps no stress.")
    assert lines_of(desk) == page_of(rendered)
    assert set(still) == set(STILL)
    assert still.items() <= places(desk.page).items()


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("where", [ABOVE, BELOW])
def test_nothing_typed_while_steps_come_is_lost_or_waits_for_them_to_end(
    desk: Desk, where: str, typed: str
) -> None:
    for number, letter in enumerate(typed):
        if number % 3 == 0:
            desk.step(f"Draft {number}")
        desk.type_before(where, letter)
    desk.step("Glass that rests.")
    written = TEXT.replace(where, f"{typed}{where}")
    assert desk.editor.text() == written
    wanted = page_of(written.replace(PASSAGE, "Glass that rests."))
    desk.qtbot.waitUntil(lambda: lines_of(desk) == wanted)
    assert desk.editor.text() == written


def test_the_draft_of_a_run_that_ends_while_a_person_types_stands_in_the_text_as_it_is(
    desk: Desk,
) -> None:
    desk.step("Glass")
    desk.type_before(ABOVE, "Typed. ")
    desk.finish("Glass that rests.")
    written = TEXT.replace(ABOVE, f"Typed. {ABOVE}")
    assert lines_of(desk) == page_of(written.replace(PASSAGE, "Glass that rests."))
    assert desk.editor.text() == written


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("where", [ABOVE, BELOW])
def test_the_page_follows_with_what_was_typed_behind_the_newest_step(
    desk: Desk, where: str, typed: str
) -> None:
    desk.step("Glass that rests.")
    desk.type_before(where, typed)
    written = TEXT.replace(where, f"{typed}{where}")
    wanted = page_of(written.replace(PASSAGE, "Glass that rests."))
    desk.qtbot.waitUntil(lambda: lines_of(desk) == wanted)
