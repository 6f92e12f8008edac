"""What a person asks for in the instruction bar, as a frozen value; knows no widget."""

from dataclasses import dataclass

from app.sampler_presets import Sampler


@dataclass(frozen=True, slots=True)
class Instruction:
    """Words, and how far the draft may go from the text.

    Attributes:
        text: the instruction; "" for one not yet typed.
        strength: that the person set for it, in (0, 1]; ``None`` leaves it to what is usual.
        in_pieces: whether the person wants a long span refined piece by piece; ``None`` leaves
            that too to what is usual.
        sampler: of an own preset; ``None`` leaves it to the settings.
        preset: name of the own preset that it is, "" for none.
    """

    text: str = ""
    strength: float | None = None
    in_pieces: bool | None = None
    sampler: Sampler | None = None
    preset: str = ""

    @property
    def remembered(self) -> str:
        """Return what brings it back when typed: an own preset's name, else the words."""
        return self.preset or self.text
