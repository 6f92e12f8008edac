"""What each token of a draft is on the screen, from step to step; pure, knows no Qt.

The sampler accepts a token in one step and may re-noise it in the next without the argmax text
changing. Shown as it is, that would flicker. So a token that was accepted once stays settled
for as long as its text stays the same. And a word that changes at every step would be new and old
in turns, so it stays new for a few steps.
"""

from bisect import bisect_left
from enum import IntEnum
from typing import NamedTuple

from engine.corrections import Corrections
from engine.events import DenoiseStep, TokenState

# From how many nats on a free token is shown fainter. Four grades are as many as an eye can tell;
# fewer grades make fewer, longer stretches.
_DOUBTS = (0.5, 1.5, 2.5)
_GRADES = (0.0, 1 / 3, 2 / 3, 1.0)
_NEW_STEPS = 3  # for which a changed word counts as new


class Look(IntEnum):
    """How a stretch of the draft is painted."""

    FREE = 0  # re-noised, and the same word as some steps ago
    SETTLED = 1
    PINNED = 2
    NEW = 3  # free, and seen for the first time or just changed

    __hash__ = int.__hash__  # that of an enum is a Python function, and looks are keys


class Stretch(NamedTuple):  # made by the hundred at every step: no frozen class is as quick
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
        text, settled, corrected = step.text, self._settled, self._corrected
        seen, clock = self._seen, self._clock
        kept: dict[int, str] = {}
        parts: list[Stretch] = []
        last = _NOTHING
        for number, token in enumerate(step.tokens):
            start, end, state = token.start, token.end, token.state
            shown = text[start:end]
            doubt = 0.0
            if state is TokenState.PINNED:
                look = Look.PINNED
            elif state is TokenState.ACCEPTED or settled.get(number) == shown:
                look = Look.SETTLED
                kept[number] = shown
            else:
                before = seen.get(number)
                if before is None or before[0] != shown:
                    before = seen[number] = (shown, clock)
                look = Look.NEW if clock - before[1] < _NEW_STEPS else Look.FREE
                doubt = _GRADES[bisect_left(_DOUBTS, token.entropy)]
            if not shown:
                continue
            marked = number in corrected
            # Corrected words stay apart, since each has a mark of its own.
            alike = last.look is look and last.doubt == doubt and last.corrected is marked
            if alike and last.end and not (marked and shown[0].isspace()):
                last = Stretch(last.start, end, look, doubt, marked)
                continue
            _add(parts, last, text)
            last = Stretch(start, end, look, doubt, marked)
        _add(parts, last, text)
        self._settled = kept
        return tuple(parts)

    def _note(self, step: DenoiseStep) -> None:
        """Take in that ``step`` has come."""
        if (step.piece, step.variant) != self._source:  # other tokens altogether
            self._source = (step.piece, step.variant)
            self._settled, self._seen, self._corrected = {}, {}, set()
            self._corrections = Corrections()
        self._clock += 1
        self._corrections = self._corrections.after(step)
        self._corrected.update(self._corrections.changed)


_NOTHING = Stretch(0, 0, Look.SETTLED)  # what stands before the first token


def _add(parts: list[Stretch], part: Stretch, text: str) -> None:
    """Append ``part`` without the blanks at its ends, if it has anything else.

    A line under them would be noise, and one under a blank at the end looks like a caret.
    """
    start, end, look, doubt, corrected = part
    if start == end:
        return
    if (look is not Look.SETTLED or corrected) and (
        text[start].isspace() or text[end - 1].isspace()
    ):
        shown = text[start:end]
        start += len(shown) - len(shown.lstrip())
        end = start + len(shown.strip())
        if start >= end:
            return
        part = Stretch(start, end, look, doubt, corrected)
    parts.append(part)
