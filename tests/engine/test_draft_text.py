"""Text from token ids: bytes, ranges, and both ways in which tokenizers spell bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import AddedToken, Tokenizer, decoders, models

from engine.draft_text import TokenPieces, spell
from engine.errors import TokenizerMismatchError
from engine.plain_tokenizer import PlainTokenizer
from tests.tiny_checkpoint import EOS, make_tokenizer

BYTE_LEVEL = make_tokenizer(320)


def sentence_piece_like() -> Tokenizer:
    """Return a tokenizer that spells as Gemma's: a sign for spaces, bytes for the unknown."""
    vocabulary = {"<pad>": 0, "\u2581the": 1, "fox": 2, "\u2581": 3, "\n": 4, "\u2581\u2581": 5}
    vocabulary |= {f"<0x{byte:02X}>": 6 + byte for byte in range(256)}
    tokenizer = Tokenizer(models.BPE(vocabulary, [], byte_fallback=True))
    tokenizer.decoder = decoders.Sequence(
        [decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    tokenizer.add_special_tokens(["<pad>"])
    return tokenizer


def check_ranges(ends: tuple[int, ...], text: str, count: int) -> None:
    assert len(ends) == count
    assert list(ends) == sorted(ends)
    assert ends[-1] == len(text)


@given(text=st.text(min_size=1, max_size=60))
def test_encoded_text_comes_back_and_is_covered(text: str) -> None:
    ids = PlainTokenizer(BYTE_LEVEL).encode(text)
    spelling = spell(TokenPieces(BYTE_LEVEL), ids)
    assert spelling.text == text
    assert spelling.pending == b""
    check_ranges(spelling.ends, text, len(ids))


@given(ids=st.lists(st.integers(0, 319), min_size=1, max_size=40))
def test_any_ids_are_covered(ids: list[int]) -> None:
    spelling = spell(TokenPieces(BYTE_LEVEL), ids)
    check_ranges(spelling.ends, spelling.text, len(ids))
    shown = b"".join(TokenPieces(BYTE_LEVEL)[token] for token in ids)
    assert spelling.text == shown[: len(shown) - len(spelling.pending)].decode(errors="replace")


def test_a_character_over_several_tokens_belongs_to_the_last() -> None:
    ids = PlainTokenizer(BYTE_LEVEL).encode("a😀b")
    assert spell(TokenPieces(BYTE_LEVEL), ids).ends == (1, 1, 1, 1, 2, 3)


@given(text=st.text(min_size=1, max_size=30), data=st.data())
def test_spelling_goes_on_where_it_stopped(text: str, data: st.DataObject) -> None:
    ids = PlainTokenizer(BYTE_LEVEL).encode(text)
    cut = data.draw(st.integers(0, len(ids)))
    pieces = TokenPieces(BYTE_LEVEL)
    first = spell(pieces, ids[:cut])
    second = spell(pieces, ids[cut:], first.pending)
    assert first.text + second.text == text


def test_special_tokens_show_nothing_and_tags_show_themselves() -> None:
    pieces = TokenPieces(BYTE_LEVEL)
    tag = BYTE_LEVEL.token_to_id("</selected>")
    assert tag is not None
    assert pieces[EOS] == b""
    assert pieces[tag] == b"</selected>"
    assert pieces[100_000] == b""


def test_byte_fallback() -> None:
    pieces = TokenPieces(sentence_piece_like())
    euro = [6 + byte for byte in "€".encode()]
    spelling = spell(pieces, [1, 3, 2, 4, 5, *euro, 0])
    assert spelling.text == " the fox\n  €"
    assert spelling.ends == (4, 5, 8, 9, 11, 11, 11, 12, 12)


def test_another_way_of_spelling_is_refused() -> None:
    tokenizer = Tokenizer(models.BPE({"a": 0}, []))
    tokenizer.add_tokens([AddedToken("<b>")])
    with pytest.raises(TokenizerMismatchError, match="byte"):
        TokenPieces(tokenizer)
    tokenizer.decoder = decoders.WordPiece()
    with pytest.raises(TokenizerMismatchError, match="WordPiece"):
        TokenPieces(tokenizer)
