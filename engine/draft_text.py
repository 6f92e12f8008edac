"""Turns token ids into text while knowing which characters each token shows; no torch.

Works on bytes, so that a character spread over several tokens is shown by the last of them and
the ranges of the tokens cover the text without gaps. Knows byte-level BPE and the byte fallback
of SentencePiece.
"""

import codecs
import json
import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

from tokenizers import Tokenizer

from engine.errors import TokenizerMismatchError

_BYTE_PIECE = re.compile(r"<0x([0-9A-F]{2})>")
_SPACE_PIECE = "\u2581"


class TokenPieces:
    """The bytes that each token stands for, looked up once each."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Find out how the tokenizer spells bytes.

        Raises:
            TokenizerMismatchError: in a way that is not known.
        """
        self._tokenizer = tokenizer
        kinds = _decoder_kinds(tokenizer)
        self._byte_level = "ByteLevel" in kinds
        if not self._byte_level and "ByteFallback" not in kinds:
            raise TokenizerMismatchError(
                f"the tokenizer decodes by {sorted(kinds)}; only byte-level BPE and byte "
                "fallback are known: take the tokenizer that belongs to the checkpoint"
            )
        self._known: dict[int, bytes] = {
            token: b"" if entry.special else entry.content.encode()
            for token, entry in tokenizer.get_added_tokens_decoder().items()
        }

    def __getitem__(self, token: int) -> bytes:
        """Return the bytes of a token; special tokens and unknown ids show nothing."""
        piece = self._known.get(token)
        if piece is None:
            piece = self._known[token] = self._look_up(token)
        return piece

    def _look_up(self, token: int) -> bytes:
        """Return the bytes of a token that is not an added one."""
        spelled: str | None = self._tokenizer.id_to_token(token)
        if spelled is None:
            return b""
        if self._byte_level:
            return bytes(_BYTE_OF_CHARACTER[character] for character in spelled)
        if match := _BYTE_PIECE.fullmatch(spelled):
            return bytes([int(match.group(1), 16)])
        return spelled.replace(_SPACE_PIECE, " ").encode()


@dataclass(frozen=True, slots=True)
class Spelling:
    """A run of tokens as text.

    Attributes:
        text: what they show.
        ends: of each token, one past its last character; it starts where the one before ends.
        pending: the bytes at the end that are no whole character yet.
    """

    text: str
    ends: tuple[int, ...]
    pending: bytes


def spell(
    pieces: TokenPieces,
    ids: Iterable[int],
    pending: bytes = b"",
    fresh: Container[int] = (),
) -> Spelling:
    """Return the text of ``ids`` and where each of them ends in it.

    Bytes that are no UTF-8 show as U+FFFD.

    Args:
        pieces: of the tokenizer.
        ids: the tokens.
        pending: what the tokens before these left over.
        fresh: numbers of tokens with which a character begins, whatever the tokens before them
            left over: that is theirs to show.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    decoder.setstate((pending, 0))
    parts: list[str] = []
    ends: list[int] = []
    end = 0
    for number, token in enumerate(ids):
        if number in fresh and ends:
            rest = decoder.decode(b"", final=True)
            parts.append(rest)
            end += len(rest)
            ends[-1] = end
        part = decoder.decode(pieces[token])
        parts.append(part)
        end += len(part)
        ends.append(end)
    return Spelling("".join(parts), tuple(ends), decoder.getstate()[0])


def _decoder_kinds(tokenizer: Tokenizer) -> set[str]:
    """Return the names of the tokenizer's decoding steps."""
    if tokenizer.decoder is None:
        return set()
    state = json.loads(tokenizer.decoder.__getstate__())
    return {part["type"] for part in [state, *state.get("decoders", [])]}


def _byte_alphabet() -> dict[str, int]:
    """Return which character stands for which byte in byte-level BPE (as GPT-2 spells bytes)."""
    shown = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    alphabet = {chr(byte): byte for byte in shown}
    hidden = [byte for byte in range(0x100) if byte not in shown]
    return alphabet | {chr(0x100 + place): byte for place, byte in enumerate(hidden)}


_BYTE_OF_CHARACTER = _byte_alphabet()
