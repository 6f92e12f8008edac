"""Spelling, fillers, code names, gaps: the rules by hand, and their properties in many draws."""

import random
import re

import pytest

from code_names import CODE_NAME, mark_code_names
from fillers import LONG_FORMS, add_fillers, has_filler
from noise import add_mistakes, is_nearest
from tests.starter.task_draws import CORPUS, draws


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


def test_the_gap_stands_for_one_to_five_words() -> None:
    for example in draws("fill"):
        before, after = example.selected.split("___")
        assert example.target.startswith(before)
        assert example.target.endswith(after)
        gap = example.target[len(before) : len(example.target) - len(after)]
        assert 1 <= len(gap.split()) <= 5
