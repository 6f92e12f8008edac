"""A sampler in words, as settings, presets and people write it; knows no Qt and no file."""

from dataclasses import fields

from app.sampler_presets import (
    KINDS,
    NUMBERS,
    OWN,
    PRESETS,
    NumberKind,
    Numbers,
    Sampler,
    numbers_from,
)


def parse_sampler(text: str) -> Sampler:
    """Return the sampler that ``text`` names: "careful", or "max_steps=24, entropy_bound=0.3".

    Raises:
        ValueError: it is neither, or a number lies outside its range; worded for people.
    """
    word = text.strip().lower()
    for name in PRESETS:
        if word == name:
            return Sampler(name)
    values: dict[str, float | int] = {}
    for part in word.split(","):
        name_part, equals, number = (piece.strip() for piece in part.partition("="))
        kind = KINDS.get(name_part)
        if kind is None or not equals:
            raise ValueError(
                f"the sampler is fast, balanced, careful or numbers such as max_steps=24, "
                f"not “{part.strip()}”; the numbers are {', '.join(KINDS)}"
            )
        if kind.name in values:
            raise ValueError(f"the sampler names {kind.name} twice")
        values[kind.name] = _number(kind, number)
    wanted = {field.name: values.get(field.name) for field in fields(Numbers)}
    return Sampler(OWN, numbers_from(wanted))


def sampler_text(sampler: Sampler) -> str:
    """Return the words that ``parse_sampler`` reads; own numbers that change nothing: balanced."""
    if sampler.name != OWN:
        return sampler.name
    parts = [
        f"{kind.name}={value:g}"
        for kind in NUMBERS
        if (value := sampler.numbers.value(kind.name)) is not None
    ]
    return ", ".join(parts) or "balanced"


def _number(kind: NumberKind, text: str) -> float | int:
    try:
        return float(text) if kind.decimals else int(text)
    except ValueError as error:
        sort = "number" if kind.decimals else "whole number"
        raise ValueError(f"{kind.name} needs a {sort}, not “{text}”") from error
