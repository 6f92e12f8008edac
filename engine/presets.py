"""The edits that the starter model was taught, as a person picks them; knows no model."""

import json
from dataclasses import dataclass
from functools import cache
from typing import NotRequired, TypedDict

from engine.paths import resource_folder


@dataclass(frozen=True, slots=True)
class Preset:
    """One taught edit.

    Attributes:
        key: names the edit in files and measurements.
        title: for people.
        instruction: the wording that the model knows best.
        strength: share of the canvas to start as noise, in (0, 1].
        languages: languages that the edit is for, as in ``EditRequest``; empty for any.
        wordings: every instruction that means this edit to the model.
        gap: the edit writes what is missing: there is no text to start from, so its strength is 1.
        reshapes: the edit changes how the text is built, so a long one is not cut in pieces.
        repairs: the edit puts right what is wrong and leaves the rest: what does not settle stays
            as it was selected.
    """

    key: str
    title: str
    instruction: str
    strength: float
    languages: tuple[str, ...]
    wordings: tuple[str, ...] = ()
    gap: bool = False
    reshapes: bool = False
    repairs: bool = False


class StoredPreset(TypedDict):
    """An entry of ``starter_tasks.json``; the first wording is the canonical one."""

    title: str
    instructions: list[str]
    strength: NotRequired[float]
    languages: NotRequired[list[str]]
    gap: NotRequired[bool]
    reshapes: NotRequired[bool]
    repairs: NotRequired[bool]


@cache
def starter_presets() -> tuple[Preset, ...]:
    """Return the starter's presets in the order in which they are shown."""
    return tuple(
        Preset(
            key=key,
            title=entry["title"],
            instruction=entry["instructions"][0],
            strength=entry.get("strength", 1.0),
            languages=tuple(entry.get("languages", ())),
            wordings=tuple(entry["instructions"]),
            gap=entry.get("gap", False),
            reshapes=entry.get("reshapes", False),
            repairs=entry.get("repairs", False),
        )
        for key, entry in _read().items()
    )


def preset_for(instruction: str) -> Preset | None:
    """Return the preset that knows ``instruction`` in one of its wordings, else ``None``."""
    key = _keys_by_wording().get(plain_wording(instruction))
    return next((preset for preset in starter_presets() if preset.key == key), None)


def taught(instruction: str) -> bool:
    """Return whether the starter model was taught ``instruction``.

    Case, white space and a full stop at the end do not matter: training varies them.
    """
    return preset_for(instruction) is not None


@cache
def _keys_by_wording() -> dict[str, str]:
    return {
        plain_wording(wording): key
        for key, entry in _read().items()
        for wording in entry["instructions"]
    }


def plain_wording(instruction: str) -> str:
    """Return an instruction without what does not matter: case, white space, a stop at the end."""
    return " ".join(instruction.split()).rstrip(".!").casefold()


def _read() -> dict[str, StoredPreset]:
    path = resource_folder() / "prompts" / "starter_tasks.json"
    entries: dict[str, StoredPreset] = json.loads(path.read_text(encoding="utf-8"))
    return entries
