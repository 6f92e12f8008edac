"""A review with steps: decisions, typing, other drafts and follow-ups, each one step back."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import EditFailed, RunRecorded
from app.edit_flow import FlowEnd, FlowState
from app.review import AcceptedEdit, Review
from engine.events import Cancelled
from engine.recording import Recording
from engine.request import SamplingOptions, Span
from tests.app.fake_engine import make_draft, make_step
from tests.app.flow_story import Desk

OPTIONS = SamplingOptions(seed=9)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    del qtbot
    return Desk()


def review_of(desk: Desk) -> Review:
    review = desk.flow.review
    assert review is not None
    return review


def follow(desk: Desk, instruction: str = "Shorter") -> int:
    request = desk.flow.follow_up(instruction, OPTIONS)
    assert request is not None
    return request.edit_id


def test_what_is_left_stays_out_of_the_document(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(make_draft(edit_id, "the cat!"))
    assert desk.flow.decide(1, taken=False)
    assert not desk.flow.decide(2, taken=False)
    assert review_of(desk).text == "the cat"
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(4, 11), "teh cat", "the cat")


def test_accepting_nothing_is_no_change_of_the_document(desk: Desk) -> None:
    desk.review()
    assert desk.flow.decide_all(taken=False)
    assert desk.flow.accept()
    assert "accepted" not in desk.story.names()
    assert desk.story.last("ended") == FlowEnd.REJECTED


def test_each_step_is_told_and_goes_back_and_forth(desk: Desk) -> None:
    desk.review()
    seen: list[Review] = []
    desk.flow.review_changed.connect(seen.append)
    desk.flow.decide(0, taken=False)
    desk.flow.decide(0, taken=False)  # is so already
    desk.flow.amend("teh cat!")
    desk.flow.amend("teh cat!!")
    assert (desk.flow.steps_done, desk.flow.steps_undone) == (2, 0)
    assert desk.flow.undo()
    assert review_of(desk).text == "teh cat"
    assert desk.flow.undo()
    assert not desk.flow.undo()
    assert review_of(desk).text == "the cat"
    assert (desk.flow.steps_done, desk.flow.steps_undone) == (0, 2)
    assert desk.flow.redo()
    assert desk.flow.redo()
    assert not desk.flow.redo()
    assert [review.text for review in seen] == [
        "teh cat", "teh cat!", "teh cat!!", "teh cat", "the cat", "teh cat", "teh cat!!",
    ]  # fmt: skip
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(4, 11), "teh cat", "teh cat!!")


def test_what_is_typed_after_a_change_of_the_document_is_a_step_of_its_own(desk: Desk) -> None:
    desk.review()
    desk.flow.amend("the cata")
    desk.flow.note_edit_outside(2, Span(5, 12))
    desk.flow.amend("the catab")
    assert desk.flow.steps_done == 2


def test_another_draft_is_one_step_and_comes_back_as_it_was_left(desk: Desk) -> None:
    edit_id = desk.review()
    first = review_of(desk).draft
    other = make_draft(edit_id, "that cat")
    desk.flow.amend("the cat, really")
    desk.flow.offer(other)
    assert review_of(desk).text == "that cat"
    desk.flow.offer(first)
    assert review_of(desk).text == "the cat, really"
    desk.flow.undo()
    desk.flow.undo()
    desk.flow.undo()
    assert review_of(desk).text == "the cat"


def test_a_follow_up_refines_the_draft_in_the_place_of_the_same_span(desk: Desk) -> None:
    desk.review()
    desk.flow.amend("the old cat")
    desk.text = "yyxxxxteh cat\nend\n"
    desk.flow.note_edit_outside(5, Span(6, 13))
    first = review_of(desk)
    request = desk.flow.follow_up("Shorter", OPTIONS)
    assert request == replace(
        first.request,
        edit_id=first.request.edit_id + 1,
        document_revision=5,
        span=Span(6, 13),
        before="yyxxxx",
        selected="the old cat",
        instruction="Shorter",
        options=OPTIONS,
        earlier=("Fix spelling",),
    )
    assert desk.stands(FlowState.RUNNING)
    assert desk.flow.review is None
    assert desk.flow.under_way == first
    desk.flow.handle(make_step(request.edit_id, 1))
    desk.flow.handle(make_draft(request.edit_id, "a cat"))
    review = review_of(desk)
    assert review.original == "teh cat"
    assert review.instructions == ("Fix spelling", "Shorter")
    assert review.text == "a cat"
    desk.text = "yyxxxxteh cat\nend\n"
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(6, 13), "teh cat", "a cat")


def test_a_turn_is_one_step_back_with_its_request_and_recording(desk: Desk) -> None:
    edit_id = desk.begin()
    first = desk.flow.request
    assert first is not None
    desk.flow.handle(RunRecorded(edit_id, Recording(first, (), None)))
    desk.flow.handle(make_draft(edit_id))
    again = follow(desk)
    second = desk.flow.request
    assert second is not None
    desk.flow.handle(RunRecorded(again, Recording(second, (), None)))
    desk.flow.handle(make_draft(again, "a cat"))
    assert desk.flow.recording == Recording(second, (), None)
    desk.flow.undo()
    assert desk.flow.request == first
    assert desk.flow.recording == Recording(first, (), None)
    assert review_of(desk).instructions == ("Fix spelling",)
    assert desk.flow.retry(5) is not None
    assert desk.story.last("request") == replace(
        first, edit_id=again + 1, options=replace(first.options, seed=5)
    )


def test_a_follow_up_that_is_cancelled_leaves_the_review_as_it_was(desk: Desk) -> None:
    desk.review()
    desk.flow.decide(0, taken=False)
    before = review_of(desk)
    again = follow(desk)
    desk.flow.cancel()
    desk.flow.handle(Cancelled(again, None))
    assert desk.stands(FlowState.REVIEWING)
    assert review_of(desk) == before
    assert desk.flow.steps_done == 1
    assert "ended" not in desk.story.names()


def test_what_a_cancelled_follow_up_had_is_the_step_that_can_be_done_again(desk: Desk) -> None:
    desk.review()
    before = review_of(desk)
    again = follow(desk)
    desk.flow.cancel()
    desk.flow.handle(Cancelled(again, make_draft(again, "a", converged=False)))
    assert review_of(desk) == before
    assert desk.flow.redo()
    assert review_of(desk).text == "a"
    assert review_of(desk).stopped


def test_a_follow_up_that_fails_leaves_the_review_as_it_was_and_says_why(desk: Desk) -> None:
    desk.review()
    before = review_of(desk)
    again = follow(desk)
    desk.flow.handle(EditFailed(again, "SpanTooLargeError", "9000 tokens"))
    assert review_of(desk) == before
    assert "too long" in str(desk.story.last("problem"))
    assert "ended" not in desk.story.names()


def test_typing_into_the_draft_gives_a_follow_up_up(desk: Desk) -> None:
    desk.review()
    again = follow(desk)
    desk.flow.amend("the cat!")
    assert desk.story.names().count("cancel") == 1
    assert review_of(desk).text == "the cat!"
    desk.flow.handle(make_draft(again, "late"))
    assert review_of(desk).text == "the cat!"


def test_a_first_run_takes_no_typing(desk: Desk) -> None:
    desk.begin()
    assert not desk.flow.amend("x")
    assert not desk.flow.decide(0, taken=True)
    assert not desk.flow.undo()
    assert desk.flow.follow_up("Shorter", OPTIONS) is None
    assert desk.stands(FlowState.RUNNING)


def test_a_retry_is_one_step_back_and_a_stopped_one_offers_what_it_has(desk: Desk) -> None:
    desk.review()
    desk.flow.amend("the cat!")
    again = desk.flow.retry(5)
    assert again is not None
    desk.flow.cancel()
    desk.flow.handle(Cancelled(again.edit_id, make_draft(again.edit_id, "th", converged=False)))
    assert review_of(desk).text == "th"
    assert review_of(desk).instructions == ("Fix spelling",)
    desk.flow.undo()
    assert review_of(desk).text == "the cat!"
    again = desk.flow.retry(6)
    assert again is not None
    desk.flow.handle(Cancelled(again.edit_id, None))
    assert review_of(desk).text == "the cat!"
