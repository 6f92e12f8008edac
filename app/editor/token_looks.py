"""What the state of a token adds to its letters: line, sign, inks and wash; no Qt.

Every state has a shape of its own, so that it is told without any colour: a new word stands on
strong dashes, a free one on fine dots, a pinned one on a solid line with a stop at either end, and
a settled one on nothing. A word that the model corrected has a wedge over its first letter, and
keeps it once it is settled again. How unsure the model is, is told by weight: the letters of a
free word are paler and its line is stronger, the more entropy there is.
"""

from dataclasses import dataclass
from enum import Enum

from app.editor.settling import Look, Stretch
from app.theme import Theme

_FAINTEST_LINE = 0.8  # share of its ink that the line of a word without doubt keeps
_PALEST = 0.36  # share of the ground over the letters of a word in full doubt


class Line(Enum):
    """What stands under a word."""

    NONE = "none"
    DOTS = "dots"
    DASHES = "dashes"
    STOPPED = "solid, with a stop at either end"


@dataclass(frozen=True, slots=True)
class TokenLook:
    """What is painted over the letters of a stretch.

    Attributes:
        line: what stands under them.
        ink: of the line, and of the letters where ``inked``; ``#rrggbb``.
        strength: of the line's ink, 0 to 1.
        inked: the letters have the line's ink too.
        wash: share of the draft's ground over the letters, 0 to 1.
        sign: ink of the wedge over the first letter, "" for no wedge.
    """

    line: Line
    ink: str = ""
    strength: float = 1.0
    inked: bool = False
    wash: float = 0.0
    sign: str = ""


def look_of(stretch: Stretch, theme: Theme) -> TokenLook:
    """Return what is added to the letters of ``stretch``."""
    sign = theme.token_corrected if stretch.corrected else ""
    if stretch.look is Look.PINNED:
        return TokenLook(Line.STOPPED, theme.token_pinned, inked=True, sign=sign)
    if stretch.look is Look.SETTLED:
        return TokenLook(Line.NONE, sign=sign)
    strength = _FAINTEST_LINE + (1 - _FAINTEST_LINE) * stretch.doubt
    wash = _PALEST * (0.5 + 0.5 * stretch.doubt)
    if stretch.look is Look.NEW:
        return TokenLook(Line.DASHES, theme.token_new, strength, wash=wash, sign=sign)
    return TokenLook(Line.DOTS, theme.token_free, strength, wash=wash, sign=sign)
