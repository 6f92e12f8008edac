"""The colours of a heat map: one ramp of lightness in warm hues, for either theme; no widget.

From certain to unsure the ramp leaves the ground: it grows darker on a light one and lighter on a
dark one, without a break, so that its order is seen without seeing hues. The hues are those of
ColorBrewer's YlOrBr, which colour-blind eyes tell apart.
"""

from itertools import pairwise

from PySide6.QtGui import QColor

from app.palette import mix
from app.theme import Theme

_WARM = ("#fee391", "#fe9929", "#cc4c02", "#662506")
_COLOURS = 255


def heat_colours(theme: Theme) -> tuple[str, ...]:
    """Return 255 colours, from certain to as unsure as can be, as ``#rrggbb``."""
    dark = QColor(theme.surface).lightnessF() < 0.5
    warm = tuple(reversed(_WARM)) if dark else _WARM
    stops = (mix(warm[0], theme.surface, 0.25), *warm)
    spans = list(pairwise(stops))
    colours = []
    for number in range(_COLOURS):
        place = number / (_COLOURS - 1) * len(spans)
        span = min(int(place), len(spans) - 1)
        low, high = spans[span]
        colours.append(mix(high, low, place - span))
    return tuple(colours)
