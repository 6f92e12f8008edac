from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from app.preview.blocks import PIECE_LINES, Block
from app.preview.content import code_of, content_of
from app.preview.environment import Environment, View
from app.preview.nodes import Code, Item, Node, Note, Prose, Quote, Source, Table
from app.preview.parsing import markdown_parser, parse_blocks
from app.preview.plain_text import plain_text
from app.preview.token_reader import read_tokens
from app.preview.words import Run, Style, Words, slug, with_pictures
from tests.app.preview.markdown_texts import markdown_texts

GOLDEN = Path(__file__).parent / "golden"


def drawn(node: Node, depth: int = 0) -> list[str]:
    """Return a node in lines that a person can read and compare."""
    pad = "  " * depth
    if isinstance(node, Prose):
        name = f"h{node.level}" if node.level else "tight" if node.tight else "p"
        return [
            f"{pad}{name} {node.words.text!r}",
            *(f"{pad}  {run_line(node.words, run)}" for run in node.words.runs),
        ]
    if isinstance(node, Code):
        return [f"{pad}code {node.language or '-'} {node.text!r}"]
    if isinstance(node, Source):
        return [f"{pad}source {node.text!r}"]
    if isinstance(node, Table):
        rows = (" | ".join(cell.text for cell in row) for row in node.rows)
        return [f"{pad}table {' '.join(node.aligns)}", *(f"{pad}  {row}" for row in rows)]
    if isinstance(node, Quote | Item | Note):
        name = {
            Quote: "quote",
            Item: f"item {getattr(node, 'number', None)} {getattr(node, 'done', None)}",
            Note: f"note {getattr(node, 'number', None)}",
        }[type(node)]
        return [pad + name, *(line for child in node.children for line in drawn(child, depth + 1))]
    return [f"{pad}rule"]


def run_line(words: Words, run: Run) -> str:
    styles = "+".join(flag.name or "" for flag in Style if flag and flag in run.style)
    more = " ".join(part for part in (run.href, run.title, run.picture) if part)
    return f"{styles} {words.text[run.start : run.end]!r} {more}".rstrip()


def content(text: str) -> list[Node]:
    blocks = parse_blocks(text)
    environment = Environment().with_blocks(blocks)
    return [node for block in blocks for node in content_of(block, environment.view(block))]


def test_a_page_of_every_construct_reads_as_the_golden_one() -> None:
    text = (GOLDEN / "page.md").read_text(encoding="utf-8")
    lines = [line for node in content(text) for line in drawn(node)]
    assert "\n".join(lines) + "\n" == (GOLDEN / "page.txt").read_text(encoding="utf-8")


def without_loose_ends(nodes: Sequence[Node]) -> list[str]:
    """Return the nodes as lines; blank lines at the end of a fence that never ends do not count."""
    return [
        line
        for node in nodes
        for line in drawn(
            replace(node, text=node.text.rstrip()) if isinstance(node, Code) else node
        )
    ]


@given(markdown_texts)
def test_blocks_read_one_by_one_say_what_the_whole_text_says(text: str) -> None:
    text = text.removeprefix("---\n").removeprefix("a: 1\n")
    blocks = [block for block in parse_blocks(text) if block.kind != "front"]
    text = "".join(block.source for block in blocks)
    environment = Environment().with_blocks(blocks)
    numbers = dict(environment.numbers)
    env = {"footnotes": {"refs": {f":{label}": -1 for label in numbers}, "list": {}}}
    whole = read_tokens(markdown_parser().parse(text, env), numbers)
    whole = tuple(node for node in whole if not isinstance(node, Note))
    parts = [
        node
        for block in blocks
        for node in content_of(block, environment.view(block))
        if block.kind != "note"
    ]
    assert without_loose_ends(parts) == without_loose_ends(whole)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("```py\na\n\nb\n```\n\n", "a\n\nb"),
        ("~~~\n```\n~~~\n", "```"),
        ("````\n```\n````\n", "```"),
        ("```\nunclosed\n\n", "unclosed"),
        ("  ```\n  in\n   deep\n  ```\n", "in\n deep"),
        ("```\n```\n", ""),
        ("\n\n```\nx\n```", "x"),
    ],
)
def test_a_fence_shows_what_stands_between_its_lines(source: str, text: str) -> None:
    (block,) = parse_blocks(source)
    assert code_of(block).text == text


def test_the_pieces_of_a_long_fence_show_all_of_its_lines_once() -> None:
    lines = [f"line {number}" for number in range(PIECE_LINES * 4)]
    lines[PIECE_LINES - 1] = lines[PIECE_LINES] = ""
    pieces = parse_blocks("```py\n" + "\n".join(lines) + "\n```\n\n")
    assert len(pieces) > 3
    assert "\n".join(code_of(piece).text for piece in pieces).split("\n") == lines


def test_indented_code_loses_its_indent_alone() -> None:
    (block,) = parse_blocks("    a\n\n      b\n\tc\n")
    assert code_of(block).text == "a\n\n  b\nc"


def test_definitions_show_nothing_in_place_but_what_is_rewritten_is_seen() -> None:
    definition, note = parse_blocks("[f]: /u\n\n[^n]: note\n")
    view = View(notes=(("n", 1),))
    assert content_of(definition, View()) == content_of(note, view) == ()
    assert content_of(definition, View(), drafted=True) == (Source("[f]: /u"),)
    (shown,) = content_of(note, view, drafted=True)
    assert isinstance(shown, Note)
    assert plain_text([shown]) == "[1] note"


def test_footnotes_stand_in_the_order_of_their_numbers_with_a_way_back() -> None:
    blocks = parse_blocks("b[^b] a[^a]\n\n[^a]: A\n\n[^b]: B\n\n[^c]: never\n")
    environment = Environment().with_blocks(blocks)
    notes = Block("notes", "".join(environment.notes.values()), 0)
    first, second = content_of(notes, environment.view(notes))
    assert isinstance(first, Note)
    assert isinstance(second, Note)
    assert (first.number, first.label, first.first) == (1, "b", True)
    assert (second.number, second.label, second.first) == (2, "a", False)
    (prose,) = second.children
    assert isinstance(prose, Prose)
    assert prose.words.runs[-1].href == "#fnref:a"


def test_html_is_source_and_only_tags_that_style_words_do_so() -> None:
    (prose,) = content("a <b>bold</b> <script>x</script> <i>open\n")
    assert isinstance(prose, Prose)
    assert prose.words.text == "a bold <script>x</script> <i>open"
    assert [(run.style, prose.words.text[run.start : run.end]) for run in prose.words.runs] == [
        (Style.STRONG, "bold"),
        (Style.SOURCE, "<script>"),
        (Style.SOURCE, "</script>"),
        (Style.SOURCE, "<i>"),
    ]


def test_a_quote_that_begins_with_a_name_in_brackets_is_an_alert() -> None:
    (warning, plain) = content("> [!WARNING]\n> Mind *this*.\n\nx\n\n> [!other] text\n")[::2]
    assert isinstance(warning, Quote)
    assert warning.alert == "warning"
    assert plain_text([warning]) == "Warning\nMind this."
    assert isinstance(plain, Quote)
    assert plain.alert is None


def test_a_picture_that_is_not_shown_gives_way_to_its_words() -> None:
    (prose,) = content("see ![a cat](cat.png) and ![](dog.png)\n")
    assert isinstance(prose, Prose)
    words = with_pictures(prose.words, lambda source: source == "cat.png")
    assert words.text == "see \ufffc and not found: dog.png"
    shown, absent = words.runs
    assert shown.style == Style.PICTURE
    assert absent.style == Style.ABSENT
    assert words.text[absent.start : absent.end] == "not found: dog.png"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("missing.png", "a cat (not found: missing.png)"),
        ("file:///a/b.png", "a cat (not found: file:///a/b.png)"),
        ("c:/a.png", "a cat (not found: c:/a.png)"),
        ("https://example.org/a.png", "a cat"),
        ("//example.org/a.png", "a cat"),
        ("data:image/png;base64,AAAA", "a cat"),
    ],
)
def test_a_missing_file_is_named_and_a_picture_from_elsewhere_is_not_said_to_be_missing(
    source: str, shown: str
) -> None:
    run = Run(0, 1, Style.PICTURE, title="a cat", picture=source)
    assert with_pictures(Words("\ufffc", (run,)), lambda _: False).text == shown


def test_slugs_are_those_of_public_hosts() -> None:
    assert slug("What's new in `1.2`?") == "whats-new-in-12"
    assert slug(" A  b_c-d ") == "a--b_c-d"


def test_what_is_copied_is_plain_text() -> None:
    nodes = content("1. a **b**\n   - [x] c\n\n| h | i |\n|---|---|\n| 1 | 2 |\n\n> q\n")
    assert plain_text(nodes) == "1. a b\n  - [x] c\nh\ti\n1\t2\nq"
