"""The states of a token are told by shape, and their inks are seen by everybody in both themes.

Colour-blind eyes are simulated as in G. Machado et al., "A Physiologically-based Model for
Simulation of Color Vision Deficiency" (2009), severity 1, in linear RGB.
"""

from itertools import combinations

import pytest

from app.editor.settling import Look, Stretch
from app.editor.token_looks import TokenLook, look_of
from app.theme import Theme, load_theme

_Linear = tuple[float, float, float]
_SAME = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
EYES: dict[str, tuple[_Linear, _Linear, _Linear]] = {
    "all colours": _SAME,
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
DOUBTS = (0.0, 1 / 3, 2 / 3, 1.0)


def linear(colour: str) -> _Linear:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in channels
    )
    return red, green, blue


def mixed(over: str, under: str, share: float) -> str:
    parts = (
        round(int(over[p : p + 2], 16) * share + int(under[p : p + 2], 16) * (1 - share))
        for p in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in parts)


def luminance(colour: str, eyes: str) -> float:
    """Relative luminance as WCAG 2 defines it, of what these eyes see."""
    seen = (
        min(
            1.0,
            max(0.0, sum(weight * part for weight, part in zip(row, linear(colour), strict=True))),
        )
        for row in EYES[eyes]
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), seen, strict=True))


def contrast(ink: str, ground: str, eyes: str) -> float:
    darker, lighter = sorted((luminance(ink, eyes), luminance(ground, eyes)))
    return (lighter + 0.05) / (darker + 0.05)


def looks(theme: Theme) -> list[TokenLook]:
    return [
        look_of(Stretch(0, 1, look, doubt, corrected), theme)
        for look in Look
        for doubt in (DOUBTS if look in (Look.FREE, Look.NEW) else DOUBTS[:1])
        for corrected in (False, True)
    ]


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_ink_is_seen(name: str, eyes: str) -> None:
    theme = load_theme(name)
    for look in looks(theme):
        if look.ink:
            assert contrast(mixed(look.ink, theme.draft, look.strength), theme.draft, eyes) >= 3.0
        if look.sign:
            assert contrast(look.sign, theme.draft, eyes) >= 3.0
        letters = look.ink if look.inked else mixed(theme.draft, theme.token_settled, look.wash)
        assert contrast(letters, theme.draft, eyes) >= 4.5


def test_no_two_states_have_one_shape() -> None:
    """Without any colour: by the line, and by the wedge for a corrected word."""
    theme = load_theme("light")
    shapes = {
        (look, corrected): (shown.line, bool(shown.sign))
        for look in Look
        for corrected in (False, True)
        for shown in (look_of(Stretch(0, 1, look, 0.5, corrected), theme),)
    }
    for one, other in combinations(shapes, 2):
        assert shapes[one] != shapes[other], (one, other)


def test_doubt_makes_letters_paler_and_lines_stronger() -> None:
    theme = load_theme("dark")
    for look in (Look.FREE, Look.NEW):
        grades = [look_of(Stretch(0, 1, look, doubt), theme) for doubt in DOUBTS]
        assert [grade.wash for grade in grades] == sorted({grade.wash for grade in grades})
        assert [g.strength for g in grades] == sorted({g.strength for g in grades})
