"""Which tokens of a draft count as settled on the screen; pure, knows no Qt.

The sampler accepts a token in one step and may re-noise it in the next without the argmax text
changing. Shown as it is, that would flicker. So a token that was accepted once stays settled
for as long as its text stays the same.
"""

from dataclasses import dataclass
from enum import IntEnum

from engine.events import DenoiseStep, TokenState

_FULL_DOUBT = 3.0  # nats: from here on a free token is shown as faint as can be


class Look(IntEnum):
    """How a stretch of the draft is painted."""

    FREE = 0
    SETTLED = 1
    PINNED = 2


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of a draft that look alike.

    Attributes:
        start: first character, in code points of the draft.
        end: one past the last character.
        look: settled, free or pinned.
        doubt: 0.0 (as good as certain) to 1.0, of a free token.
    """

    start: int
    end: int
    look: Look
    doubt: float = 0.0


class Settling:
    """Follows one run from step to step."""

    def __init__(self) -> None:
        self._settled: dict[int, str] = {}

    def stretches(self, step: DenoiseStep) -> tuple[Stretch, ...]:
        """Return how ``step``'s text is painted, in order, covering every token with letters."""
        settled: dict[int, str] = {}
        out: list[Stretch] = []
        for number, token in enumerate(step.tokens):
            shown = step.text[token.start : token.end]
            look = Look.FREE
            if token.state is TokenState.PINNED:
                look = Look.PINNED
            elif token.state is TokenState.ACCEPTED or self._settled.get(number) == shown:
                look = Look.SETTLED
                settled[number] = shown
            if token.start == token.end:
                continue
            doubt = _doubt(token.entropy) if look is Look.FREE else 0.0
            _append(out, Stretch(token.start, token.end, look, doubt))
        self._settled = settled
        trimmed = (_trimmed(stretch, step.text) for stretch in out)
        return tuple(stretch for stretch in trimmed if stretch.start < stretch.end)


def _doubt(entropy: float) -> float:
    # Four grades are as many as an eye can tell; fewer grades make fewer, longer stretches.
    return round(min(1.0, max(0.0, entropy / _FULL_DOUBT)) * 3) / 3


def _append(out: list[Stretch], fresh: Stretch) -> None:
    last = out[-1] if out else None
    if last and (last.look, last.doubt, last.end) == (fresh.look, fresh.doubt, fresh.start):
        out[-1] = Stretch(last.start, fresh.end, fresh.look, fresh.doubt)
    else:
        out.append(fresh)


def _trimmed(stretch: Stretch, text: str) -> Stretch:
    """Return ``stretch`` without the blanks at its ends, empty where it has nothing else.

    A line under them would be noise, and one under a blank at the end looks like a caret.
    """
    shown = text[stretch.start : stretch.end]
    if stretch.look is Look.SETTLED:
        return stretch
    start = stretch.start + len(shown) - len(shown.lstrip())
    return Stretch(start, start + len(shown.strip()), stretch.look, stretch.doubt)
