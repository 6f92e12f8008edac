"""What happened to one token of a draft over the steps of its run; no Qt.

A token is the same from step to step by its position: the number that it has among the tokens of
its canvas. Which tokens of a step are positions at all, ``app.replay_places`` says. Steps are
those of one variant, in order; they may be all of a run or as many as were seen so far.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from app.replay_places import Places, canvas_places
from engine.corrections import Corrections
from engine.events import DenoiseStep, RunnerUp, TokenState, TokenView


class Turn(Enum):
    """What happened to a token at a step."""

    SETTLED = "settled"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Moment:
    """A step at which something happened.

    Attributes:
        turn: what happened.
        step: number of the step in its canvas, from 1.
        text: what the token showed from then on.
        before: what it had settled on, where it was corrected, else "".
    """

    turn: Turn
    step: int
    text: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class TokenStory:
    """A token as its last step shows it, and how it came there.

    Attributes:
        start: its first character in the text that was asked about.
        end: one past its last.
        text: what it shows.
        word: the word that it stands in, which may be longer.
        entropy: of the model's distribution, in nats.
        runners_up: the likeliest other tokens.
        state: what the last step did with it.
        settled: it stands as it was accepted once.
        canvas: number of its canvas, from 0.
        canvases: how many canvases the run has shown.
        steps: of its canvas, so far.
        moments: in order.
        piece: number of the piece of a long span that its canvas refines, from 0.
        pieces: how many there are; 1 where the span is refined as a whole.
    """

    start: int
    end: int
    text: str
    word: str
    entropy: float
    runners_up: tuple[RunnerUp, ...]
    state: TokenState
    settled: bool
    canvas: int
    canvases: int
    steps: int
    moments: tuple[Moment, ...]
    piece: int = 0
    pieces: int = 1

    @property
    def corrections(self) -> int:
        """How often the model changed the token after it had settled."""
        return sum(moment.turn is Turn.CORRECTED for moment in self.moments)


def story_at(steps: Sequence[DenoiseStep], place: int) -> TokenStory | None:
    """Return the story of the token at character ``place`` of the last step's text.

    ``None`` where no token of the model stands there: white space that was put back around the
    draft, a piece of a long span that is not of this run's steps.
    """
    if not steps:
        return None
    text = steps[-1].text
    places = canvas_places(steps)
    for canvas in sorted(places, reverse=True):
        own = [step for step in steps if step.canvas == canvas]
        found = _find(own[-1], places[canvas], text, place)
        if found is not None:
            token = found[1]
            story = _tell(own, places[canvas], found[0])
            word = _word_at(text, token.start, token.end)
            return replace(story, start=token.start, end=token.end, word=word, canvases=len(places))
    return None


def _find(step: DenoiseStep, places: Places, text: str, place: int) -> tuple[int, TokenView] | None:
    """Return which token of the canvas of ``step`` stands at ``place`` of ``text``, if one does."""
    for number, token in enumerate(places.inner(step)):
        if token.start <= place < token.end:
            same = text[token.start : token.end] == step.text[token.start : token.end]
            return (number, token) if number >= places.earlier and same else None
    return None


def _tell(steps: Sequence[DenoiseStep], places: Places, number: int) -> TokenStory:
    """Return the story of token ``number`` of a canvas; place and word are not known here."""
    moments: list[Moment] = []
    state = Corrections()
    for step in steps:
        tokens = places.inner(step)
        before = state.settled[number] if number < len(state.settled) else ""
        state = state.after(replace(step, tokens=tokens))
        now = state.settled[number] if number < len(state.settled) else ""
        shown = _shown(step, tokens, number)
        if before and before != shown:
            moments.append(Moment(Turn.CORRECTED, step.step, shown, before))
        if now and now != before:
            moments.append(Moment(Turn.SETTLED, step.step, now))
    token = places.inner(steps[-1])[number]
    settled = number < len(state.settled) and bool(state.settled[number])
    return TokenStory(
        start=token.start,
        end=token.end,
        text=_shown(steps[-1], places.inner(steps[-1]), number),
        word="",
        entropy=token.entropy,
        runners_up=token.runners_up,
        state=token.state,
        settled=settled,
        canvas=steps[-1].canvas,
        canvases=1,
        steps=steps[-1].step,
        moments=tuple(moments),
        piece=steps[-1].piece,
        pieces=steps[-1].pieces,
    )


def _shown(step: DenoiseStep, tokens: Sequence[TokenView], number: int) -> str:
    """Return what a token shows at a step, "" where there is none."""
    if number >= len(tokens):
        return ""
    return step.text[tokens[number].start : tokens[number].end]


def _word_at(text: str, start: int, end: int) -> str:
    """Return the word that the letters between ``start`` and ``end`` are of."""
    shown = text[start:end]
    first = start + len(shown) - len(shown.lstrip())
    last = first + len(shown.strip())
    if first == last:
        return ""
    while first > 0 and _joins(text[first - 1], text[first]):
        first -= 1
    while last < len(text) and _joins(text[last - 1], text[last]):
        last += 1
    return text[first:last]


def _joins(left: str, right: str) -> bool:
    return (left.isalnum() or left == "_") and (right.isalnum() or right == "_")
