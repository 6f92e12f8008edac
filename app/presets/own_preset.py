"""A person's own instruction, and the Markdown text that it is kept as; no Qt, no files.

---
name: Make it formal
strength: 60 %
sampler: careful
key: Ctrl+Alt+1
languages: markdown, text
---
Rewrite this for a formal letter. It belongs to “{document_title}”.
"""

from dataclasses import dataclass
from typing import Final

from app.presets.front_matter import FrontMatter, PresetError, split_front_matter
from app.presets.placeholders import check_placeholders
from app.presets.preset_key import read_key
from app.sampler_presets import Sampler
from app.sampler_text import parse_sampler, sampler_text

MOST_NAME: Final = 80  # characters
MOST_INSTRUCTION: Final = 4000  # characters


@dataclass(frozen=True, slots=True)
class OwnPreset:
    """One instruction with how it runs.

    Attributes:
        name: for people; no line ends.
        instruction: with ``{selection}``, ``{language}`` and ``{document_title}``; "{{" and "}}"
            are braces.
        strength: share of the text to start as noise, in (0, 1]; ``None`` takes what is usual.
        sampler: ``None`` takes the one of the settings.
        key: starts it, "" for none.
        languages: that it is offered for, as in ``EditRequest``; empty for any.

    Raises:
        PresetError: a value makes no sense, in words.
    """

    name: str
    instruction: str
    strength: float | None = None
    sampler: Sampler | None = None
    key: str = ""
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check everything that a person may get wrong."""
        if not self.name.strip():
            raise PresetError("the preset needs a name")
        if self.name != self.name.strip() or not self.name.isprintable():
            raise PresetError("a name is one line of letters that can be seen")
        if len(self.name) > MOST_NAME:
            raise PresetError(f"the name is longer than {MOST_NAME} characters")
        if not self.instruction.strip():
            raise PresetError("there is no instruction: write it below the block")
        if len(self.instruction) > MOST_INSTRUCTION:
            raise PresetError(f"the instruction is longer than {MOST_INSTRUCTION} characters")
        check_placeholders(self.instruction)
        if self.strength is not None and not 0.0 < self.strength <= 1.0:
            raise PresetError("the strength is from 1 to 100 %")
        if read_key(self.key) != self.key:
            raise PresetError(f"the key is spelt {read_key(self.key)}")


def read_preset(text: str, usual_name: str) -> OwnPreset:
    """Return the preset that a file's text holds.

    Args:
        text: with LF line ends.
        usual_name: of a preset whose file names none.

    Raises:
        PresetError: the text is none, in words that say which line or value and why.
    """
    parts = split_front_matter(text)
    fields = parts.fields()
    return OwnPreset(
        name=fields.get("name", "") or usual_name,
        instruction=parts.body.strip(),
        strength=_strength(fields.get("strength", "")),
        sampler=_sampler(fields.get("sampler", "")),
        key=read_key(fields.get("key", "")),
        languages=split_languages(fields.get("languages", "")),
    )


def write_preset(preset: OwnPreset, old_text: str = "") -> str:
    """Return the text of a preset's file; fields of the old text that are not known stay.

    Raises:
        PresetError: the old text has a block that does not end.
    """
    old = split_front_matter(old_text)
    fields = {
        "name": preset.name,
        "strength": "" if preset.strength is None else f"{_percent(preset.strength)} %",
        "sampler": "" if preset.sampler is None else sampler_text(preset.sampler),
        "key": preset.key,
        "languages": ", ".join(preset.languages),
    }
    body = f"{preset.instruction.strip()}\n"
    return FrontMatter(old.lines, body).with_fields(fields).text()


def renamed_text(text: str, name: str) -> str:
    """Return a preset's text with another name and not another byte changed.

    Raises:
        PresetError: as ``split_front_matter``.
    """
    return split_front_matter(text).with_fields({"name": name}).text()


def _percent(strength: float) -> int:
    return max(1, min(100, round(100 * strength)))


def _strength(text: str) -> float | None:
    if not text:
        return None
    number = text.removesuffix("%").strip()
    if not number.isascii() or not number.isdecimal() or not 1 <= int(number[:4]) <= 100:
        raise PresetError(f"the strength is a whole number from 1 to 100 %, not “{text}”")
    return int(number) / 100


def _sampler(text: str) -> Sampler | None:
    if not text:
        return None
    try:
        return parse_sampler(text)
    except ValueError as error:
        raise PresetError(str(error)) from error


def split_languages(text: str) -> tuple[str, ...]:
    """Return the languages that ``text`` names, in lower case, each once."""
    names = (part.strip().lower() for part in text.strip("[]").split(","))
    return tuple(dict.fromkeys(name for name in names if name))
