"""One edit from the wish to the person's word, told as the person sees it."""

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.app_events import EditFailed, LoadFailed, ModelReady
from app.edit_flow import EditFlow, FlowEnd, FlowState
from app.review import AcceptedEdit
from engine.events import Cancelled, ModelLoading, PromptReady
from engine.request import Span
from tests.app.fake_engine import INFO, make_draft, make_request, make_step
from tests.app.flow_story import Desk


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    del qtbot
    return Desk()


def test_the_way_from_the_wish_to_accept(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(PromptReady(edit_id, 12, 8, 48, 4, 5))
    desk.flow.handle(make_step(edit_id, 1))
    desk.flow.handle(make_draft(edit_id))
    assert desk.flow.accept()
    assert desk.story.names() == [
        "state", "request", "prompt", "step", "state", "review", "state", "accepted", "ended",
    ]  # fmt: skip
    assert desk.story.last("accepted") == AcceptedEdit(Span(4, 11), "teh cat", "the cat")
    assert desk.story.last("ended") == FlowEnd.ACCEPTED


def test_the_request_goes_out_with_a_number_of_its_own(desk: Desk) -> None:
    first = desk.flow.begin(make_request(edit_id=77))
    assert first is not None
    assert desk.story.last("request") == first == replace(make_request(), edit_id=first.edit_id)
    assert desk.flow.begin(make_request()) is None
    desk.flow.cancel()
    desk.flow.handle(Cancelled(first.edit_id, None))
    second = desk.flow.begin(make_request(edit_id=77))
    assert second is not None
    assert second.edit_id != first.edit_id


def test_flows_that_share_an_engine_share_the_numbers(qtbot: QtBot) -> None:
    del qtbot
    numbers = count(5)
    ids = []
    for _ in range(2):
        request = EditFlow(lambda _: "", edit_ids=numbers).begin(make_request())
        assert request is not None
        ids.append(request.edit_id)
    assert ids == [5, 6]


def test_events_of_another_edit_are_dropped(desk: Desk) -> None:
    edit_id = desk.begin()
    said = len(desk.story.lines)
    for event in (
        make_step(edit_id - 1, 1),
        make_draft(edit_id + 1),
        Cancelled(edit_id - 1, None),
        EditFailed(edit_id - 1, "EngineError", ""),
        PromptReady(edit_id - 1, 12, 8, 48, 4, 5),
    ):
        desk.flow.handle(event)
    assert len(desk.story.lines) == said
    desk.flow.handle(make_draft(edit_id))
    desk.flow.handle(make_step(edit_id, 9))
    assert desk.story.names()[-1] == "review"


def test_escape_offers_the_best_draft_so_far(desk: Desk) -> None:
    edit_id = desk.begin()
    assert desk.flow.cancel()
    assert desk.flow.cancelling
    assert desk.flow.cancel()
    assert desk.story.names().count("cancel") == 1
    assert desk.stands(FlowState.RUNNING)
    desk.flow.handle(Cancelled(edit_id, make_draft(edit_id, "the c", converged=False)))
    review = desk.flow.review
    assert review is not None
    assert review.stopped
    assert not review.draft.converged
    assert not desk.flow.cancelling
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(4, 11), "teh cat", "the c")


def test_escape_before_the_first_step_ends_the_edit(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.cancel()
    desk.flow.handle(Cancelled(edit_id, None))
    assert desk.story.last("ended") == FlowEnd.STOPPED
    assert "review" not in desk.story.names()


def test_a_draft_that_was_done_before_escape_is_whole(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.cancel()
    desk.flow.handle(make_draft(edit_id))
    assert desk.flow.review is not None
    assert not desk.flow.review.stopped


def test_reject_leaves_nothing(desk: Desk) -> None:
    desk.review()
    assert desk.flow.reject()
    assert desk.story.last("ended") == FlowEnd.REJECTED
    assert "accepted" not in desk.story.names()
    assert (desk.flow.request, desk.flow.review, desk.flow.span) == (None, None, None)
    assert not desk.flow.accept()


def test_typing_outside_moves_the_span(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.text = "more" + desk.text
    desk.flow.note_edit_outside(2, Span(8, 15))
    desk.flow.handle(make_draft(edit_id))
    desk.text = "a" + desk.text
    desk.flow.note_edit_outside(3, Span(9, 16))
    assert desk.flow.span == Span(9, 16)
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(9, 16), "teh cat", "the cat")


@pytest.mark.parametrize("cancelled_before", [False, True])
def test_typing_inside_stops_the_run_and_applies_nothing(
    desk: Desk, cancelled_before: bool
) -> None:
    edit_id = desk.begin()
    if cancelled_before:
        desk.flow.cancel()
    desk.flow.note_edit_inside()
    assert desk.story.names().count("cancel") == 1
    assert desk.story.last("ended") == FlowEnd.TYPED_INSIDE
    desk.flow.handle(Cancelled(edit_id, make_draft(edit_id)))
    desk.flow.handle(make_draft(edit_id))
    assert desk.stands(FlowState.IDLE)
    assert "review" not in desk.story.names()


def test_typing_inside_a_reviewed_span_withdraws_the_draft(desk: Desk) -> None:
    desk.review()
    desk.flow.note_edit_inside()
    assert desk.story.last("ended") == FlowEnd.TYPED_INSIDE
    assert "cancel" not in desk.story.names()
    assert not desk.flow.accept()


def test_a_draft_is_never_put_over_other_text(desk: Desk) -> None:
    desk.review()
    desk.text = "xxxxTHE CAT\nend\n"
    assert not desk.flow.accept()
    assert "no longer the text" in str(desk.story.last("problem"))
    assert "accepted" not in desk.story.names()
    assert desk.stands(FlowState.REVIEWING)
    desk.text = "xxxxteh cat\nend\n"
    assert desk.flow.accept()


def test_retry_asks_the_same_with_a_new_seed_where_the_span_stands(desk: Desk) -> None:
    edit_id = desk.review()
    desk.text = "xxteh cat\nthe end\n"
    desk.flow.note_edit_outside(9, Span(2, 9))
    again = desk.flow.retry(1234)
    assert again is not None
    first = make_request()
    assert again == replace(
        first,
        edit_id=again.edit_id,
        span=Span(2, 9),
        before="xx",
        after="\nthe end\n",
        document_revision=9,
        options=replace(first.options, seed=1234),
    )
    assert again.edit_id != edit_id
    assert desk.story.last("request") == again
    assert desk.stands(FlowState.RUNNING)
    desk.flow.handle(make_draft(edit_id))
    assert desk.stands(FlowState.RUNNING)
    desk.flow.handle(make_draft(again.edit_id))
    assert desk.stands(FlowState.REVIEWING)


def test_an_error_is_worded_and_ends_the_edit(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(EditFailed(edit_id, "SpanTooLargeError", "9000 tokens"))
    assert desk.story.names()[-3:] == ["state", "problem", "ended"]
    assert "too long" in str(desk.story.last("problem"))
    assert desk.story.last("ended") == FlowEnd.FAILED
    desk.begin()


def test_an_error_that_leaves_a_draft_offers_it_and_says_why(desk: Desk) -> None:
    edit_id = desk.begin()
    draft = make_draft(edit_id, "the c", converged=False)
    desk.flow.handle(EditFailed(edit_id, "OutOfMemoryError", "tried to allocate", draft))
    review = desk.flow.review
    assert review is not None
    assert "too little free memory" in review.problem
    assert not review.stopped
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(4, 11), "teh cat", "the c")


def test_a_request_waits_for_the_model_and_says_so(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(ModelLoading("starter", "weights", 0.4))
    assert "Loading starter" in str(desk.story.last("note"))
    assert desk.stands(FlowState.RUNNING)
    desk.flow.handle(ModelReady(INFO))
    assert desk.story.last("note") == ""
    desk.flow.handle(make_draft(edit_id))
    assert desk.stands(FlowState.REVIEWING)


def test_a_failed_load_leaves_the_end_to_the_edits_own_event(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(ModelLoading("big", "weights", 0.4))
    desk.flow.handle(LoadFailed(Path("big"), "CheckpointDamagedError", "cut short"))
    assert desk.story.last("note") == ""
    assert desk.stands(FlowState.RUNNING)
    desk.flow.handle(EditFailed(edit_id, "ModelNotLoadedError", "no model is loaded"))
    assert desk.stands(FlowState.IDLE)


def test_how_a_draft_ended_stands_in_the_review(desk: Desk) -> None:
    edit_id = desk.begin()
    desk.flow.handle(make_draft(edit_id, converged=False, turn_closed=False))
    review = desk.flow.review
    assert review is not None
    draft = review.draft
    assert (draft.converged, draft.turn_closed, review.stopped) == (False, False, False)


def test_an_idle_flow_is_deaf(desk: Desk) -> None:
    desk.flow.handle(ModelReady(INFO))
    desk.flow.handle(make_step(0, 1))
    desk.flow.note_edit_inside()
    desk.flow.note_edit_outside(3, Span(0, 1))
    assert not desk.flow.cancel()
    assert not desk.flow.reject()
    assert desk.flow.retry(1) is None
    assert desk.story.lines == []
    assert desk.flow.span is None
