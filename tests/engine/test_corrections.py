"""Corrections: what counts as one, against a plain reading of the whole stream of steps."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from engine.corrections import Corrections
from engine.events import DenoiseStep, TokenState, TokenView

FREE, ACCEPTED, PINNED = TokenState.FREE, TokenState.ACCEPTED, TokenState.PINNED
Tokens = list[tuple[str, TokenState]]

TOKENS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b", "cd"]), st.sampled_from([FREE, ACCEPTED])),
    max_size=5,
)
RUNS = st.lists(st.lists(TOKENS, min_size=1, max_size=6), min_size=1, max_size=3)


def make_step(tokens: Tokens, canvas: int = 0, number: int = 1) -> DenoiseStep:
    ends = list(accumulate(len(text) for text, _ in tokens))
    views = tuple(
        TokenView(end - len(text), end, 0.1, state)
        for end, (text, state) in zip(ends, tokens, strict=True)
    )
    text = "".join(text for text, _ in tokens)
    return DenoiseStep(1, canvas, number, 48, 0.5, text, views, 0.1 * number)


def count(*steps: Tokens) -> int:
    return count_run([list(steps)])


def count_run(canvases: list[list[Tokens]]) -> int:
    corrections = Corrections()
    for canvas, steps in enumerate(canvases):
        for number, tokens in enumerate(steps, start=1):
            corrections = corrections.after(make_step(tokens, canvas, number))
    return corrections.count


def read_plainly(steps: list[Tokens]) -> int:
    """Count by the definition: accepted at some step, the same since, and different now."""
    shown = [[text for text, _ in tokens] + [""] * 5 for tokens in steps]
    accepted = [[state is ACCEPTED for _, state in tokens] + [False] * 5 for tokens in steps]
    return sum(
        any(
            accepted[first][place] and len({shown[step][place] for step in range(first, now)}) == 1
            for first in range(now)
        )
        and shown[now - 1][place] != ""
        and shown[now][place] != shown[now - 1][place]
        for now in range(1, len(steps))
        for place in range(5)
    )


def test_a_settled_token_that_shows_another_text_is_corrected() -> None:
    assert count([("teh", ACCEPTED)], [("the", ACCEPTED)]) == 1
    assert count([("teh", ACCEPTED)], [("the", FREE)]) == 1


def test_a_token_that_is_only_not_accepted_again_is_not() -> None:
    assert count([("the", ACCEPTED)], [("the", FREE)], [("the", ACCEPTED)]) == 0


def test_it_stays_settled_while_it_is_not_accepted_again() -> None:
    assert count([("teh", ACCEPTED)], [("teh", FREE)], [("the", FREE)]) == 1


def test_what_was_never_accepted_is_not_corrected() -> None:
    assert count([("teh", FREE)], [("the", FREE)], [("then", ACCEPTED)]) == 0


def test_each_change_of_a_settled_token_counts() -> None:
    assert count([("a", ACCEPTED)], [("b", ACCEPTED)], [("a", ACCEPTED)]) == 2
    # Back to what it had settled on, without having settled in between: it was changed once.
    assert count([("a", ACCEPTED)], [("b", FREE)], [("a", ACCEPTED)]) == 1


def test_a_settled_token_that_is_gone_is_corrected() -> None:
    assert count([("a", ACCEPTED), ("b", ACCEPTED)], [("a", ACCEPTED)]) == 1


def test_pinned_text_is_no_work_of_the_model() -> None:
    assert count([("a", PINNED)], [("b", FREE)]) == 0


def test_the_next_canvas_starts_anew_and_keeps_the_count() -> None:
    first = [[("a", ACCEPTED)], [("b", ACCEPTED)]]
    # The blank at the edge of a canvas comes to show when another follows it.
    second = [[("b ", ACCEPTED), ("c", ACCEPTED)], [("b ", ACCEPTED), ("d", ACCEPTED)]]
    assert count_run([first, second]) == 2


@given(RUNS)
def test_the_count_is_that_of_a_plain_reading_of_each_canvas(canvases: list[list[Tokens]]) -> None:
    assert count_run(canvases) == sum(read_plainly(steps) for steps in canvases)


@given(RUNS)
def test_a_run_that_repeats_its_last_step_corrects_nothing_more(
    canvases: list[list[Tokens]],
) -> None:
    longer = [*canvases[:-1], [*canvases[-1], canvases[-1][-1]]]
    assert count_run(longer) == count_run(canvases)
