"""The story of a token over a run's steps, and the words for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay import read_track
from app.token_story import Moment, Turn, story_at
from app.token_words import entropy_words, fate_words, shown_text, sureness, title_of
from engine.events import DenoiseStep, RunnerUp, TokenState
from tests.app.recordings import ACCEPTED, FREE, PINNED, SHORT, long_recording, step_of


def test_a_token_that_settled_was_corrected_and_settled_again() -> None:
    story = story_at(SHORT.steps, SHORT.steps[-1].text.index("dog"))
    assert story is not None
    assert (story.text, story.word) == ("dog ", "dog")
    assert story.moments == (
        Moment(Turn.SETTLED, 1, "cat "),
        Moment(Turn.CORRECTED, 2, "dog ", "cat "),
        Moment(Turn.SETTLED, 3, "dog "),
    )
    assert story.corrections == 1
    assert fate_words(story, over=True) == (
        "Settled at step 1",
        "Corrected at step 2: “cat” to “dog”",
        "Settled at step 3, stood since",
    )


def test_a_pinned_token_and_one_that_never_settled() -> None:
    steps = [step_of([("A ", 0.6, FREE), ("now", 0.0, PINNED)], number) for number in (1, 2)]
    free, pinned = story_at(steps, 0), story_at(steps, 3)
    assert free is not None
    assert pinned is not None
    assert fate_words(free, over=False) == ("Not settled yet",)
    assert fate_words(free, over=True) == ("Never settled in 2 steps",)
    assert entropy_words(free) == "Entropy 0.60 nats: wavering"
    assert fate_words(pinned, over=True) == ("Pinned: it stays as you wrote it",)


def test_a_token_stays_settled_while_it_is_not_accepted_again() -> None:
    steps = [step_of([("a", 0.1, state)], number) for number, state in enumerate((ACCEPTED, FREE))]
    story = story_at(steps, 0)
    assert story is not None
    assert story.settled
    assert story.moments == (Moment(Turn.SETTLED, 0, "a"),)


def test_white_space_around_the_draft_is_no_token() -> None:
    steps = [step_of([("  ", 0.0, PINNED), ("a", 0.3, ACCEPTED), ("\n", 0.0, PINNED)], 1)]
    assert story_at(steps, 0) is None
    assert story_at(steps, 3) is None
    assert story_at(steps, 9) is None
    assert story_at((), 0) is None
    story = story_at(steps, 2)
    assert story is not None
    assert story.text == "a"


def test_a_token_of_an_ended_canvas_tells_its_own_steps() -> None:
    steps = [
        step_of([("one", 0.4, FREE)], 1),
        step_of([("one", 0.1, ACCEPTED)], 2),
        step_of([("one", 0.1, ACCEPTED), (" two", 0.5, FREE)], 1, canvas=1),
        step_of([("one", 0.1, ACCEPTED), (" two", 0.2, ACCEPTED)], 2, canvas=1),
    ]
    first, second = story_at(steps, 0), story_at(steps, 4)
    assert first is not None
    assert second is not None
    assert (first.canvas, first.moments) == (0, (Moment(Turn.SETTLED, 2, "one"),))
    assert (second.canvas, second.moments) == (1, (Moment(Turn.SETTLED, 2, " two"),))
    assert fate_words(second, over=True) == ("Settled at step 2 of canvas 2, stood since",)


def test_a_piece_of_a_long_span_that_had_ended_has_its_own_story() -> None:
    def piece(step: DenoiseStep, number: int) -> DenoiseStep:
        return replace(step, piece=number, pieces=2)

    steps = [
        piece(step_of([("One.", 0.2, ACCEPTED), (" two", 0.0, ACCEPTED)], 1), 0),
        piece(step_of([("One.", 0.0, ACCEPTED), (" Two", 0.7, FREE)], 1, canvas=1), 1),
    ]
    first, second = story_at(steps, 0), story_at(steps, 6)
    assert first is not None
    assert second is not None
    assert (first.canvas, first.entropy) == (0, 0.2)
    assert (second.canvas, second.entropy) == (1, 0.7)
    assert fate_words(first, over=True) == ("Settled at step 1 of piece 1, stood since",)


def test_a_part_of_a_word_names_the_word() -> None:
    story = story_at([step_of([("un", 0.1, FREE), ("happy", 0.1, FREE), (" end", 0, FREE)], 1)], 3)
    assert story is not None
    assert title_of(story) == "“happy” in “unhappy”"
    whole = story_at([step_of([("un ", 0.1, FREE), ("happy.", 0.1, FREE)], 1)], 4)
    assert whole is not None
    assert title_of(whole) == "“happy.”"


def test_runners_up_are_those_of_the_last_step() -> None:
    step = step_of([("a", 1.0, FREE)], 1)
    runner = RunnerUp(" b", 0.25)
    token = replace(step.tokens[0], runners_up=(runner,))
    story = story_at([step, replace(step, tokens=(token,))], 0)
    assert story is not None
    assert story.runners_up == (runner,)


@pytest.mark.parametrize(
    ("entropy", "word"),
    [(0.0, "sure"), (0.3, "nearly sure"), (1.0, "wavering"), (2.0, "unsure"), (7.0, "guessing")],
)
def test_entropy_has_a_word(entropy: float, word: str) -> None:
    assert sureness(entropy) == word


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", "end of the text"), (" a", "a"), (" ", "␣"), ("\n\n", "⏎⏎"), ("x" * 40, "…")],
)
def test_what_cannot_be_seen_is_shown(text: str, shown: str) -> None:
    assert shown_text(text).endswith(shown)


@given(seed=st.integers(0, 1000))
def test_all_stories_together_tell_the_corrections_of_the_run(seed: int) -> None:
    """The same rule as the count of the draft and the map of the replay."""
    recording = long_recording(("one", "two", "three", "four", "five"), 6, seed)
    track = read_track(recording)
    assert track is not None
    last = recording.steps[-1]
    stories = [story_at(recording.steps, token.start) for token in last.tokens]
    told = [story for story in stories if story is not None]
    assert len(told) == len(last.tokens)
    assert sum(story.corrections for story in told) == track.frames[-1].corrections
    assert all(story.settled or story.state is TokenState.FREE for story in told)
