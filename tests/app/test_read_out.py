"""The read-out of a draft: nothing that is wrong with it goes unsaid, and no figure is made up."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.messages import edit_problem
from app.read_out import read_out, speed_text
from app.review import Review, review_draft
from engine.events import DraftPiece, PieceEnd
from engine.request import Span
from tests.app.fake_engine import make_draft, make_request

PROBLEM = edit_problem("OutOfMemoryError").happened


def make_review(
    text: str = "the cat",
    *,
    converged: bool = True,
    turn_closed: bool = True,
    stopped: bool = False,
    problem: str = "",
    taken_early: bool = False,
    kept: int = 0,
) -> Review:
    draft = make_draft(1, text, converged=converged, turn_closed=turn_closed)
    draft = replace(draft, taken_early=taken_early, kept=kept)
    return review_draft(make_request(), draft, stopped=stopped, problem=problem)


REVIEWS = st.builds(
    make_review,
    st.sampled_from(["the cat", "teh cat", "", " \n"]),
    converged=st.booleans(),
    turn_closed=st.booleans(),
    stopped=st.booleans(),
    problem=st.sampled_from(["", PROBLEM]),
)


@pytest.mark.parametrize(
    ("review", "judgement", "warning"),
    [
        (make_review(), "Draft ready. Settled and complete.", False),
        (make_review("teh cat"), "No change. The model would leave this text as it is.", False),
        (
            make_review(converged=False),
            "Not settled. The steps ran out: read it with care.",
            True,
        ),
        (
            make_review(kept=1),
            "1 word left as selected. The model was not sure of it.",
            False,
        ),
        (
            make_review(converged=False, kept=3),
            "Not settled, 3 words left as selected. The steps ran out: the rest is as it was "
            "selected. The model was not sure of them.",
            True,
        ),
        (make_review(turn_closed=False), "Cut off. Its end may be missing.", True),
        (
            make_review(converged=False, turn_closed=False),
            "Cut off, not settled. Its end may be missing. The steps ran out: read it with care.",
            True,
        ),
        (make_review(""), "Empty draft. Accepting it removes the text.", True),
        (
            make_review(converged=False, stopped=True),
            "Stopped, not settled. This is the best draft so far.",
            True,
        ),
        (
            make_review(converged=False, turn_closed=False, stopped=True),
            "Stopped, cut off, not settled. This is the best draft so far. Its end may be missing.",
            True,
        ),
        # The canvas that was there had settled, and another was to follow it.
        (
            make_review(turn_closed=False, stopped=True),
            "Stopped, cut off. This is the best draft so far. Its end may be missing.",
            True,
        ),
        # Esc came when nothing was left to be done.
        (
            make_review(stopped=True),
            "Stopped. The draft was settled and complete by then.",
            False,
        ),
        (
            make_review(converged=False, taken_early=True),
            "Draft of step 3, not settled. The run went on after it.",
            True,
        ),
        (
            make_review(converged=False, problem=PROBLEM),
            f"Broken off, not settled. {PROBLEM} This is the best draft so far.",
            True,
        ),
    ],
)
def test_the_judgement_names_every_fault(review: Review, judgement: str, warning: bool) -> None:
    told = read_out(review)
    assert told.judgement == judgement
    assert told.warning is warning
    assert told.whole.startswith(f"{judgement}\n")


@given(REVIEWS)
def test_no_fault_goes_unsaid_and_none_is_invented(review: Review) -> None:
    told, draft = read_out(review), review.draft
    verdict = told.verdict.lower()
    assert ("not settled" in verdict) is (not draft.converged)
    assert ("cut off" in verdict) is (not draft.turn_closed)
    assert ("broken off" in verdict) is bool(review.problem)
    assert ("no change" in verdict) is (not review.changed)
    if not (draft.converged and draft.turn_closed):
        assert told.warning
    assert told.meaning
    assert told.line.startswith(told.judgement)
    assert told.line.endswith(" · ".join(told.figures))


@pytest.mark.parametrize(
    ("review", "fact"),
    [
        (make_review(), "Settled: the text stood still and the model was sure of it"),
        (make_review(converged=False), "Not settled: stopped at the step cap"),
        (make_review(converged=False, stopped=True), "Not settled: the run was stopped before"),
        (make_review(converged=False, problem=PROBLEM), "Not settled: the run broke off before"),
        (
            make_review(converged=False, taken_early=True),
            "Not settled: a step before the end of the run, taken from its replay",
        ),
        (make_review(), "Turn closed: the model itself ended the text"),
        (make_review(turn_closed=False), "Turn not closed: the text was cut off"),
    ],
)
def test_the_whole_says_how_the_run_ended(review: Review, fact: str) -> None:
    assert fact in read_out(review).facts


def test_the_figures_are_those_of_the_draft() -> None:
    review = make_review()
    draft = replace(review.draft, steps=1234, seconds=2.5, tokens=105, corrections=3)
    told = read_out(replace(review, draft=draft))
    assert told.figures == ("1,234 steps in 2.5 s", "3 corrections", "42 tokens/s")
    assert "3 corrections: settled tokens that changed later" in told.facts
    assert "105 tokens, 42 tokens/s" in told.facts


def test_one_is_not_many() -> None:
    review = make_review()
    draft = replace(review.draft, steps=1, seconds=0.5, tokens=1, corrections=1)
    told = read_out(replace(review, draft=draft))
    assert told.figures == ("1 step in 0.5 s", "1 correction", "2.0 tokens/s")


def test_several_canvases_explain_more_steps_than_the_cap_of_one() -> None:
    review = make_review()
    told = read_out(replace(review, draft=replace(review.draft, steps=60, canvases=2)))
    assert told.figures[0] == "60 steps over 2 canvases in 0.5 s"


def test_a_run_without_time_has_no_speed() -> None:
    assert speed_text(3, 0.0) == "0.0 tokens/s"


def test_pieces_that_were_left_are_told_and_why() -> None:
    ends = [PieceEnd.REFINED, PieceEnd.KEPT, PieceEnd.STRUCTURE, PieceEnd.TOO_LONG]
    before = "teh cat\n\n---\n\none\n\ntwo"
    places = [Span(0, 7), Span(9, 12), Span(14, 17), Span(19, 22)]
    pieces = tuple(DraftPiece(span, span, end) for span, end in zip(places, ends, strict=True))
    draft = replace(make_draft(1, before.replace("teh", "the")), pieces=pieces)
    told = read_out(review_draft(make_request(before), draft))
    assert told.verdict == "2 of 3 pieces left as they were"
    assert "1 piece as before: the draft would have changed how it is built" in told.facts
    assert "1 piece as before: too long for the model" in told.facts
    assert "1 piece as before: code or markup" in told.facts
    assert "1 piece refined" in told.facts
    assert not told.warning


def test_a_run_that_was_stopped_between_pieces_cuts_nothing_off() -> None:
    ends = [PieceEnd.REFINED, PieceEnd.STRUCTURE, PieceEnd.NOT_REACHED, PieceEnd.NOT_REACHED]
    before = "teh cat\n\none\n\ntwo\n\ntri"
    places = [Span(0, 7), Span(9, 12), Span(14, 17), Span(19, 22)]
    pieces = tuple(DraftPiece(span, span, end) for span, end in zip(places, ends, strict=True))
    text = before.replace("teh", "the")
    draft = replace(make_draft(1, text), pieces=pieces, converged=False, turn_closed=False)
    told = read_out(review_draft(make_request(before), draft, stopped=True))
    assert told.verdict == "Stopped, 2 pieces done, 1 left as before"
    assert "The text behind them is as it was." in told.meaning
    assert "missing" not in told.meaning
    assert told.warning


def test_a_piece_that_did_not_settle_is_to_be_read_though_another_kept_words() -> None:
    pieces = (DraftPiece(Span(0, 7), Span(0, 7), PieceEnd.REFINED),) * 2
    draft = replace(make_draft(1, "the cat", converged=False), pieces=pieces, kept=1)
    told = read_out(review_draft(make_request(), draft))
    assert told.verdict == "Not settled, 1 word left as selected"
    assert "The steps ran out: read it with care." in told.meaning
