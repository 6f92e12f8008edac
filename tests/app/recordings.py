"""Recordings to replay: short ones that are written out, and a long one like a real run's."""

import random
from collections.abc import Sequence

from engine.events import DenoiseStep, Draft, TokenState, TokenView
from engine.recording import Recording
from engine.request import EditRequest, SamplingOptions, Span

FREE, ACCEPTED, PINNED = TokenState.FREE, TokenState.ACCEPTED, TokenState.PINNED
# text, entropy, state
Tokens = Sequence[tuple[str, float, TokenState]]


def step_of(
    tokens: Tokens,
    number: int,
    *,
    canvas: int = 0,
    variant: int = 0,
    seconds: float | None = None,
    turn_closed: bool = True,
) -> DenoiseStep:
    """Return step ``number`` of 48, which shows ``tokens``."""
    views, end = [], 0
    for text, entropy, state in tokens:
        views.append(TokenView(end, end + len(text), entropy, state))
        end += len(text)
    return DenoiseStep(
        edit_id=1,
        canvas=canvas,
        step=number,
        step_cap=48,
        temperature=0.8 - 0.01 * number,
        text="".join(text for text, _, _ in tokens),
        tokens=tuple(views),
        seconds=0.1 * number if seconds is None else seconds,
        variant=variant,
        turn_closed=turn_closed,
    )


def recording_of(
    steps: Sequence[DenoiseStep], *, selected: str = "the old text", draft: bool = True
) -> Recording:
    """Return a recording of ``steps`` that ends with the text of the last one."""
    request = EditRequest(
        1, 1, Span(4, 4 + len(selected)), "abc\n", selected, "\nend\n", "Do it",
        SamplingOptions(seed=7), language="markdown",
    )  # fmt: skip
    last = steps[-1]
    end = Draft(
        1, last.text, len(steps), last.seconds, True, True, 7, len(last.tokens), "Fake",
        last.canvas + 1, 0, last.variant,
    )  # fmt: skip
    return Recording(request, tuple(steps), end if draft else None)


# "cat" settles in step 1 and is corrected to "dog" in step 2; "now" is pinned.
SHORT = recording_of(
    [
        step_of([("A ", 0.5, FREE), ("cat ", 0.1, ACCEPTED), ("now", 0.0, PINNED)], 1),
        step_of([("The ", 0.2, FREE), ("dog ", 1.5, FREE), ("now", 0.0, PINNED)], 2),
        step_of([("The ", 0.0, ACCEPTED), ("dog ", 0.1, ACCEPTED), ("now", 0.0, PINNED)], 3),
    ]
)


def long_recording(words: Sequence[str], steps: int, seed: int = 1) -> Recording:
    """Return a run over ``words``, one token each, that settle over ``steps`` steps."""
    draws = random.Random(seed)
    noise = ("quartz ", "**bold ", "`code ", "of ", "and ", "words ", "it ")
    settles = [draws.randrange(1, steps) for _ in words]
    made = []
    for number in range(1, steps + 1):
        tokens: list[tuple[str, float, TokenState]] = []
        for word, at in zip(words, settles, strict=True):
            if number < at:
                tokens.append((draws.choice(noise), draws.uniform(0.3, 5.0), FREE))
            elif number == at and draws.random() < 0.05:
                tokens.append((f"{word.upper()} ", 0.1, ACCEPTED))
            else:
                tokens.append((f"{word} ", draws.uniform(0.0, 0.1), ACCEPTED))
        made.append(step_of(tokens, number, turn_closed=number == steps))
    return recording_of(made)
