"""How far an instruction may go from the text: its strength, and whether it only repairs.

It must not know Qt and no widget.
"""

from engine.presets import Preset, plain_wording, preset_for

REWRITE = 1.0


def repairs(instruction: str, *, taught_only: bool) -> bool:
    """Return whether a word on which the draft does not settle stays as it was selected.

    Args:
        instruction: what the person asks for.
        taught_only: whether a small model runs it, which knows few words; of others a draft that
            does not settle is shown as it is.
    """
    preset = preset_for(instruction)
    return taught_only and preset is not None and preset.repairs


class Strengths:
    """Remembers what the person chose for an instruction, for as long as the program runs.

    Wordings of one preset are one instruction.
    """

    def __init__(self) -> None:
        self._chosen: dict[str, float] = {}

    def usual(self, instruction: str, *, taught_only: bool) -> float | None:
        """Return the strength to offer, in (0, 1]; ``None`` where there is no text to start from.

        Args:
            instruction: "" for one not yet typed.
            taught_only: whether a small model runs it; the presets' own strengths are for that one.
        """
        preset = preset_for(instruction)
        if preset is not None and preset.gap:
            return None
        of_preset = preset.strength if taught_only and preset is not None else REWRITE
        return self._chosen.get(_key(instruction, preset), of_preset)

    def keep(self, instruction: str, strength: float) -> None:
        """Offer ``strength`` the next time that ``instruction`` is asked for."""
        self._chosen[_key(instruction, preset_for(instruction))] = strength


def _key(instruction: str, preset: Preset | None) -> str:
    return plain_wording(instruction) if preset is None else preset.instruction
