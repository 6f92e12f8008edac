"""The starter model's training pairs: the rules by hand, and their properties over many draws."""

import ast
import json
import random
import re
from pathlib import Path

import pytest

from cases import draw_cases
from code_names import CODE_NAME, mark_code_names
from corpus import Corpus
from fillers import LONG_FORMS, add_fillers, has_filler
from noise import add_mistakes, is_nearest
from tasks import TASKS, Example, generate, read_instructions
from tasks_code import drop_bracket, drop_colon, drop_indent, parses
from tasks_repair import break_emphasis, break_link
from tasks_structure import format_list, format_table, join_items, sentence_case, title_case

DRAWS = 150

SENTENCES = (
    ("The parser reads one file at a time.", "It returns None if the file is empty."),
    ("Use this option to change the default value.",),
    ("However, the cache is not cleared when the program ends.", "You can remove it by hand."),
    ("The read_config function opens settings.json before the window is shown.",),
    ("This value is large because the list holds every result.",),
    ("If the user doesn't choose a name, a short one is made.", "Call reset() to start again."),
    ("We write the output to a small file in the same folder.",),
    ("Each worker is given an index and a copy of the data.",),
    ("Return True when both values are equal.",),
    ("The result is useful for a test that runs often.",),
)
CORPUS = Corpus(
    paragraphs=SENTENCES,
    phrases=(
        "short name", "the last value", "open file", "Read the input", "new window", "data folder",
        "list of results", "empty cache", "default option",
    ),
    pairs=(
        ("name", "the name of the file"), ("size", "number of bytes"), ("mode", "read or write"),
        ("Version", "3.2"), ("max_length", "longest line allowed"),
    ),
    headings=("Getting started", "How to read a file", "Notes on the cache"),
    snippets=(
        'if name is None:\n    name = "draft"',
        "for line in lines:\n    total += len(line)",
        "def area(width, height):\n    return abs(width * height)",
        "try:\n    value = read(path)\nexcept OSError:\n    value = None",
        "with open(path) as file:\n    text = file.read()\n    lines = text.split()",
        'items = [\n    first(a, b),\n    "second",\n]',
    ),
    vocabulary={
        word: 50
        for paragraph in SENTENCES
        for sentence in paragraph
        for word in re.findall(r"[a-z]+", sentence.lower())
    },
)  # fmt: skip


def draws(task: str, max_chars: int = 260) -> list[Example]:
    """Return many examples of one task, always the same ones."""
    rng = random.Random(f"{task}-{max_chars}")
    return [generate(rng, CORPUS, task, max_chars) for _ in range(DRAWS)]


@pytest.mark.parametrize("task", TASKS)
def test_the_same_seed_gives_the_same_examples(task: str) -> None:
    first = [generate(random.Random(seed), CORPUS, task) for seed in range(20)]
    assert first == [generate(random.Random(seed), CORPUS, task) for seed in range(20)]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("max_chars", [80, 260])
def test_texts_keep_to_the_length_and_the_wording_was_listed(task: str, max_chars: int) -> None:
    keys = ("headings-title", "headings-sentence") if task == "headings" else (task,)
    taught = {wording.lower() for key in keys for wording in read_instructions()[key]}
    for example in draws(task, max_chars):
        assert example.task == task
        assert 0 < len(example.selected) <= max_chars
        assert 0 < len(example.target) <= max_chars
        assert example.instruction.lower().rstrip(".") in taught


def test_every_task_has_a_title_that_is_its_first_wording() -> None:
    prompts = Path(__file__).parents[2] / "resources" / "prompts" / "starter_tasks.json"
    stored = json.loads(prompts.read_text(encoding="utf-8"))
    assert set(stored) == set(TASKS) - {"headings"} | {"headings-title", "headings-sentence"}
    for entry in stored.values():
        assert entry["title"] == entry["instructions"][0]
        assert 6 <= len(set(entry["instructions"])) <= 12


def test_no_wording_belongs_to_two_tasks() -> None:
    wordings = [wording.lower() for each in read_instructions().values() for wording in each]
    assert len(wordings) == len(set(wordings))


def test_a_corpus_without_material_is_an_error() -> None:
    empty = Corpus((), (), (), (), (), {})
    with pytest.raises(LookupError, match="repair-python"):
        generate(random.Random(1), empty, "repair-python")


def test_spelling_leaves_some_texts_clean_and_damages_the_rest() -> None:
    examples = draws("spelling")
    clean = sum(example.selected == example.target for example in examples)
    assert 0 < clean < len(examples) // 3


def test_mistakes_never_hit_a_code_name() -> None:
    text = "The read_config function opens settings.json before the window is shown."
    for seed in range(200):
        damaged = add_mistakes(random.Random(seed), text, 3, CORPUS.vocabulary)
        assert "read_config" in damaged
        assert "settings.json" in damaged


@pytest.mark.parametrize(
    ("mistake", "word", "expected"),
    [
        ("vlaue", "value", True),
        ("fom", "from", False),  # `for` is as near
        ("form", "from", False),  # a word itself
        ("teh", "the", True),
    ],
)
def test_a_mistake_must_have_one_nearest_word(mistake: str, word: str, expected: bool) -> None:
    vocabulary = dict.fromkeys(("value", "from", "for", "form", "the"), 9)
    assert is_nearest(mistake, word, vocabulary) is expected


def test_tighten_targets_hold_no_filler_and_sources_do() -> None:
    for example in draws("tighten"):
        assert not has_filler(example.target)
        assert has_filler(example.selected) or example.selected == example.target


def test_fillers_are_undone_by_removal_and_the_short_forms() -> None:
    text = "You can read the file because it is small."
    for seed in range(100):
        padded = add_fillers(random.Random(seed), text, 1)
        restored = padded
        for short, forms in LONG_FORMS.items():
            for form in forms:
                restored = restored.replace(form, short)
        words = iter(restored.lower().split())
        assert all(word in words for word in text.lower().split())


def test_no_long_form_stands_for_two_words() -> None:
    forms = [form for each in LONG_FORMS.values() for form in each]
    assert len(forms) == len(set(forms))


def test_list_items_begin_with_a_capital_unless_they_are_code() -> None:
    assert format_list(["one thing", "read_config", "Two."], numbered=False) == (
        "- One thing\n- read_config\n- Two."
    )
    assert format_list(["a b", "c"], numbered=True) == "1. A b\n2. C"


def test_an_enumeration_is_joined_with_and() -> None:
    assert join_items(["a", "b", "c"], oxford=True) == "a, b, and c"
    assert join_items(["a", "b", "c"], oxford=False) == "a, b and c"


@pytest.mark.parametrize(("task", "mark"), [("bullets", r"- "), ("numbered", r"\d\. ")])
def test_lists_have_a_mark_on_every_line_below_the_lead_in(task: str, mark: str) -> None:
    for example in draws(task):
        lead_in, _, items = example.target.rpartition("\n\n")
        assert not lead_in or lead_in.endswith(":")
        assert all(re.match(mark, line) for line in items.split("\n"))
        assert len(items.split("\n")) >= 2


def test_list_items_keep_their_words() -> None:
    def words(text: str) -> list[str]:
        return [word for word in re.findall(r"\w+", text.lower()) if word != "and"]

    for example in draws("bullets"):
        selected = re.sub(r"(?m)^\d+\) ", "", example.selected)
        assert words(selected) == words(example.target)


def test_a_table_is_written_without_padding() -> None:
    assert format_table(("Key", "Value"), [("a", "b c")]) == (
        "| Key | Value |\n| --- | --- |\n| a | b c |"
    )


def test_table_targets_hold_every_cell_of_the_source_in_order() -> None:
    for example in draws("table"):
        rows = [line.strip("| ").split(" | ") for line in example.target.split("\n")]
        assert len({len(row) for row in rows}) == 1
        assert set(rows[1]) == {"---"}
        body = rows[2:] if rows[0] == ["Key", "Value"] else [rows[0], *rows[2:]]
        rest = example.selected
        for cell in (cell for row in body for cell in row):
            assert cell in rest
            rest = rest[rest.index(cell) + len(cell) :]


@pytest.mark.parametrize(
    "name",
    [
        "read_config", "_private", "__init__", "os.path", "reset()", "a.b.reset()", "--no-cache",
        "settings.json", "MAX_SIZE", "DataLoader", "HTTPServer", "kind=None",
    ],
)  # fmt: skip
def test_code_names_are_marked(name: str) -> None:
    assert mark_code_names(f"Use {name} here.") == f"Use `{name}` here."
    assert mark_code_names(f"Use {name}.") == f"Use `{name}`."


@pytest.mark.parametrize(
    "text",
    [
        "Use NumPy or GitHub.", "See example.com for more.", "It is e.g. a well-known URL.",
        "The APIs and IDs of 3.2 and/or later.", "Already `read_config` marked.",
        "The name 'a_b' in quotes.", "Call f(x) twice.",
    ],
)  # fmt: skip
def test_other_words_are_left_alone(text: str) -> None:
    assert mark_code_names(text) == text


def test_without_backticks_the_target_is_the_source() -> None:
    examples = draws("backticks")
    assert any(example.selected != example.target for example in examples)
    for example in examples:
        assert example.target.replace("`", "") == example.selected.replace("`", "")
        assert CODE_NAME.search(re.sub(r"`[^`]*`", "", example.target)) is None


@pytest.mark.parametrize(
    ("heading", "titled", "plain"),
    [
        ("how to read a file", "How to Read a File", "How to read a file"),
        ("The GPU and the CPU", "The GPU and the CPU", "The GPU and the CPU"),
        ("what it is for", "What It Is For", "What it is for"),
        ("a Python primer", "A Python Primer", "A Python primer"),
        ("use read_config with care", "Use read_config with Care", "Use read_config with care"),
    ],
)
def test_heading_cases(heading: str, titled: str, plain: str) -> None:
    assert title_case(heading) == titled
    assert sentence_case(heading) == plain
    assert title_case(titled) == titled
    assert sentence_case(titled) == plain


def test_headings_keep_level_and_text_below() -> None:
    for example in draws("headings"):
        before, after = example.selected.split("\n"), example.target.split("\n")
        assert len(before) == len(after)
        assert example.selected.lower() == example.target.lower()
        for old, new in zip(before, after, strict=True):
            assert old == new or old.startswith("#") or len(before) == 1


def test_markdown_repairs_balance_the_marks() -> None:
    for example in draws("repair-markdown"):
        assert example.target.count("```") % 2 == 0
        assert example.target.count("`") % 2 == 0
        assert example.target.count("**") % 2 == 0
        assert example.target.count("[") == example.target.count("]")
    assert any(example.selected != example.target for example in draws("repair-markdown"))


def test_a_broken_emphasis_holds_one_word_or_the_whole_line() -> None:
    sentence = "We write the output to a small file."
    for seed in range(60):
        pair = break_emphasis(random.Random(seed), sentence)
        assert pair is not None
        found = re.search(r"(\*\*|\*|_)(.+?)\1", pair.target)
        assert found is not None
        assert found[2] == sentence or " " not in found[2]
        assert re.sub(r"[*_]", "", pair.selected) == sentence


def test_a_broken_link_keeps_its_word_and_its_address() -> None:
    for seed in range(60):
        pair = break_link(random.Random(seed), "We write the output to a small file.")
        assert pair is not None
        found = re.search(r"\[(\w+)\]\((https://\S+?)\)", pair.target)
        assert found is not None
        assert found[1] in pair.selected
        assert found[2] in pair.selected
        assert pair.selected != pair.target


def test_python_repairs_parse_and_their_sources_do_not() -> None:
    for example in draws("repair-python"):
        ast.parse(example.target)
        assert example.language == "python"
        assert example.selected == example.target or not parses(example.selected)


def test_python_breaks_by_hand() -> None:
    rng = random.Random(1)
    assert drop_colon(rng, "if a:\n    b()") == "if a\n    b()"
    assert drop_bracket(rng, "print(a)") == "print(a"
    assert drop_bracket(rng, "a = [\n    1,\n]") == "a = [\n    1,"
    assert drop_indent(rng, "while a:\n    b()\n    c()") == "while a:\nb()\nc()"


def test_a_lost_indent_is_not_used_where_the_end_of_the_block_is_unknown() -> None:
    assert drop_indent(random.Random(1), "if a:\n    b()\nc()") is None


def test_the_gap_stands_for_one_to_five_words() -> None:
    for example in draws("fill"):
        before, after = example.selected.split("___")
        assert example.target.startswith(before)
        assert example.target.endswith(after)
        gap = example.target[len(before) : len(example.target) - len(after)]
        assert 1 <= len(gap.split()) <= 5


def test_cases_differ_and_stay_short() -> None:
    cases = list(draw_cases(random.Random(7), CORPUS, 10))
    assert len(cases) == 10 * len(TASKS)
    assert len({(case.task, case.instruction, case.selected) for case in cases}) == len(cases)
    assert all(len(case.selected.split()) <= 60 for case in cases)
