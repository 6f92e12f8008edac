"""Which selections are refined piece by piece; it must not know Qt and no widget."""

from app.word_count import count_words
from engine.pieces.split import smaller_pieces
from engine.presets import preset_for

_TOKENS_PER_WORD = 1.5  # of running text, the marks between the words included


def can_be_cut(text: str, language: str) -> bool:
    """Return whether ``text`` has blocks, or items, that can be refined one by one."""
    return sum(not piece.kept for piece in smaller_pieces(text, language)) > 1


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
    return count_words(text) * _TOKENS_PER_WORD > canvas_length
