import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.preview.block_stack import Slot
from app.preview.blocks import Block
from app.preview.page_source import PageSource
from app.preview.parsing import parse_blocks
from engine.request import Span
from tests.app.preview.markdown_texts import edits, markdown_texts

BEFORE = "# Head\n\nBefore with [ref] and[^n].\n\n- one\n- two\n\n"
AFTER = "Behind with *words*.\n\n```py\ncode\n```\n\n[ref]: /u\n\n[^n]: note\n"


def source_of(text: str, language: str = "markdown") -> PageSource:
    source = PageSource(lambda _block: 10.0)
    source.set_source(text, language)
    while source.has_pending:
        source.parse_more()
    return source


def looks(slots: list[Slot]) -> list[tuple[object, ...]]:
    return [(slot.block, slot.view) for slot in slots]


def document(source: PageSource) -> str:
    return "".join(slot.block.source for slot in source.stack if slot.characters)


@given(edits())
def test_a_changed_document_shows_what_a_fresh_one_shows(edit: tuple[str, str]) -> None:
    old, new = edit
    source = source_of(old)
    source.set_source(new, "markdown")
    assert looks(list(source.stack)) == looks(list(source_of(new).stack))
    assert document(source) == new


@given(edits())
def test_only_blocks_that_changed_get_other_slots(edit: tuple[str, str]) -> None:
    old, new = edit
    source = source_of(old)
    before = {id(slot): slot for slot in source.stack}
    equal = {slot.block for slot in before.values()}
    source.set_source(new, "markdown")
    fresh = [slot.block for slot in source.stack if id(slot) not in before]
    fresh_and_known = [block for block in fresh if block in equal and block.kind != "notes"]
    # A block may be new because the text holds it once more than before.
    for block in fresh_and_known:
        count = sum(slot.block == block for slot in source.stack)
        assert count > sum(slot.block == block for slot in before.values()) or (
            fresh.count(block) < count
        )


@given(markdown_texts, st.data())
def test_no_draft_however_unfinished_changes_a_block_outside_of_its_span(
    draft: str, data: st.DataObject
) -> None:
    text = BEFORE + "The span.\n\n" + AFTER
    start = text.index("The span.")
    source = source_of(text)
    outside = [slot for slot in source.stack if slot.block.source != "The span.\n\n"]
    seen = looks(outside)
    for end in sorted(data.draw(st.lists(st.integers(0, len(draft)), min_size=1, max_size=4))):
        source.set_draft(Span(start, start + len("The span.")), draft[:end])
        shown = source.draft_range()
        stack = list(source.stack)
        if shown is not None:
            assert all(slot.characters == 0 for slot in stack[shown[0] : shown[1]])
        assert [slot for slot in stack if slot in outside] == outside
        assert looks(outside) == seen
    source.clear_draft()
    assert document(source) == text
    assert looks(list(source.stack)) == looks(list(source_of(text).stack))


@given(markdown_texts, st.data())
def test_a_draft_anywhere_can_be_taken_back(text: str, data: st.DataObject) -> None:
    source = source_of(text)
    before = list(source.stack)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for draft in ("**x", "```\ny", ""):
        source.set_draft(Span(start, end), draft)
    lines = source.stack.totals().lines
    assert lines == pytest.approx(sum(slot.lines for slot in before))
    source.clear_draft()
    assert list(source.stack) == before


def shown_blocks(source: PageSource) -> list[tuple[object, ...]]:
    """What a page shows, code that is cut at a draft's lines put together again."""
    whole: list[tuple[object, ...]] = []
    for slot in source.stack:
        block = slot.block
        if block.kind in ("fence", "code") and not block.opens:
            kind, text, tight, number, _ = whole.pop()
            whole.append((kind, f"{text}{block.source}", tight, number, block.closes))
        elif block.kind not in ("notes", "blank"):
            whole.append((block.kind, block.source, block.tight, block.number, block.closes))
    return whole


@given(markdown_texts, st.sampled_from(("The span.\n\n", "span", "- one", "Behind")))
def test_a_finished_draft_is_shown_as_it_will_look_when_it_is_accepted(
    draft: str, selected: str
) -> None:
    text = BEFORE + "The span.\n\n" + AFTER
    span = Span(text.index(selected), text.index(selected) + len(selected))
    accepted = text[: span.start] + draft + text[span.end :]
    source = source_of(text)
    before = list(source.stack)
    source.set_draft(span, "x")
    source.set_draft(span, draft, finished=True)
    # These may swallow the rest, the last two also with the line that goes on behind the draft.
    if not any(mark in draft for mark in ("```", "~~~", "<!", "<pre")):
        assert shown_blocks(source) == shown_blocks(source_of(accepted))
        shown = source.draft_range()
        assert shown is not None
        others = list(source.stack)[: shown[0]] + list(source.stack)[shown[1] :]
        assert not any(slot.drafted for slot in others)
    source.set_draft(span, "y")
    source.clear_draft()
    assert list(source.stack) == before


def test_a_finished_draft_whose_last_line_goes_on_behind_it_is_read_with_that_line() -> None:
    source = source_of("Above.\n\nThe span.\n\nBehind.\n\nBelow.\n")
    source.set_draft(Span(8, 19), "<pre", finished=True)  # alone it would begin HTML
    shown = [slot.block.source for slot in source.stack]
    assert shown == ["Above.\n\n", "<preBehind.\n\n", "Below.\n"]


def test_a_finished_list_joins_the_one_below_it() -> None:
    text = "Head.\n\nspan\n\n- one\n- two\n\nend\n"
    source = source_of(text)
    source.set_draft(Span(7, 11), "- a\n- b")
    assert [slot.block.tight for slot in source.stack][1:5] == [True] * 4
    source.set_draft(Span(7, 11), "- a\n- b", finished=True)
    assert [slot.block.tight for slot in source.stack][1:5] == [False] * 4
    assert [slot.drafted for slot in source.stack] == [False, True, True, False, False, False]
    assert source.draft_range() == (1, 3)
    source.set_source(text + "more\n", "markdown")
    assert source.draft_range() == (1, 3)
    assert [slot.block.tight for slot in source.stack][1:5] == [False] * 4
    source.clear_draft()
    assert [slot.block.tight for slot in source.stack][2:4] == [True] * 2
    assert document(source) == text + "more\n"


def test_the_draft_is_marked_and_nothing_else_is() -> None:
    text = "para\n\n- one\n- two\n- three\n\nend\n"
    source = source_of(text)
    at = text.index("two")
    source.set_draft(Span(at, at + 3), "2\n- 2b")
    shown = [slot.block.source for slot in source.stack if slot.drafted]
    assert shown == ["- 2\n", "- 2b\n"]
    assert source.draft_range() == (2, 4)


def test_items_of_a_draft_count_on() -> None:
    source = source_of("3. a\n4. b\n5. c\n")
    source.set_draft(Span(8, 9), "x\n4. y")
    assert [slot.block.number for slot in source.stack] == [3, 4, 5, 5]


def test_a_draft_in_code_is_cut_out_at_its_lines() -> None:
    text = "```py\na = 1\nb = 2\nc = 3\n```\n\nend\n"
    source = source_of(text)
    at = text.index("b = 2")
    source.set_draft(Span(at, at + 5), "b = '''\nx")
    pieces = [(slot.block.source, slot.drafted) for slot in source.stack][:3]
    assert pieces == [
        ("```py\na = 1\n", False),
        ("b = '''\nx\n", True),
        ("c = 3\n```\n\n", False),
    ]
    assert source.stack[2].block.context is None
    source.set_draft(Span(at, at + 5), "b = '''\nx", finished=True)
    assert source.stack[2].block.context is not None


@pytest.mark.parametrize("language", ["markdown", "python"])
def test_code_below_a_draft_keeps_its_colours_until_the_draft_is_finished(language: str) -> None:
    lines = [f"a{number} = {number}\n" for number in range(200)]
    lines[50] = 'doc = """\n'
    lines[150] = '"""\n'
    text = "".join(lines) if language == "python" else "```py\n" + "".join(lines) + "```\n"
    source = source_of(text, language)
    while source.has_loose_colours:
        source.settle_colours()
    for marked, inside in (("a10 =", False), ("a100 =", True), ("a180 =", False)):
        at = text.index(marked)
        for draft in ('b = """', "b", "b = '''\nc\n\nd"):
            source.set_draft(Span(at, at + len(marked)), draft)
            shown = source.draft_range()
            assert shown is not None
            behind = source.stack[shown[1]].block
            assert (behind.context is not None) is inside
        source.clear_draft()


def test_a_draft_moves_with_text_before_it_and_ends_when_it_is_touched() -> None:
    source = source_of("one\n\ntwo\n\nthree\n")
    source.set_draft(Span(5, 8), "TWO")
    source.set_source("zero\n\none\n\ntwo\n\nthree\n", "markdown")
    shown = source.draft_range()
    assert shown == (2, 3)
    assert source.stack[2].block.source == "TWO\n\n"
    source.set_source("zero\n\none\n\ntwo!\n\nthree\n", "markdown")
    assert source.draft_range() == (2, 3)  # typed behind the span
    source.set_source("zero\n\none\n\nt-wo!\n\nthree\n", "markdown")
    assert source.draft_range() is None
    assert document(source) == source.text


def test_footnotes_stand_at_the_end_and_follow_their_definitions() -> None:
    source = source_of("b[^b] a[^a]\n\n[^a]: A\n\n[^b]: B\n")
    notes = source.stack[len(source.stack) - 1]
    assert notes.block.kind == "notes"
    assert notes.view.notes == (("b", 1), ("a", 2))
    source.set_source("a[^a]\n\n[^a]: A\n\n[^b]: B\n", "markdown")
    assert source.stack[len(source.stack) - 1].view.notes == (("a", 1),)
    source.set_source("a\n\n[^a]: A\n\n[^b]: B\n", "markdown")
    assert all(slot.block.kind != "notes" for slot in source.stack)


def test_a_definition_that_comes_or_changes_redraws_who_mentions_it_and_no_other() -> None:
    source = source_of("see [x]\n\nplain\n\nend\n")
    see, plain = source.stack[0], source.stack[1]
    assert not see.view.links
    source.set_source("see [x]\n\nplain\n\nend\n\n[x]: /one\n", "markdown")
    assert (source.stack[0], source.stack[1]) == (see, plain)
    assert [link.href for link in see.view.links] == ["/one"]
    assert plain.view.links == ()


def test_a_draft_at_the_end_of_a_document_stands_above_its_footnotes() -> None:
    text = "a[^n]\n\n[^n]: A\n"
    source = source_of(text)
    for finished in (False, True):
        source.set_draft(Span(len(text), len(text)), "\nmore", finished=finished)
        kinds = [(slot.block.kind, slot.drafted) for slot in source.stack]
        assert kinds[-1] == ("notes", False)
        assert kinds[-2][1]
    source.set_source(text + "\nmore", "markdown")
    source.clear_draft()
    assert [slot.block.kind for slot in source.stack] == [
        "paragraph",
        "note",
        "paragraph",
        "notes",
    ]


def test_a_draft_beyond_what_is_parsed_is_shown_at_once() -> None:
    text = "".join(f"Paragraph {number}.\n\n" for number in range(5000))
    source = PageSource(lambda _block: 10.0)
    source.set_source(text, "markdown")
    assert source.has_pending
    at = text.index("Paragraph 4000")
    source.set_draft(Span(at, at + 9), "Draft")
    shown = source.draft_range()
    assert shown is not None
    assert source.stack[shown[0]].block.source == "Draft 4000.\n\n"


def test_a_span_behind_the_end_is_refused() -> None:
    with pytest.raises(ValueError, match="ends behind"):
        source_of("abc\n").set_draft(Span(0, 9), "x")


def test_another_language_is_shown_as_code() -> None:
    source = source_of("# not a heading\n", "python")
    assert [slot.block.kind for slot in source.stack] == ["lines"]
    source.set_source("# not a heading\n", "markdown")
    assert [slot.block.kind for slot in source.stack] == ["heading"]


def test_colours_of_code_run_on_from_piece_to_piece() -> None:
    text = 'x = """\n' + "inside\n" * 100 + '"""\ny = 1\n'
    source = source_of(text, "python")
    while source.has_loose_colours:
        source.settle_colours()
    contexts = [slot.block.context for slot in source.stack]
    assert contexts[0] is None
    assert None not in contexts[1:]
    source.set_source(text.replace('x = """', "x = 1"), "python")
    while source.has_loose_colours:
        source.settle_colours()
    assert [slot.block.context for slot in source.stack][:3] == [None] * 3


def test_blocks_tile_the_text() -> None:
    source = source_of(BEFORE + AFTER)
    assert [slot.block for slot in source.stack if slot.characters] == parse_blocks(BEFORE + AFTER)
    assert isinstance(source.stack[0].block, Block)
