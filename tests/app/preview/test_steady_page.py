"""Any draft in any block: the rest of the page keeps its text, its look and its distance to it."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.preview.block_stack import Slot
from app.preview.page_view import PageView
from app.preview.placed_block import PlacedBlock
from engine.request import Span
from tests.app.preview.markdown_texts import LINES
from tests.app.preview.pages import LONG, places
from tests.app.preview.steady_texts import OPENERS, TEXT

drafts = st.builds(
    lambda lines, cut: "".join(lines)[: -cut or None],
    st.lists(st.sampled_from(LINES + OPENERS), max_size=6),
    st.integers(0, 3),
)
spans = st.builds(
    lambda start, size: Span(start, min(start + size, len(TEXT))),
    st.integers(0, len(TEXT)),
    st.sampled_from((0, 1, 5, 20, 60, 200)),
)
whole_blocks = st.sampled_from(
    [
        Span(TEXT.index(block), TEXT.index(block) + len(block))
        for block in TEXT.split("\n\n")
        if block
    ]
)
on_one_page = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def shape(slot: Slot) -> tuple[object, ...]:
    """Return what a reader sees of a block, but not where."""
    look = slot.look
    assert isinstance(look, PlacedBlock)
    colours = [
        (part.start, part.length, part.format.foreground().color().name())
        for leaf in look.leaves
        for part in leaf._layout.formats()
    ]
    texts = tuple((leaf.text, leaf.x, leaf.y, leaf.height) for leaf in look.leaves)
    labels = tuple(leaf.text for leaf in look.labels)
    return slot.block.kind, texts, labels, look.height, tuple(colours)


def shapes(page: PageView) -> list[tuple[object, ...]]:
    stack = page._flow.source.stack
    for index in range(len(stack)):
        page._flow.look_at(index)
    return [shape(slot) for slot in stack]


def fresh_shapes(page: PageView, text: str) -> list[tuple[object, ...]]:
    """Return what ``page`` shows of ``text`` when it has never seen another one."""
    page.set_source("", "text")
    page.set_source(text, "markdown")
    return shapes(page)


@on_one_page
@given(st.one_of(spans, whole_blocks), st.lists(drafts, min_size=1, max_size=4), st.data())
def test_no_step_changes_the_rest_of_the_page(
    page: PageView, span: Span, steps: list[str], data: st.DataObject
) -> None:
    page.resize(700, 4000)
    before = fresh_shapes(page, TEXT)
    page.set_draft(span, steps[0])
    shapes(page)
    source = page._flow.source
    for draft in [part[: data.draw(st.integers(0, len(part)))] for part in steps] + steps:
        top = page._flow.scroll
        page.set_draft(span, draft)
        now = shapes(page)
        assert page._flow.scroll == top
        stack = list(source.stack)
        placed = source._draft
        assert placed is not None
        above, shown = placed.start, len(placed.shown)
        below = len(stack) - above - shown
        # All that is not a block of the draft looks as it did, and lies as far from it as before.
        assert now[:above] == before[:above]
        assert below == 0 or now[-below:] == before[-below:]
        assert [slot.height for slot in stack[:above]] == [height(one) for one in before[:above]]
        assert [slot.height for slot in stack[above + shown :]] == [
            height(one) for one in before[len(before) - below :]
        ]
    page.clear_draft()
    assert shapes(page) == before


def height(one: tuple[object, ...]) -> object:
    return one[3]


@on_one_page
@given(st.one_of(spans, whole_blocks), drafts)
def test_an_accepted_draft_gives_the_page_that_its_text_gives(
    page: PageView, span: Span, draft: str
) -> None:
    page.resize(700, 4000)
    accepted = TEXT[: span.start] + draft + TEXT[span.end :]
    want = fresh_shapes(page, accepted)
    fresh_shapes(page, TEXT)
    page.set_draft(span, draft[: len(draft) // 2])
    page.set_draft(span, draft)
    page.set_draft(span, draft, finished=True)
    page.set_source(accepted, "markdown")
    page.clear_draft()
    while not page.is_settled:
        page._work_ahead()
    assert shapes(page) == want


@pytest.mark.parametrize("draft", [opener.rstrip("\n") for opener in OPENERS] + ["~~~", "<!-- x"])
@pytest.mark.parametrize("finished", [False, True])
def test_what_a_draft_leaves_open_swallows_nothing_below_it(
    page: PageView, draft: str, finished: bool
) -> None:
    text = "First.\n\nThe span.\n\nBehind *it*.\n\n```py\nx = 1\n```\n\n---\n\nLast.\n"
    page.set_source(text, "markdown")
    for selected in ("The span.", "The span.\n\n", "First.", "First.\n\n"):
        start = text.index(selected)
        span = Span(start, start + len(selected))
        for words in (draft, f"---\n{draft}", f"words\n\n{draft}", f"{draft} more"):
            page.set_draft(span, words, finished=finished)
            kinds = [slot.block.kind for slot in page._flow.source.stack]
            assert kinds[-3:] == ["fence", "rule", "paragraph"]
            behind = [slot.block.source for slot in page._flow.source.stack][-4]
            assert finished or behind == "Behind *it*.\n\n"
        page.clear_draft()


def test_a_line_that_may_become_a_list_or_a_table_makes_no_heading(page: PageView) -> None:
    page.set_source("Head.\n\nspan\n\nBehind.\n", "markdown")
    span = Span(7, 11)
    kinds = []
    for draft in ("words\n-", "words\n--", "words\n=", "words\n---", "| a | b |", "| a | b |\n|-"):
        page.set_draft(span, draft)
        kinds.append(page._flow.source.stack[1].block.kind)
    assert kinds == ["paragraph", "paragraph", "paragraph", "heading", "table", "table"]


def test_what_is_read_below_a_draft_that_begins_above_the_window_stays(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    start = LONG.index("A paragraph", LONG.index("Section 30"))
    end = LONG.index("\n\n```", start)
    span = Span(start, end)
    page.set_source(LONG, "markdown")
    page.scroll_to_line(LONG.count("\n", 0, start) + 1.0)
    settled(page)
    page.set_draft(span, "one\n\ntwo\n\nthree\n\nfour")
    settled(page)
    shown = page._flow.source.draft_range()
    assert shown is not None
    page._flow.scroll_to(page._flow.scroll + page._flow.y_of(shown[0]) + 40.0)
    before = places(page)
    below = next(source for source in before if source.startswith("```"))
    for draft in ("one\n\ntwo\n\nthree\n\nfour\n\n" + "five\n\n" * 4, "one"):
        for _ in range(12):
            page.set_draft(span, draft)
            assert places(page)[below] == before[below]


def test_the_page_stays_where_the_person_scrolled_it_while_steps_come(
    page: PageView, settled: Callable[[PageView], None]
) -> None:
    page.set_source(LONG, "markdown")
    span = Span(LONG.index("A paragraph"), LONG.index("\n\n- one"))
    for _ in range(12):  # the room of the longer text that it stands for is given up
        page.set_draft(span, "one")
    settled(page)
    bar = page.verticalScrollBar()
    for value in (0, 7, 130, 2000):
        bar.setValue(value)
        settled(page)
        seen = {slot: y for slot, y in places(page).items() if slot not in ("one\n\n",)}
        for draft in ("one", "one `two", "one `two` three"):
            page.set_draft(span, draft)
            now = places(page)
            assert all(now.get(source, y) == y for source, y in seen.items())
