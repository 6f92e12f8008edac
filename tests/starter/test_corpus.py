"""Reading clean material out of documentation and source."""

import json
from pathlib import Path

import pytest

from corpus import REVISION, Corpus, Library, extra_phrases, is_held_out, load, save
from plain_text import (
    Harvest,
    is_clean_sentence,
    read_heading,
    read_pair,
    read_prose,
    split_sentences,
    strip_markup,
)
from python_source import is_clean_snippet, read_python
from sources import Source

MODULE = '''
"""Read the settings of a program.

The settings are kept in one file. It is read when the program starts.
"""

# This block says why the next line is there. It stands on two
# lines of the source.
LIMIT = 3


def clamp(value, limit):
    """Return the value or the limit."""
    if value > limit:
        return limit
    return value
'''


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("Call :func:`~os.path.join` with ``a``.", "Call join with a."),
        ("See `the guide <https://example.com>`_ for **more** on *this*.",
         "See the guide for more on this."),
        ("A [link](https://example.com/x) and `code`.", "A link and code."),
        ("two\nlines", "two lines"),
    ],
)  # fmt: skip
def test_markup_is_stripped(markup: str, plain: str) -> None:
    assert strip_markup(markup) == plain


def test_abbreviations_do_not_end_a_sentence() -> None:
    text = "Use a flag, e.g. Verbose mode. It prints more."
    assert split_sentences(text) == ["Use a flag, e.g. Verbose mode.", "It prints more."]


@pytest.mark.parametrize(
    ("sentence", "clean"),
    [
        ("The settings are kept in one file.", True),
        ("the settings are kept in one file.", False),
        ("The settings are kept in the the file.", False),
        ("The settings are kept :param in a file.", False),
        ("Settings.", False),
        ("The value (of the settings is kept.", False),
    ],
)
def test_only_whole_sentences_are_clean(sentence: str, clean: bool) -> None:
    assert is_clean_sentence(sentence) is clean


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        (":param name: the name of the file", ("name", "the name of the file")),
        ("name (str): The name of the file. More text.", ("name", "The name of the file")),
        ("Version: 3.2", ("Version", "3.2")),
        ("def read(self): pass", None),
        ("no colon in this line", None),
    ],
)
def test_pairs(line: str, pair: tuple[str, str] | None) -> None:
    assert read_pair(line) == pair


def test_headings_are_two_to_eight_plain_words() -> None:
    assert read_heading("Getting `started`:") == "Getting started"
    assert read_heading("Usage") is None


def test_prose_is_read_around_fences() -> None:
    harvest = Harvest()
    read_prose(
        "# How to begin\n\nThis is the first of the lines.\n\n```\nThis is not read in at all.\n"
        "```\n\n- short name\n- long name\n",
        harvest,
    )
    assert harvest.headings == ["How to begin"]
    assert harvest.paragraphs == [["This is the first of the lines."]]
    assert harvest.phrases == ["short name", "long name"]


def test_a_module_gives_prose_comments_and_snippets() -> None:
    harvest = Harvest()
    read_python(MODULE, harvest)
    assert ["The settings are kept in one file.", "It is read when the program starts."] in (
        harvest.paragraphs
    )
    assert [
        "This block says why the next line is there.",
        "It stands on two lines of the source.",
    ] in (harvest.paragraphs)
    assert "if value > limit:\n    return limit" in harvest.snippets


@pytest.mark.parametrize(
    ("snippet", "clean"),
    [
        ("for line in lines:\n    print(line)", True),
        ("return value if value else None\nelse:", False),
        ("for line in lines:\n\n    print(line)", False),
        ("name = 'ü' if wide else 'u'\nprint(name)", False),
    ],
)
def test_snippets_stand_on_their_own(snippet: str, clean: bool) -> None:
    assert is_clean_snippet(snippet) is clean


def test_phrases_come_out_of_sentences() -> None:
    sentences = [["The output folder is empty.", "The file below is one that nobody has read."]]
    assert list(extra_phrases(sentences)) == ["output folder", "The output folder is empty"]


def test_about_one_file_in_seventeen_is_held_out() -> None:
    held_out = sum(is_held_out(f"package/module_{number}.py") for number in range(5000))
    assert 200 < held_out < 400


def test_a_saved_library_is_loaded_again(tmp_path: Path) -> None:
    side = Corpus(
        (("A b c.",),), ("one thing",), (("k", "v"),), ("Two words",), ("a = 1",), {"a": 2}
    )
    library = Library(side, side, (Source("package", "1.0", "MIT", 3),))
    cache = tmp_path / "starter" / "corpus.json"
    save(library, cache)
    assert load(cache) == library


def test_a_cache_of_another_revision_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = Corpus((), (), (), (), (), {})
    fresh = Library(side, side, ())
    monkeypatch.setattr("corpus.build", lambda: fresh)
    cache = tmp_path / "corpus.json"
    cache.write_text(json.dumps({"revision": REVISION - 1}), encoding="utf-8")
    assert load(cache) == fresh
    assert json.loads(cache.read_text(encoding="utf-8"))["revision"] == REVISION
