import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.editor.editor_view import EditorView
from app.page_feed import PageFeed
from app.preview.page_view import PageView
from app.review import AcceptedEdit
from app.scroll_sync import ScrollSync
from app.theme import load_theme
from engine.request import Span
from tests.app.editor.editor_stage import review_of, step_of

PARAGRAPH = "Glass that cools too fast keeps stress inside it for ever, and then it breaks. "
SECTION = "# Part {number}\n\n## And more of it\n\n{body}\n\n"
TEXT = "".join(SECTION.format(number=number, body=PARAGRAPH * 3) for number in range(12))


class Desk:
    """An editor and its page side by side, kept at the same place."""

    def __init__(self, qtbot: QtBot) -> None:
        self.widget = QWidget()
        qtbot.addWidget(self.widget)
        self.editor = EditorView()
        font = QFont("DejaVu Sans Mono")
        font.setPointSizeF(11)
        self.editor.set_font(font)
        self.page = PageView(load_theme("light"))
        row = QHBoxLayout(self.widget)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.editor, 1)
        row.addWidget(self.page, 1)
        self.feed = PageFeed(self.editor, self.page)
        self.sync = ScrollSync(self.editor, self.page)
        self.widget.resize(1200, 700)
        self.editor.set_text(TEXT, "markdown")
        self.feed.set_active(True)
        with qtbot.waitExposed(self.widget):
            self.widget.show()

    def begin(self, span: Span) -> None:
        self.editor.begin_draft(span)

    def step(self, draft: str) -> None:
        self.editor.show_step(step_of(draft))
        span = self.editor.draft_span()
        assert span is not None
        self.feed.show_draft(span, draft)

    def finish(self, draft: str) -> None:
        span = self.editor.draft_span()
        assert span is not None
        self.editor.show_review(review_of(self.editor, span, draft), compare=False)
        self.feed.show_draft(span, draft, finished=True)

    def draft_on_page(self) -> tuple[float, float]:
        flow = self.page._flow
        shown = flow.source.draft_range()
        assert shown is not None
        return flow.y_of(shown[0]), flow.y_of(shown[1])


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def last_paragraph() -> Span:
    start = TEXT.rindex("\n\nGlass") + 2
    return Span(start, len(TEXT.rstrip()))


def seen_whole(desk: Desk) -> bool:
    top, bottom = desk.draft_on_page()
    return top >= 0 and bottom <= desk.page.viewport().height()


def test_the_page_shows_a_draft_at_the_end_of_a_long_text_in_run_and_review(desk: Desk) -> None:
    span = last_paragraph()
    desk.editor.select_span(Span(len(TEXT), len(TEXT)))
    desk.editor.scroll_to_line(1e6)
    assert desk.editor.span_rect(span).top() > 0
    desk.begin(span)
    desk.step("Glass")
    assert seen_whole(desk)
    desk.finish(PARAGRAPH * 4)
    assert seen_whole(desk)


def test_accepting_moves_neither_editor_nor_page(desk: Desk) -> None:
    span = last_paragraph()
    desk.editor.scroll_to_line(1e6)
    desk.begin(span)
    draft = "\n".join(["A line of a much longer draft."] * 18)
    desk.step(draft)
    desk.finish(draft)
    desk.editor.scroll_to_line(desk.editor.text().count("\n") - 0.2)
    top, (page_top, _) = desk.editor.span_rect(span).top(), desk.draft_on_page()
    desk.editor.apply_edit(AcceptedEdit(span, desk.editor.text_at(span), draft))
    fresh = Span(span.start, span.start + len(draft))
    assert desk.editor.span_rect(Span(span.start, span.start + 1)).top() == top
    desk.feed.note_change()
    desk.feed.clear_draft()
    flow = desk.page._flow
    at = next(seen for seen in flow.seen() if seen.slot.block.source.startswith("A line of a"))
    assert abs(at.y - page_top) < 1
    assert desk.editor.text_at(fresh) == draft


def test_a_draft_that_the_page_shows_already_does_not_move_it(desk: Desk) -> None:
    desk.editor.scroll_to_line(12.5)
    start = TEXT.index("Glass", TEXT.index("# Part 2"))
    line = desk.page.top_line()
    desk.begin(Span(start, start + len(PARAGRAPH)))
    desk.step("Short. ")
    desk.finish("Short. ")
    assert desk.page.top_line() == line


def test_a_draft_below_the_pages_foot_comes_to_where_the_editor_has_it(desk: Desk) -> None:
    desk.page.set_font_size(18.0)
    start = TEXT.index("Glass", TEXT.index("# Part 3"))
    span = Span(start, start + len(PARAGRAPH))
    for number in range(3, 20):
        desk.editor.scroll_to_line(float(number))
        if desk.editor.span_rect(span).bottom() < 500:
            break
    desk.begin(span)
    line = desk.page.top_line()
    desk.step("Short. ")
    assert desk.page.top_line() > line
    top, _ = desk.draft_on_page()
    assert abs(top - desk.editor.span_rect(span).top()) < 2
    line_on_top = desk.page.top_line()
    desk.step("Short. Or not so short. ")
    assert desk.page.top_line() == line_on_top
    desk.finish("Short. ")
    top, _ = desk.draft_on_page()
    desk.editor.apply_edit(AcceptedEdit(span, desk.editor.text_at(span), "Short. "))
    desk.feed.note_change()
    desk.feed.clear_draft()
    accepted = [seen.y for seen in desk.page._flow.seen() if "Short." in seen.slot.block.source]
    assert accepted == [top]


def test_a_draft_out_of_the_editors_sight_does_not_move_the_page(desk: Desk) -> None:
    desk.begin(last_paragraph())
    desk.step("Glass")
    assert desk.page.top_line() == 0.0
    desk.editor.scroll_to_line(1e6)
    assert seen_whole(desk)
    desk.editor.scroll_to_line(0.0)
    assert desk.page.top_line() == 0.0


def test_a_hidden_page_shows_the_draft_when_it_comes_back(desk: Desk) -> None:
    desk.page.hide()
    desk.feed.set_active(False)
    desk.editor.scroll_to_line(1e6)
    desk.begin(last_paragraph())
    desk.step("Glass")
    desk.feed.set_active(True)
    desk.page.show()
    assert seen_whole(desk)


def test_a_drawer_below_covers_the_draft_neither_in_the_text_nor_on_the_page(desk: Desk) -> None:
    span = last_paragraph()
    desk.editor.scroll_to_line(1e6)
    desk.begin(span)
    desk.finish(PARAGRAPH * 2)
    line = desk.editor.text().count("\n") - 9.0
    desk.editor.scroll_to_line(line)
    assert seen_whole(desk)
    for height in (500, 400):
        desk.widget.resize(1200, height)
        QApplication.processEvents()
        assert seen_whole(desk)
        shown = desk.editor.span_rect(span)
        assert 0 <= shown.top() < shown.bottom() <= desk.editor.height()
