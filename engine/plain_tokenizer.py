"""Reads text as plain text: no piece of it can become a token with a meaning of its own.

Wraps a ``tokenizers.Tokenizer``. Knows no template; the prompt puts control tokens in by id.
"""

import re
from pathlib import Path

from tokenizers import Tokenizer

from engine.errors import CheckpointDamagedError
from engine.prompt import TAGS

_CONTROL_LIKE = re.compile(r"<\|.*>|<.*\|>", re.DOTALL)


class PlainTokenizer:
    """Encodes the person's text without parsing special tokens, tags or control pieces.

    ``Tokenizer.encode_special_tokens`` would keep special tokens from being parsed, but not added
    tokens that are not special, which the starter's tags are. So the text is cut inside every such
    piece and its parts are encoded on their own: the ids spell the same characters and none of
    them is the piece's id. Other added tokens, such as Gemma's runs of line ends or its HTML
    tags, carry no meaning in a turn and are parsed as ever.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        """Take over a tokenizer; it is only read."""
        self._tokenizer = tokenizer
        guarded = [
            token.content
            for token in tokenizer.get_added_tokens_decoder().values()
            if token.special or token.content in TAGS or _CONTROL_LIKE.fullmatch(token.content)
        ]
        short = [piece for piece in guarded if len(piece) < 2]
        if short:
            raise ValueError(f"special tokens of one character cannot be guarded against: {short}")
        # Longest first, and looked for again one character on: pieces may overlap.
        ordered = sorted(guarded, key=len, reverse=True)
        self._guarded = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    @classmethod
    def from_folder(cls, folder: Path) -> "PlainTokenizer":
        """Read ``tokenizer.json`` of a checkpoint folder.

        Raises:
            CheckpointDamagedError: the file is not a tokenizer.
        """
        path = folder / "tokenizer.json"
        try:
            return cls(Tokenizer.from_file(str(path)))
        # The library raises nothing more precise.
        except Exception as error:
            raise CheckpointDamagedError(
                f"{path} is not a tokenizer ({error}): get the checkpoint again"
            ) from error

    def encode(self, text: str) -> list[int]:
        """Return the ids of ``text``; decoding them gives ``text`` again."""
        ids: list[int] = []
        start = 0
        match = self._guarded.search(text) if self._guarded is not None else None
        while match is not None and self._guarded is not None:
            cut = match.start() + 1
            ids += self._tokenizer.encode(text[start:cut], add_special_tokens=False).ids
            start = cut
            match = self._guarded.search(text, cut)
        ids += self._tokenizer.encode(text[start:], add_special_tokens=False).ids
        return ids

    def token_id(self, piece: str) -> int | None:
        """Return the id of ``piece``, ``None`` where the vocabulary lacks it."""
        token: int | None = self._tokenizer.token_to_id(piece)
        return token

    def decode(self, ids: list[int]) -> str:
        """Return the text of ``ids``, control tokens and tags included as they are written."""
        text: str = self._tokenizer.decode(ids, skip_special_tokens=False)
        return text
