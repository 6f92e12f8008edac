"""Recordings as JSON lines: exact both ways, and refused in words where they are not whole."""

import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RecordingError
from engine.events import (
    DenoiseStep,
    Draft,
    DraftPiece,
    PieceEnd,
    RunnerUp,
    TokenState,
    TokenView,
)
from engine.recording import Recording
from engine.recording_json import read_recording, recording_lines
from engine.request import EditRequest, SamplingOptions, Span, Stroke

# Every character there is, and the halves of some that are none.
TEXTS = st.text(st.characters(exclude_categories=()), max_size=20).filter(
    # Two halves side by side are one character in JSON.
    lambda text: json.loads(json.dumps(text)) == text
)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 2**63 - 1)
SPANS = st.tuples(COUNTS, COUNTS).map(lambda pair: Span(min(pair), max(pair)))
SHARES = st.floats(0, 1, exclude_min=True)
POSITIVE = st.floats(0, exclude_min=True, allow_infinity=False)
OPTIONS = st.builds(
    SamplingOptions,
    seed=COUNTS,
    strength=SHARES,
    max_steps=st.none() | st.integers(1),
    entropy_bound=st.none() | POSITIVE,
    t_min=st.none() | POSITIVE,
    t_max=st.none() | POSITIVE,
    stability_threshold=st.none() | st.integers(0),
    confidence_threshold=st.none() | POSITIVE,
    max_canvases=st.none() | st.integers(1),
    variants=st.integers(1, 4),
    keep_unsettled=st.booleans(),
)
REQUESTS = st.builds(
    EditRequest,
    edit_id=COUNTS,
    document_revision=COUNTS,
    span=SPANS,
    before=TEXTS,
    selected=TEXTS,
    after=TEXTS,
    instruction=TEXTS,
    options=OPTIONS,
    language=TEXTS,
    pinned=st.lists(SPANS, max_size=3).map(tuple),
    strokes=st.lists(st.builds(Stroke, SPANS, SHARES), max_size=3).map(tuple),
    earlier=st.lists(TEXTS, max_size=3).map(tuple),
    in_pieces=st.booleans(),
)
RUNNERS_UP = st.lists(st.builds(RunnerUp, TEXTS, NUMBERS), max_size=3).map(tuple)
DRAFTS = st.builds(
    Draft,
    edit_id=COUNTS,
    text=TEXTS,
    steps=COUNTS,
    seconds=NUMBERS,
    converged=st.booleans(),
    turn_closed=st.booleans(),
    seed=COUNTS,
    tokens=COUNTS,
    model=TEXTS,
    canvases=COUNTS,
    corrections=COUNTS,
    variant=st.integers(0, 3),
    pieces=st.lists(st.builds(DraftPiece, SPANS, SPANS, st.sampled_from(PieceEnd)), max_size=2).map(
        tuple
    ),
    taken_early=st.booleans(),
    kept=COUNTS,
)


@st.composite
def steps(draw: st.DrawFn) -> DenoiseStep:
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=4)))
    tokens = tuple(
        TokenView(start, end, draw(NUMBERS), draw(st.sampled_from(TokenState)), draw(RUNNERS_UP))
        for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)
    )
    return DenoiseStep(
        edit_id=draw(COUNTS),
        canvas=draw(COUNTS),
        step=draw(COUNTS),
        step_cap=draw(COUNTS),
        temperature=draw(NUMBERS),
        text=text,
        tokens=tokens,
        seconds=draw(NUMBERS),
        variant=draw(st.integers(0, 3)),
        piece=draw(COUNTS),
        pieces=draw(COUNTS),
        turn_closed=draw(st.booleans()),
        corrections=draw(COUNTS),
    )


RECORDINGS = st.builds(
    Recording,
    request=REQUESTS,
    steps=st.lists(steps(), max_size=3).map(tuple),
    draft=st.none() | st.builds(replace, DRAFTS, others=st.lists(DRAFTS, max_size=2).map(tuple)),
)


def example(count: int = 3, *, draft: bool = True) -> Recording:
    request = EditRequest(7, 2, Span(4, 8), "The ", "qick", " fox", "Fix it", SamplingOptions(3))
    tokens = (
        TokenView(0, 4, 0.1, TokenState.FREE, (RunnerUp("quack", 0.25),)),
        TokenView(4, 5, 1 / 3, TokenState.ACCEPTED),
    )
    made = tuple(
        DenoiseStep(7, 0, step, 48, 0.4, "quick", tokens, step / 10) for step in range(1, count + 1)
    )
    end = Draft(7, "quick", count, 0.5, True, True, 3, 2, "starter", 1, 0) if draft else None
    return Recording(request, made, end)


@given(recording=RECORDINGS)
@settings(max_examples=200)
def test_what_is_read_is_what_was_written(recording: Recording) -> None:
    lines = list(recording_lines(recording))
    assert read_recording(lines) == recording
    stored = "".join(f"{line}\n" for line in lines).encode()
    assert read_recording(stored.decode().splitlines(keepends=True)) == recording


def test_the_lines_are_one_a_step_and_compact() -> None:
    lines = list(recording_lines(example()))
    assert [json.loads(line).get("event") for line in lines] == [
        None,
        "denoise_step",
        "denoise_step",
        "denoise_step",
        "draft",
    ]
    assert json.loads(lines[0])["anneal_recording"] == 1
    assert json.loads(lines[1])["tokens"] == [
        [0, 4, 0.1, "free", [["quack", 0.25]]],
        [4, 5, 1 / 3, "accepted"],
    ]
    assert "variant" not in lines[1]
    assert " " not in lines[1].replace("quick", "")


def test_a_run_without_a_draft_is_whole() -> None:
    lines = list(recording_lines(example(2, draft=False)))
    assert read_recording(lines).draft is None
    assert json.loads(lines[-1]) == {"event": "no_draft"}


def test_a_number_that_is_none_is_not_written() -> None:
    step = replace(example().steps[0], temperature=float("nan"))
    with pytest.raises(ValueError, match="JSON compliant"):
        list(recording_lines(replace(example(), steps=(step,))))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        ["GIF89a"],
        ["[1, 2]"],
        ["{}"],
        ['{"anneal_recording": "one"}'],
        ['{"anneal_recording": true}'],
        ["[" * 100_000],
    ],
)
def test_a_foreign_file_is_no_recording(lines: list[str]) -> None:
    with pytest.raises(RecordingError, match="no recording of Anneal"):
        read_recording(lines, partial=True)


def test_a_newer_recording_is_told_from_a_damaged_one() -> None:
    lines = ['{"anneal_recording": 2, "asked": "all is new"}']
    with pytest.raises(RecordingError, match="format 2, which a newer Anneal wrote"):
        read_recording(lines, partial=True)


@pytest.mark.parametrize("depth", [400, 900, 3000])
def test_drafts_within_drafts_without_end_are_damage(depth: int) -> None:
    *others, last = recording_lines(
        replace(example(1), draft=Draft(1, "a", 1, 1.0, True, True, 0, 1, "m", 1, 0))
    )
    plain = last.replace('"event":"draft",', "")
    nested = f'{plain[:-1]},"others":[' * depth + plain + "]}" * depth
    with pytest.raises(RecordingError, match="too deep"):
        read_recording([*others, nested.replace("{", '{"event":"draft",', 1)])


@given(data=st.data())
def test_of_a_file_that_breaks_off_the_whole_steps_can_be_had(data: st.DataObject) -> None:
    whole = example(4)
    text = "\n".join(recording_lines(whole))
    head = text.index("\n")
    cut = text[: data.draw(st.integers(head, len(text) - 1))]
    lines = cut.split("\n")
    with pytest.raises(RecordingError, match=r"cut off|damaged in line"):
        read_recording(lines)
    found = read_recording(lines, partial=True)
    assert found.request == whole.request
    assert found.draft is None
    assert found.steps == whole.steps[: len(found.steps)]
    assert len(found.steps) >= min(4, cut.count("\n") - 1)


@given(data=st.data())
@settings(max_examples=300)
def test_damage_is_refused_and_nothing_else_is_raised(data: st.DataObject) -> None:
    stored = bytearray("\n".join(recording_lines(example())).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        stored[data.draw(st.integers(0, len(stored) - 1))] = data.draw(st.integers(0, 255))
    lines = stored.decode("utf-8", "replace").split("\n")
    try:
        found = read_recording(lines)
    except RecordingError:
        return
    # Some damage makes other texts and numbers; they are of the right kind at least.
    for each in fields(Draft):
        assert type(getattr(found.draft, each.name)) is type(getattr(example().draft, each.name))


def _change(**changes: object) -> Callable[[dict[str, Any]], None]:
    return lambda line: line.update(changes)


@pytest.mark.parametrize(
    ("number", "change", "words"),
    [
        (1, _change(request=None), "line 1: no EditRequest: None"),
        (1, lambda line: line["request"].update(span=[8, 4]), "line 1: a span needs 0 <= start"),
        (1, lambda line: line["request"].update(options={"seed": -1}), "line 1: seed must be in"),
        (1, lambda line: line["request"].update(wish=1), "line 1: no EditRequest"),
        (2, _change(text=5), "line 2: no str: 5"),
        (2, _change(step=True), "line 2: no int: True"),
        (2, _change(temperature=10**400), "line 2: no number: 1000"),
        (2, _change(tokens=[[0, 9, 0.5, "free"]]), "line 2: no token 0:9 in the step's text"),
        (2, _change(tokens=[[2, 1, 0.5, "free"]]), "line 2: no token 2:1"),
        (2, _change(tokens=[[0, 1, 0.5, "molten"]]), "line 2: no TokenState: 'molten'"),
        (2, _change(tokens=[[0, 1]]), "line 2: no TokenView"),
        (2, _change(event=["draft"]), "line 2: no event ['draft']"),
        (2, _change(event="flood"), "line 2: no event 'flood'"),
        (2, _change(event="no_draft"), "line 3: nothing follows the draft"),
    ],
)
def test_damage_names_its_line(
    number: int, change: Callable[[dict[str, Any]], None], words: str
) -> None:
    lines = list(recording_lines(example()))
    line = json.loads(lines[number - 1])
    change(line)
    lines[number - 1] = json.dumps(line)
    with pytest.raises(RecordingError) as caught:
        read_recording(lines)
    assert words in str(caught.value)


def test_not_a_number_is_damage() -> None:
    lines = [line.replace("0.4", "NaN") for line in recording_lines(example())]
    with pytest.raises(RecordingError, match="NaN is no number"):
        read_recording(lines)
