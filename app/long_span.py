"""Which selections are refined piece by piece; it must not know Qt and no widget."""

from functools import lru_cache
from typing import Final

from app.word_count import count_words
from engine.pieces.split import smaller_pieces
from engine.presets import preset_for

# Characters in which a second block is looked for: all of a book would hold the window up.
LOOKED_AT: Final = 20_000
_TOKENS_PER_WORD = 1.5  # of running text, the marks between the words included


def can_be_cut(text: str, language: str) -> bool:
    """Return whether ``text`` has blocks, or items, that can be refined one by one.

    One of which the first ``LOOKED_AT`` characters are a single block is taken for that block.
    """
    return sum(not piece.kept for piece in smaller_pieces(text[:LOOKED_AT], language)) > 1


def usually_cut(instruction: str, text: str, canvas_length: int) -> bool:
    """Return whether to refine ``text`` piece by piece unless the person says otherwise.

    That is so where a draft of its length fits into no canvas, and the edit is not known to build
    the text anew.

    Args:
        instruction: what is asked for; "" for nothing yet.
        text: the selection, of a kind that can be cut.
        canvas_length: positions of the model's canvas, in tokens.
    """
    preset = preset_for(instruction)
    if preset is not None and (preset.reshapes or preset.gap):
        return False
    return _words_of(text) * _TOKENS_PER_WORD > canvas_length


@lru_cache(maxsize=1)
def _words_of(text: str) -> int:
    """Return the number of words: asked at every key, of the same text."""
    return count_words(text)
