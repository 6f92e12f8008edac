"""What each token of a draft is on the screen, from step to step; pure, knows no Qt.

The sampler accepts a token in one step and may re-noise it in the next without the argmax text
changing. Shown as it is, that would flicker. So a token that was accepted once stays settled
for as long as its text stays the same. And a word that changes at every step would be new and old
in turns, so it stays new for a few steps.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from engine.corrections import Corrections
from engine.events import DenoiseStep, TokenState

_FULL_DOUBT = 3.0  # nats: from here on a free token is shown as faint as can be
_NEW_STEPS = 3  # for which a changed word counts as new


class Look(IntEnum):
    """How a stretch of the draft is painted."""

    FREE = 0  # re-noised, and the same word as some steps ago
    SETTLED = 1
    PINNED = 2
    NEW = 3  # free, and seen for the first time or just changed


@dataclass(frozen=True, slots=True)
class Stretch:
    """Neighbouring characters of a draft that look alike.

    Attributes:
        start: first character, in code points of the draft.
        end: one past the last character.
        look: settled, free, new or pinned.
        doubt: 0.0 (as good as certain) to 1.0, of a token that is free or new.
        corrected: another word was settled here before, as ``Corrections`` counts it.
    """

    start: int
    end: int
    look: Look
    doubt: float = 0.0
    corrected: bool = False


class Settling:
    """Follows one run from step to step."""

    def __init__(self) -> None:
        self._corrections = Corrections()
        self._source = (0, 0)  # piece and variant
        self._clock = 0  # steps so far
        self._settled: dict[int, str] = {}  # text by the token's number
        self._seen: dict[int, tuple[str, int]] = {}  # text, and when it came
        self._corrected: set[int] = set()

    def stretches(self, step: DenoiseStep) -> tuple[Stretch, ...]:
        """Return how ``step``'s text is painted, in order, covering every token with letters."""
        self._note(step)
        settled: dict[int, str] = {}
        parts: list[_Part] = []
        for number, token in enumerate(step.tokens):
            shown = step.text[token.start : token.end]
            if token.state is TokenState.PINNED:
                look = Look.PINNED
            elif token.state is TokenState.ACCEPTED or self._settled.get(number) == shown:
                look = Look.SETTLED
                settled[number] = shown
            else:
                look = self._free_look(number, shown)
            if not shown:
                continue
            doubt = _doubt(token.entropy) if look in (Look.FREE, Look.NEW) else 0.0
            state = (look, doubt, number in self._corrected)
            # Corrected words stay apart, since each has a mark of its own.
            if parts and parts[-1].state == state and not (state[2] and shown[0].isspace()):
                parts[-1].end = token.end
            else:
                parts.append(_Part(token.start, token.end, state))
        self._settled = settled
        return tuple(_stretches(parts, step.text))

    def _note(self, step: DenoiseStep) -> None:
        """Take in that ``step`` has come."""
        if (step.piece, step.variant) != self._source:  # other tokens altogether
            self._source = (step.piece, step.variant)
            self._settled, self._seen, self._corrected = {}, {}, set()
            self._corrections = Corrections()
        self._clock += 1
        self._corrections = self._corrections.after(step)
        self._corrected.update(self._corrections.changed)

    def _free_look(self, number: int, shown: str) -> Look:
        text, since = self._seen.get(number, ("", 0))
        if text != shown:
            since = self._clock
            self._seen[number] = (shown, since)
        return Look.NEW if self._clock - since < _NEW_STEPS else Look.FREE


def _doubt(entropy: float) -> float:
    # Four grades are as many as an eye can tell; fewer grades make fewer, longer stretches.
    return round(min(1.0, max(0.0, entropy / _FULL_DOUBT)) * 3) / 3


@dataclass(slots=True)
class _Part:
    """Tokens that look alike, as far as they are known."""

    start: int
    end: int
    state: tuple[Look, float, bool]


def _stretches(parts: list[_Part], text: str) -> Iterator[Stretch]:
    """Yield ``parts`` without the blanks at their ends, those that have anything else.

    A line under them would be noise, and one under a blank at the end looks like a caret.
    """
    for part in parts:
        look, doubt, corrected = part.state
        start, end = part.start, part.end
        if look is not Look.SETTLED or corrected:
            shown = text[start:end]
            start += len(shown) - len(shown.lstrip())
            end = start + len(shown.strip())
        if start < end:
            yield Stretch(start, end, look, doubt, corrected)
