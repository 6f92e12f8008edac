"""What is said of a token: how sure the model is, and what happened to it; pure words, no Qt."""

from app.token_story import Moment, TokenStory, Turn
from engine.events import RunnerUp, TokenState

_SHOWN = 28  # characters of a token's text
# Entropy in nats below which the model is called so.
_SURENESS = ((0.05, "sure"), (0.5, "nearly sure"), (1.5, "wavering"), (3.0, "unsure"))


def shown_text(text: str) -> str:
    """Return a token's text with what cannot be seen made visible."""
    if not text:
        return "end of the text"
    shown = text.strip(" ").replace("\n", "⏎").replace("\t", "⇥") or "␣"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def title_of(story: TokenStory) -> str:
    """Return the token, and the word that it is a part of."""
    token = shown_text(story.text)
    if story.word and story.word not in story.text and story.word != token:
        return f"“{token}” in “{shown_text(story.word)}”"
    return f"“{token}”"


def sureness(entropy: float) -> str:
    """Return how sure the model is at so many nats."""
    return next((word for below, word in _SURENESS if entropy < below), "guessing")


def entropy_words(story: TokenStory) -> str:
    """Return how sure the model is, with the figure."""
    if story.state is TokenState.PINNED:
        return "Not the model's choice"
    return f"Entropy {story.entropy:.2f} nats: {sureness(story.entropy)}"


def fate_words(story: TokenStory, *, over: bool) -> tuple[str, ...]:
    """Return what happened to a token, a line each.

    Args:
        story: of the token.
        over: its run has ended.
    """
    if story.state is TokenState.PINNED:
        return ("Pinned: it stays as you wrote it",)
    place = _place_words(story)
    if not story.moments:
        steps = "1 step" if story.steps == 1 else f"{story.steps} steps"
        return (f"Never settled in {steps}" if over else "Not settled yet",)
    lines: list[str] = []
    for number, moment in enumerate(story.moments):
        last = number == len(story.moments) - 1
        lines.append(_moment_words(moment, place, standing=last and story.settled))
    return tuple(
        lines if len(lines) <= 4 else (lines[0], f"… {len(lines) - 3} more …", *lines[-2:])
    )


def _place_words(story: TokenStory) -> str:
    """Return where the steps of a story are counted, in the words of the run's own line."""
    if story.pieces > 1:
        return f" of piece {story.piece + 1}"
    return f" of canvas {story.canvas + 1}" if story.canvases > 1 else ""


def _moment_words(moment: Moment, place: str, *, standing: bool) -> str:
    if moment.turn is Turn.CORRECTED:
        was, now = shown_text(moment.before), shown_text(moment.text)
        if not moment.text:
            return f"Corrected at step {moment.step}{place}: “{was}” went"
        return f"Corrected at step {moment.step}{place}: “{was}” to “{now}”"
    words = f"Settled at step {moment.step}{place}"
    return f"{words}, stood since" if standing else words


def runner_up_words(runner: RunnerUp) -> str:
    """Return a runner-up with its share, for those who hear it."""
    return f"{shown_text(runner.text)}, {percent(runner.probability)}"


def percent(share: float) -> str:
    """Return a share as people read it."""
    return f"{share * 100:.0f} %"
