from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSize

from app.preview.block_layout import lay_block
from app.preview.content import content_of
from app.preview.environment import Environment
from app.preview.nodes import Code
from app.preview.parsing import parse_blocks
from app.preview.pictures import Picture
from app.preview.placed_block import PlacedBlock
from app.preview.plain_text import plain_text
from app.preview.table_layout import column_widths
from app.preview.text_layout import TextMaker
from app.preview.typography import BODY, Typography
from app.preview.words import Run, Style, Words
from app.theme import load_theme
from tests.app.preview.markdown_texts import markdown_texts


@pytest.fixture(scope="module")
def maker(qapp: object) -> TextMaker:
    del qapp
    return TextMaker(Typography(load_theme("light"), 12.0), lambda _source: None)


def placed(maker: TextMaker, text: str, width: float = 600.0) -> list[PlacedBlock]:
    blocks = parse_blocks(text)
    environment = Environment().with_blocks(blocks)
    return [
        lay_block(content_of(block, environment.view(block)), maker, width, 0) for block in blocks
    ]


def test_lines_break_at_the_width_and_the_height_follows(maker: TextMaker) -> None:
    words = Words("word " * 100)
    wide, narrow = maker.words(words, BODY, 600.0), maker.words(words, BODY, 200.0)
    assert wide.natural_width <= 600
    assert narrow.natural_width <= 200
    assert narrow.height > 2 * wide.height
    line = maker.typography.pixels(BODY.line)
    assert wide.height % line == 0


def test_a_word_wider_than_the_column_is_broken(maker: TextMaker) -> None:
    leaf = maker.words(Words("x" * 300), BODY, 200.0)
    assert leaf.natural_width <= 200


def test_code_breaks_between_words_and_inside_of_one_only_where_it_must(maker: TextMaker) -> None:
    text = "    counted = counted_so_far + counted_in_this_one + counted_later " + "x" * 90
    leaf = maker.code(Code(text, "python"), 200.0)
    assert leaf.natural_width <= 200
    for word in ("counted_so_far", "counted_in_this_one", "counted_later"):
        start = text.index(word)
        assert len(leaf.areas(start, start + len(word))) == 1
    assert len(leaf.areas(text.index("xx"), len(text))) > 2


@given(text=st.text("ab \U0001f389\n", min_size=1, max_size=40), data=st.data())
def test_positions_count_characters_whatever_their_size_in_the_layout(
    maker: TextMaker, text: str, data: st.DataObject
) -> None:
    leaf = maker.words(Words(text), BODY, 300.0)
    at = data.draw(st.integers(0, len(text) - 1))
    areas = leaf.areas(at, at + 1)
    if areas and areas[0].width() > 2 and text[at] not in " \n":
        area = areas[0]
        assert leaf.position_at(area.left() + 0.5, area.center().y()) == at


def test_the_run_under_a_point_is_the_one_that_is_drawn_there(maker: TextMaker) -> None:
    run = Run(4, 8, Style.LINK, "https://a.org")
    leaf = maker.words(Words("see that \U0001f389 there", (run,)), BODY, 300.0)
    middle = leaf.areas(4, 8)[0].center()
    assert leaf.run_at(middle.x(), middle.y()) == run
    assert leaf.run_at(leaf.areas(0, 1)[0].center().x(), middle.y()) is None
    assert leaf.run_at(leaf.natural_width + 50, middle.y()) is None


def test_a_picture_takes_its_room_in_the_line(maker: TextMaker) -> None:
    picture = Picture(Path("a.png"), QSize(100, 80), 0)
    with_picture = TextMaker(maker.typography, lambda _source: picture)
    words = Words("a \ufffc b", (Run(2, 3, Style.PICTURE, title="alt", picture="a.png"),))
    leaf = with_picture.words(words, BODY, 600.0)
    ((area, found),) = leaf.insets
    assert found == picture
    assert (area.width(), area.height()) == (100, 80)
    assert leaf.height > 80
    assert leaf.areas(4, 5)[0].left() > area.right()
    narrow = with_picture.words(words, BODY, 50.0)
    assert narrow.insets[0][0].width() == pytest.approx(50)


@given(
    st.lists(st.tuples(st.floats(1, 500), st.floats(0, 1)), min_size=1, max_size=6),
    st.floats(10, 800),
)
def test_columns_fill_no_more_than_the_room(
    columns: list[tuple[float, float]], room: float
) -> None:
    natural = [width for width, _ in columns]
    smallest = [width * share for width, share in columns]
    widths = column_widths(natural, smallest, room)
    assert sum(widths) <= max(room, 0) + 1e-6 or widths == natural
    assert all(width <= high + 1e-6 for width, high in zip(widths, natural, strict=True))
    if sum(natural) <= room:
        assert widths == natural
    elif sum(smallest) < room:
        assert all(w >= low - 1e-6 for w, low in zip(widths, smallest, strict=True))


def test_a_header_is_not_broken_inside_of_a_word_while_there_is_room(maker: TextMaker) -> None:
    (table,) = placed(maker, "| Default | " + "long words " * 30 + " |\n|---|---|\n| a | b |\n")
    header = table.leaves[0]
    assert header.text == "Default"
    assert header.height == maker.typography.pixels(1.45)


@given(text=markdown_texts)
def test_every_block_can_be_laid_out_at_any_width_and_copied(maker: TextMaker, text: str) -> None:
    blocks = parse_blocks(text)
    environment = Environment().with_blocks(blocks)
    for block in blocks:
        nodes = content_of(block, environment.view(block))
        for width in (600.0, 60.0):
            look = lay_block(nodes, maker, width, 0)
            assert look.height == round(look.height)
            assert look.ink_top <= look.ink_bottom <= max(look.height, look.ink_bottom)
            assert look.copied(0, look.length + 1) == plain_text(nodes)


def test_a_part_of_a_block_is_copied_as_it_reads(maker: TextMaker) -> None:
    (table,) = placed(maker, "| a | b |\n|---|---|\n| one | two |\n")
    one = table.leaves[2].offset
    assert table.copied(one + 1, one + 3) == "ne"
    assert table.copied(one + 1, table.length) == "ne\ttwo"
    item = placed(maker, "- first\n- second\n")[1]
    assert item.copied(0, item.length) == "- second"
    assert item.copied(2, item.length) == "cond"


def test_a_point_beside_the_text_means_the_nearest_one(maker: TextMaker) -> None:
    (table,) = placed(maker, "| a | b |\n|---|---|\n| one | two |\n")
    assert table.position_at(QPointF(5000.0, 5000.0)) == table.length
    assert table.position_at(QPointF(-50.0, -50.0)) == 0


def test_pieces_of_a_long_fence_stand_without_a_gap(maker: TextMaker) -> None:
    pieces = placed(maker, "```\n" + "line\n" * 130 + "```\n")
    assert len(pieces) > 2
    for piece in pieces[:-1]:
        assert piece.height == piece.ink_bottom
    assert pieces[0].ink_top == 0


def test_code_has_the_colours_of_its_language(maker: TextMaker) -> None:
    ranges = maker._code_ranges(Code("def f():  # why", "python"))
    colours = {made.format.foreground().color().name() for made in ranges}
    theme = load_theme("light")
    assert {theme.syntax_keyword, theme.syntax_comment} <= colours
    assert maker._code_ranges(Code("def f()", "no such language")) == []
