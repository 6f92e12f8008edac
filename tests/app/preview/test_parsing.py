from hypothesis import given

from app.preview.blocks import PIECE_LINES, Block, Definition, split_code
from app.preview.parsing import front_matter_end, parse_blocks
from tests.app.preview.markdown_texts import markdown_texts


def shape(text: str) -> list[tuple[str, str]]:
    return [(block.kind, block.source) for block in parse_blocks(text)]


def test_every_construct_becomes_a_block_that_holds_its_lines_and_the_blank_ones_behind() -> None:
    text = (
        "---\ntitle: x\n---\n# Head\n\npara\ngraph\n\n- one\n- two\n\n3. three\n\n> quote\n\n"
        "```py\ncode\n```\n\n| a |\n|---|\n| 1 |\n\n---\n\n<div>\n</div>\n\n[f]: /u\n\n[^n]: note\n"
    )
    assert shape(text) == [
        ("front", "---\ntitle: x\n---\n"),
        ("heading", "# Head\n\n"),
        ("paragraph", "para\ngraph\n\n"),
        ("item", "- one\n"),
        ("item", "- two\n\n"),
        ("item", "3. three\n\n"),
        ("quote", "> quote\n\n"),
        ("fence", "```py\ncode\n```\n\n"),
        ("table", "| a |\n|---|\n| 1 |\n\n"),
        ("rule", "---\n\n"),
        ("html", "<div>\n</div>\n\n"),
        ("definition", "[f]: /u\n\n"),
        ("note", "[^n]: note\n"),
    ]


@given(markdown_texts)
def test_the_sources_of_all_blocks_joined_give_the_text_back(text: str) -> None:
    blocks = parse_blocks(text)
    assert "".join(block.source for block in blocks) == text
    assert sum(block.lines for block in blocks) == text.count("\n") + (
        text != "" and not text.endswith("\n")
    )


@given(markdown_texts, markdown_texts)
def test_what_a_part_of_a_text_shows_whole_is_what_the_whole_text_shows(
    start: str, rest: str
) -> None:
    whole = parse_blocks(start + "\n" + rest, at_start=False)
    part = parse_blocks(start + "\n", at_start=False, final=False)
    assert whole[: len(part)] == part


@given(markdown_texts)
def test_a_parse_may_begin_where_any_construct_begins(text: str) -> None:
    blocks = parse_blocks(text)
    for at, block in enumerate(blocks):
        if block.opens and at > 0:
            rest = "".join(other.source for other in blocks[at:])
            assert parse_blocks(rest, at_start=False) == blocks[at:]


def test_items_know_their_number_their_list_and_whether_it_is_loose() -> None:
    items = parse_blocks("4. a\n7. b\n\n- x\n\n- y\n")
    assert [(item.number, item.tight, item.opens, item.closes) for item in items] == [
        (4, True, True, False),
        (5, True, False, True),
        (None, False, True, False),
        (None, False, False, True),
    ]


def test_a_long_fence_comes_in_pieces_that_only_its_last_line_ends() -> None:
    body = "".join(f"line {number}\n" for number in range(PIECE_LINES * 3))
    pieces = parse_blocks(f"```py\n{body}```\n\n\nafter\n")
    fences = [piece for piece in pieces if piece.kind == "fence"]
    assert len(fences) == 4
    assert [piece.opens for piece in fences] == [True, False, False, False]
    assert [piece.closes for piece in fences] == [False, False, False, True]
    assert {piece.detail for piece in fences} == {"py"}
    assert fences[-1].source.endswith("```\n\n\n")
    assert pieces[-1].source == "after\n"


def test_definitions_are_kept_with_their_block_even_where_another_one_came_first() -> None:
    blocks = parse_blocks("[A]: /one\n\ntext [a]\n\n[a]: /two 'tip'\n")
    assert blocks[0].defines == (Definition("A", "/one", ""),)
    assert blocks[1].mentions == ("A",)
    assert blocks[2].defines == (Definition("A", "/two", "tip"),)


def test_front_matter_stands_at_the_start_alone_and_must_end() -> None:
    assert front_matter_end("---\na: 1\n---\ntext") == 13
    assert front_matter_end("---\na: 1\n") == 0
    assert front_matter_end("--- x\n---\n") == 0
    assert front_matter_end("text\n---\n---\n") == 0
    assert front_matter_end("---\na\n----\n---") == 14


def test_code_is_cut_into_pieces_of_lines() -> None:
    text = "x\n" * (2 * PIECE_LINES + 1) + "last"
    pieces = split_code(text, "python")
    assert [piece.lines for piece in pieces] == [PIECE_LINES, PIECE_LINES, 2]
    assert "".join(piece.source for piece in pieces) == text
    assert split_code("", "python") == []
    assert isinstance(pieces[0], Block)
