from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.preview.page_view import PageView
from app.theme import load_theme
from engine.request import Span
from tests.app.preview.pages import LONG, colours_of, places


def test_only_what_is_seen_is_laid_out(page: PageView) -> None:
    page.set_source(LONG, "markdown")
    assert 5 < page.rendered < 40


def test_an_edit_lays_out_only_the_block_that_changed(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    before = page.rendered
    page.set_source(LONG.replace("one point", "one better point", 1), "markdown")
    settled(page)
    assert page.rendered == before + 1


def test_a_step_lays_out_only_the_blocks_of_the_draft(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    start = LONG.index("A paragraph")
    span = Span(start, LONG.index("\n\n- one"))
    before = page.rendered
    page.set_draft(span, "One **half")
    assert page.rendered == before + 1
    page.set_draft(span, "One **half\n\n- a list")
    assert page.rendered == before + 3
    page.clear_draft()
    assert page.rendered == before + 3


def test_scrolling_there_and_back_lays_nothing_out_twice(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    page.scroll_to_line(300.0)
    settled(page)
    before = page.rendered
    page.scroll_to_line(0.0)
    page.scroll_to_line(300.0)
    settled(page)
    assert page.rendered == before


def test_blocks_that_were_seen_long_ago_are_let_go(
    page: PageView, settled: Callable[[PageView], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.preview.kept_looks._MOST", 60)
    page.set_source(LONG, "markdown")
    settled(page)
    for line in range(0, 1500, 20):
        page.scroll_to_line(float(line))
        assert all(page._flow.look(seen.slot) is not None for seen in page._flow.seen())
    looks = [slot for slot in page._flow.source.stack if slot.look is not None]
    assert len(looks) < 120


def test_blocks_above_and_below_keep_their_pixels_while_a_draft_is_unfinished(
    page: PageView,
) -> None:
    page.set_source(LONG, "markdown")
    span = Span(LONG.index("A paragraph"), LONG.index("\n\n- one"))
    page.set_draft(span, "x")
    above = places(page)["## Section 0\n\n"]
    for draft in ("```\nopen", "**bold", "| a | b |\n|-", "> quote\n\n- list", ""):
        page.set_draft(span, draft)
        seen = places(page)
        assert seen["## Section 0\n\n"] == above
        assert "- one point\n" in seen
        look = page._flow.look(
            next(
                s.slot
                for s in page._flow.seen()
                if s.slot.block.kind == "item" and not s.slot.drafted
            )
        )
        assert look is not None
        assert "point" in look.leaves[0].text


def test_a_draft_that_shrinks_keeps_its_room_for_some_steps(page: PageView) -> None:
    page.set_source("Head.\n\nspan\n\nBehind.\n", "markdown")
    span = Span(7, 11)
    page.set_draft(span, "one\n\ntwo\n\nthree")
    high = places(page)["Behind.\n"]
    page.set_draft(span, "one")
    assert places(page)["Behind.\n"] == high
    for _ in range(12):
        page.set_draft(span, "one")
    assert places(page)["Behind.\n"] < high


def test_a_finished_draft_keeps_no_room_and_a_retry_begins_with_its_height(page: PageView) -> None:
    text = "Head.\n\nspan\n\nBehind.\n"
    accepted = text.replace("span", "one")
    page.set_source(accepted, "markdown")
    low = places(page)["Behind.\n"]
    page.set_source(text.replace("span", "span " * 100), "markdown")
    span = Span(7, 7 + 5 * 100)
    page.set_draft(span, "one\n\ntwo\n\nthree")
    page.set_draft(span, "one")
    assert places(page)["Behind.\n"] > low
    page.set_draft(span, "one", finished=True)
    assert places(page)["Behind.\n"] == low
    page.set_draft(span, "one and")
    assert places(page)["Behind.\n"] == low


def test_what_is_seen_stays_when_text_above_it_changes(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    page.scroll_to_line(700.0)
    before = places(page)
    page.set_source("# New\n\nA whole new paragraph.\n\n" + LONG, "markdown")
    assert places(page) == before
    page.set_source(LONG, "markdown")
    assert places(page) == before


def test_what_is_seen_stays_while_a_draft_above_it_grows_and_shrinks(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    page.scroll_to_line(700.0)
    before = places(page)
    span = Span(LONG.index("A paragraph"), LONG.index("\n\n- one"))
    for draft in ("short", "a\n\nb\n\nc\n\n" * 9, "short", "x", "y"):
        page.set_draft(span, draft)
        assert places(page) == before
    page.clear_draft()
    assert places(page) == before


def test_the_draft_stays_where_it_is_while_blocks_above_it_change(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    start = LONG.index("A paragraph", LONG.index("Section 25"))
    page.scroll_to_line(LONG.count("\n", 0, start) - 4.0)
    end = LONG.index("\n\n", start)
    page.set_draft(Span(start, end), "draft")
    index = page._flow.source.draft_range()
    assert index is not None
    at = page._flow.y_of(index[0])
    assert 0 < at < 600
    page.set_source("# New\n\n" + LONG, "markdown")
    page.set_draft(Span(start + 7, end + 7), "another draft")
    index = page._flow.source.draft_range()
    assert index is not None
    assert page._flow.y_of(index[0]) == at


def test_scrolling_up_into_unseen_blocks_moves_nothing_else(page: PageView) -> None:
    page.set_source(LONG, "markdown")
    page.scroll_to_line(600.0)
    before = places(page)
    bar = page.verticalScrollBar()
    bar.setValue(bar.value() - 120)
    after = places(page)
    moved = {after[source] - before[source] for source in before if source in after}
    assert moved == {120.0}


def test_lines_and_places_follow_one_another(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    settled(page)
    lines = []
    for line in (0.0, 3.5, 40.0, 41.0, 400.25, 1000.0):
        page.scroll_to_line(line)
        assert page.top_line() == pytest.approx(line, abs=0.1)
    bar = page.verticalScrollBar()
    bar.setValue(0)
    while bar.value() < 4000:
        bar.setValue(bar.value() + 37)
        lines.append(page.top_line())
    assert lines == sorted(lines)


def test_only_the_person_makes_the_top_line_change(page: PageView, qtbot: QtBot) -> None:
    page.set_source(LONG, "markdown")
    with qtbot.assertNotEmitted(page.top_line_changed):
        page.scroll_to_line(100.0)
        page.set_source("x\n\n" + LONG, "markdown")
        page.set_theme(load_theme("dark"))
    with qtbot.waitSignal(page.top_line_changed) as heard:
        page.verticalScrollBar().setValue(page.verticalScrollBar().value() + 50)
    assert heard.args == [page.top_line()]


def test_another_width_or_size_keeps_the_line_at_the_top(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    page.scroll_to_line(500.0)
    changes: list[Callable[[], None]] = [
        lambda: page.resize(420, 600),
        lambda: page.set_font_size(17.0),
        lambda: page.set_theme(load_theme("dark")),
    ]
    for change in changes:
        change()
        settled(page)
        assert page.top_line() == pytest.approx(500.0, abs=1.0)
    with pytest.raises(ValueError, match="above 0"):
        page.set_font_size(0.0)


def test_a_long_text_is_shown_at_once_and_parsed_behind(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    text = LONG * 6
    page.set_source(text, "markdown")
    assert page._flow.source.has_pending
    assert "## Section 0\n\n" in places(page)
    page.scroll_to_line(2400.0)
    settled(page)
    assert not page._flow.source.has_pending
    assert page.top_line() == pytest.approx(2400.0, abs=1.0)


def test_remote_pictures_are_never_loaded_and_local_ones_are(
    page: PageView, tmp_path: Path, qtbot: QtBot
) -> None:
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    assert image.save(str(tmp_path / "local.png"))
    page.set_base_folder(tmp_path)
    page.set_source(
        "![far](https://example.com/a.png) ![share](//host/a.png) ![](file://host/a.png)\n\n"
        "![near](local.png)\n",
        "markdown",
    )
    first, second = (page._flow.look(seen.slot) for seen in page._flow.seen())
    assert first is not None
    assert second is not None
    assert first.leaves[0].insets == []
    assert "far" in first.leaves[0].text
    assert len(second.leaves[0].insets) == 1
    qtbot.waitUntil(lambda: "#ff0000" in colours_of(page))


@pytest.mark.parametrize("name", ["light", "dark"])
def test_page_and_draft_are_painted_in_the_colours_of_the_theme(page: PageView, name: str) -> None:
    theme = load_theme(name)
    page.set_theme(theme)
    page.set_source("Head.\n\nspan\n\n```py\nx = 1\n```\n", "markdown")
    page.set_draft(Span(7, 11), "draft")
    colours = colours_of(page, every=1)
    for colour in (theme.surface, theme.draft, theme.draft_edge, theme.raised, theme.text):
        assert colour in colours


def test_the_page_can_be_read_by_name(page: PageView) -> None:
    assert page.accessibleName() == "Rendered page"


def test_an_empty_document_and_a_draft_of_nothing(page: PageView) -> None:
    page.set_source("", "markdown")
    page.set_draft(Span(0, 0), "words")
    page.clear_draft()
    page.set_source("a\n", "markdown")
    page.set_draft(Span(0, 2), "")
    page.set_source("", "markdown")
    assert page.selected_text() == ""
    page.viewport().grab()
