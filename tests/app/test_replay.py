"""Frames of a replay: what each position is, and what taking a step's draft says of it."""

from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.replay import Mark, Track, read_track, variants_of
from app.replay_time import SPEEDS, Speed, timeline
from app.replay_words import cell_words, step_words
from engine.corrections import Corrections
from engine.events import DenoiseStep, TokenState
from tests.app.recordings import ACCEPTED, FREE, PINNED, SHORT, Tokens, recording_of, step_of

TOKEN = st.tuples(
    st.sampled_from(["", "a", "b ", "\n", "🙂"]),
    st.floats(0.0, 12.0),
    st.sampled_from([FREE, ACCEPTED, PINNED]),
)


def is_no_position(token: tuple[str, float, TokenState]) -> bool:
    """Whether it is white space as it is put back around a draft."""
    text, entropy, state = token
    return text.isspace() and state is PINNED and not entropy


POSITION = TOKEN.filter(lambda token: not is_no_position(token))
STEPS = st.lists(st.lists(POSITION, max_size=6), min_size=1, max_size=8)


def track_of(steps: list[DenoiseStep], selected: str = "old") -> Track:
    track = read_track(recording_of(steps, selected=selected))
    assert track is not None
    return track


def marks(track: Track) -> list[str]:
    """Return a letter a position: free, settled, pinned, corrected; a dot for none."""
    return [
        "".join("." if cell is None else cell.mark.value[0] for cell in frame.cells)
        for frame in track.frames
    ]


def test_marks_changes_and_corrections_of_a_short_run() -> None:
    track = read_track(SHORT)
    assert track is not None
    assert marks(track) == ["fsp", "fcp", "ssp"]
    assert [frame.changed for frame in track.frames] == [(0, 1, 2), (0, 1), ()]
    assert [frame.corrections for frame in track.frames] == [0, 1, 1]
    assert [frame.settled for frame in track.frames] == [2, 1, 3]
    assert [frame.tokens for frame in track.frames] == [3, 3, 3]


def test_a_settled_token_stays_settled_when_it_is_noised_again_and_comes_back() -> None:
    steps = [step_of([("a", 0.1, ACCEPTED)], 1), step_of([("a", 0.9, FREE)], 2)]
    assert marks(track_of(steps)) == ["s", "s"]


def test_a_settled_token_that_the_draft_lost_is_a_correction_in_its_place() -> None:
    steps = [
        step_of([("a", 0.1, ACCEPTED), ("b", 0.9, FREE), ("c", 0.1, ACCEPTED)], 1),
        step_of([("a", 0.1, ACCEPTED)], 2),
    ]
    track = track_of(steps)
    assert marks(track) == ["sfs", "s.c"]
    assert track.frames[1].tokens == 1
    assert "gone" in cell_words(track.frames[1], 2)


def test_white_space_around_the_draft_is_no_position() -> None:
    steps = [
        step_of([("  ", 0.0, PINNED), ("a", 0.9, FREE), ("\n", 0.0, PINNED)], 1),
        step_of([("  ", 0.0, PINNED), ("a", 0.1, FREE), ("b", 0.1, FREE), ("\n", 0.0, PINNED)], 2),
    ]
    assert marks(track_of(steps, selected="  old\n")) == ["f", "ff"]


def test_a_second_canvas_begins_behind_the_first_one() -> None:
    one = [("a", 0.1, ACCEPTED), ("b", 0.1, ACCEPTED)]
    steps = [
        step_of(one, 1, turn_closed=False),
        step_of([*one, ("c", 2.0, FREE)], 1, canvas=1),
        step_of([*one, ("d", 0.1, ACCEPTED)], 2, canvas=1),
    ]
    track = track_of(steps)
    assert track.canvas_starts == (0, 2)
    assert [frame.first for frame in track.frames] == [0, 2, 2]
    assert marks(track) == ["ss", "f", "s"]
    assert [frame.settled for frame in track.frames] == [2, 2, 3]
    assert track.frames[1].cell_at(0) is None
    assert step_words(track, 2)[:2] == ("Step 3 of 3", "canvas 2, its step 2")


def test_a_span_refined_in_pieces_has_the_positions_of_each_piece_one_after_the_other() -> None:
    rest = ("\n\nrest", 0.0, ACCEPTED)
    steps = [
        step_of([("a", 1.0, FREE), ("b", 1.0, FREE), ("\n", 0.0, PINNED), rest], 1),
        step_of([("A", 0.1, ACCEPTED), ("\n", 0.0, PINNED), rest], 2),
        step_of([("A\n\n\n", 0.0, ACCEPTED), ("r", 1.0, FREE)], 1, canvas=1),
        step_of([("A\n\n\n", 0.0, ACCEPTED), ("r", 0.1, FREE), ("s", 0.1, FREE)], 2, canvas=1),
    ]
    pieces = [replace(step, piece=step.canvas, pieces=2) for step in steps]
    track = track_of(pieces)
    assert marks(track) == ["ff", "s.", "f", "ff"]
    assert [frame.first for frame in track.frames] == [0, 0, 2, 2]
    assert track.positions == 4
    assert [frame.corrections for frame in track.frames] == [0, 0, 0, 0]
    assert step_words(track, 3)[:2] == ("Step 4 of 4", "piece 2, its step 2")


def test_variants_that_run_side_by_side_are_told_apart() -> None:
    steps = [
        step_of([(f"{variant}{number}", 0.1, ACCEPTED)], number, variant=variant)
        for number in (1, 2)
        for variant in (0, 1)
    ]
    recording = recording_of(steps)
    assert variants_of(recording) == (0, 1)
    assert recording.draft is not None
    other = replace(recording.draft, variant=0, text="02")
    both = replace(recording, draft=replace(recording.draft, others=(other,)))
    for variant in (0, 1):
        track = read_track(both, variant)
        assert track is not None
        assert [frame.step.text for frame in track.frames] == [f"{variant}1", f"{variant}2"]
        assert track.draft is not None
        assert track.draft.variant == variant
    assert read_track(both, 2) is None


def test_the_draft_of_a_step_says_that_the_run_went_on() -> None:
    track = read_track(SHORT)
    assert track is not None
    early = track.draft_at(1)
    assert early is not None
    assert (early.text, early.steps, early.seconds) == ("The dog now", 2, 0.2)
    assert not early.converged
    assert early.taken_early
    assert early.turn_closed  # as its step says
    assert (early.corrections, early.tokens) == (1, 3)
    assert track.draft_at(2) == SHORT.draft
    assert track.place_of(early) == 1
    assert SHORT.draft is not None
    assert track.place_of(SHORT.draft) == 2


def test_a_run_without_a_draft_has_none_to_take() -> None:
    track = read_track(replace(SHORT, draft=None))
    assert track is not None
    assert [track.draft_at(index) for index in range(3)] == [None, None, None]


def test_words_of_a_step_and_of_a_token() -> None:
    track = read_track(SHORT)
    assert track is not None
    assert step_words(track, 1) == (
        "Step 2 of 3", "temperature 0.78", "1 of 3 settled", "1 correction",
    )  # fmt: skip
    words = cell_words(track.frames[1], 1)
    assert words == "“dog ” · corrected in this step\nEntropy 1.50 nats\nPosition 2, step 2"
    assert cell_words(track.frames[1], 9) == ""


@given(STEPS)
def test_every_frame_is_its_step_whatever_the_run_did(run: list[Tokens]) -> None:
    steps = [step_of(tokens, number) for number, tokens in enumerate(run, start=1)]
    track = track_of(steps)
    counts = accumulate(steps, lambda state, step: state.after(step), initial=Corrections())
    assert [frame.corrections for frame in track.frames] == [c.count for c in counts][1:]
    last: tuple[str, ...] = ()
    for frame, step in zip(track.frames, steps, strict=True):
        cells = [cell for cell in frame.cells if cell is not None and not cell.gone]
        assert "".join(cell.text for cell in cells) == step.text
        assert [cell.entropy for cell in cells] == [token.entropy for token in step.tokens]
        assert 0 <= frame.settled <= frame.tokens == len(step.tokens)
        texts = tuple(cell.text for cell in cells)
        same = {
            place
            for place in range(max(len(texts), len(last)))
            if texts[place : place + 1] == last[place : place + 1]
        }
        assert set(frame.changed) == set(range(max(len(texts), len(last)))) - same
        fresh = sum(cell is not None and cell.mark is Mark.CORRECTED for cell in frame.cells)
        earlier = track.frames[frame.number - 2].corrections if frame.number > 1 else 0
        assert fresh == frame.corrections - earlier
        last = texts


@given(st.lists(st.floats(0.0, 50.0), min_size=1, max_size=9), st.sampled_from(SPEEDS))
def test_a_time_line_passes_every_frame_in_order(seconds: list[float], speed: Speed) -> None:
    steps = [
        step_of([("a", 0.0, FREE)], number, seconds=at) for number, at in enumerate(sorted(seconds))
    ]
    line = timeline(steps, speed)
    assert line.starts[0] == 0.0
    assert list(line.starts) == sorted(line.starts)
    assert line.frame_at(line.length) == len(steps) - 1
    assert line.frame_at(0.0) == max(k for k, at in enumerate(line.starts) if at == 0.0)
    assert sum(line.durations()[:-1]) == pytest.approx(line.length)


def test_speeds_are_those_of_the_run_and_calm_is_slow_at_all_of_them() -> None:
    steps = [step_of([("a", 0.0, FREE)], number, seconds=0.4 * number) for number in (1, 2, 3)]
    lengths = [timeline(steps, speed).length for speed in SPEEDS]
    assert lengths == pytest.approx([3.2, 1.6, 0.8, 0.4, 0.2, 0.5])
    assert {timeline(steps, speed, calm=True).starts for speed in SPEEDS} == {(0.0, 1.0, 2.0)}
