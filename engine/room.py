"""How much text a model has room for, as plain numbers; knows no tokenizer and no model."""

from dataclasses import dataclass

_CHARACTERS_PER_WORD = 6  # of running text, the space included


@dataclass(frozen=True, slots=True)
class Room:
    """What prompt and canvases have to fit into.

    Attributes:
        context_length: most tokens of prompt and canvases together.
        canvas_length: positions of one canvas.
        canvases: that the draft takes at least.
        fixed: less selected text would take as many canvases.
    """

    context_length: int
    canvas_length: int
    canvases: int
    fixed: bool = False

    @property
    def prompt_limit(self) -> int:
        """Return the most tokens of the prompt."""
        return max(0, self.context_length - self.canvases * self.canvas_length)

    def most_selected(self, frame: int) -> int:
        """Return the most tokens of selected text that fit, its end of turn included in a canvas.

        Args:
            frame: tokens of the prompt without the selected text.
        """
        most = 0
        for canvases in range(self.canvases if self.fixed else 1, self.canvases + 1):
            taken = canvases * self.canvas_length
            most = max(most, min(taken - 1, self.context_length - frame - taken))
        return most


def describe_room(characters: int, tokens: int, most_tokens: int) -> str:
    """Say how long a text is and how much of it would have fitted, in words.

    Args:
        characters: of the text.
        tokens: of the text.
        most_tokens: of such a text that fit.
    """
    fitting = _rounded(most_tokens * characters // max(1, tokens))
    if fitting <= 0:
        return "the instruction leaves the model no room for a text: shorten the instruction"
    words = fitting // _CHARACTERS_PER_WORD
    in_words = f" (some {words:,} words)" if words > 1 else ""
    return (
        f"the selected text is too long for this model: it has {characters:,} characters, and "
        f"there is room for about {fitting:,}{in_words}: select less text"
    )


def _rounded(number: int) -> int:
    """Round down to two digits, as an estimate deserves."""
    digits = str(max(0, number))
    return int(digits[:2].ljust(len(digits), "0"))
