"""The starter's tokenizer: words are cut alike wherever they stand, and nothing is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from engine.paths import starter_folder
from engine.prompt import TAGS
from tokenizer import SPECIAL_TOKENS, read_tokens, train_tokenizer

TEXTS = [
    "Reading the files of a folder, the reader reads one line after the other.",
    "The `reader` is reading; a Reader may read (and re-read) 12 files.\n    return reader",
] * 50


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tokenizer")
    train_tokenizer(TEXTS, 340, folder)
    return folder


@pytest.fixture(scope="module")
def tokenizer(folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(folder / "tokenizer.json"))


@pytest.mark.parametrize("word", ["reading", "reader", "the", "files", "unheard"])
@pytest.mark.parametrize("frame", ["{}", "`{}`", "a {} b", "({}).", "- {}", "\n{}"])
def test_a_word_is_cut_alike_wherever_it_stands(
    tokenizer: Tokenizer, word: str, frame: str
) -> None:
    pieces = tokenizer.encode(word).tokens
    framed = tokenizer.encode(frame.format(word)).tokens
    around = tokenizer.encode(frame.format("")).tokens
    assert len(framed) >= len(pieces)
    assert any(framed[at : at + len(pieces)] == pieces for at in range(len(framed)))
    assert len(framed) - len(pieces) in (len(around), len(around) + 1)  # "a  b" joins its spaces


@pytest.mark.parametrize("word", ["reading", "reader", "the", "files"])
def test_a_capital_changes_one_token_alone(tokenizer: Tokenizer, word: str) -> None:
    first, *rest = tokenizer.encode(word).tokens
    assert tokenizer.encode(word.capitalize()).tokens == [first.capitalize(), *rest]


@given(st.text())
def test_every_text_comes_back(text: str) -> None:
    tokenizer = Tokenizer.from_file(str(starter_folder() / "tokenizer.json"))
    ids = tokenizer.encode(text, add_special_tokens=False).ids
    clean = all(name not in text for name in SPECIAL_TOKENS)
    assert tokenizer.decode(ids, skip_special_tokens=False) == text or not clean


def test_the_ids_follow_the_order(folder: Path, tokenizer: Tokenizer) -> None:
    tokens = read_tokens(folder)
    assert tokens[: len(SPECIAL_TOKENS)] == SPECIAL_TOKENS
    assert tokens[-len(TAGS) :] == TAGS
    assert [tokenizer.token_to_id(token) for token in tokens] == list(range(340))
