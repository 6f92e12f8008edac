"""An own preset as it stands in a list for one text: filled in, and whether the model can run it.

It must not know Qt, no widget and no file.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.instruction import Instruction
from app.presets.own_preset import OwnPreset
from app.presets.placeholders import Values, fill_placeholders

NEEDS_LARGE = "needs the 26B model"


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A preset that can be picked for one text; the first four are those of a built-in one.

    Attributes:
        title: for people.
        instruction: what picks it when typed: its name.
        languages: that it is offered for; empty for any.
        wordings: what it is found by as well.
        filled: the instruction with its values in place.
        preset: the preset itself.
        hindrance: why the model of now cannot run it; "" where it can.
    """

    title: str
    instruction: str
    languages: tuple[str, ...]
    wordings: tuple[str, ...]
    filled: str
    preset: OwnPreset
    hindrance: str = ""

    def asked(self, moved: float | None = None, cut: bool | None = None) -> Instruction:
        """Return what starts it.

        Args:
            moved: a strength that the person set just now.
            cut: piece by piece or whole, as the person set it just now.
        """
        strength = self.preset.strength if moved is None else moved
        return Instruction(self.filled, strength, cut, self.preset.sampler, self.title)


def own_rows(
    presets: Iterable[OwnPreset], values: Values, taught: Callable[[str], bool] | None
) -> tuple[OwnRow, ...]:
    """Return the rows of ``presets`` for one text.

    Args:
        presets: in their order.
        values: of the text.
        taught: tells which instructions a small model knows; ``None`` for one that takes any.
    """
    rows = []
    for preset in presets:
        filled = fill_placeholders(preset.instruction, values)
        able = taught is None or taught(filled)
        rows.append(
            OwnRow(
                title=preset.name,
                instruction=preset.name,
                languages=preset.languages,
                wordings=(preset.instruction,),
                filled=filled,
                preset=preset,
                hindrance="" if able else NEEDS_LARGE,
            )
        )
    return tuple(rows)
