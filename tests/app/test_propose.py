"""A draft that no run of now made is reviewed like any other."""

from dataclasses import replace

from app.edit_flow import FlowState
from app.review import AcceptedEdit
from engine.request import EditRequest, Span
from tests.app.fake_engine import make_draft, make_request
from tests.app.flow_story import Desk


def propose(desk: Desk) -> EditRequest:
    """Propose a draft of long ago, and return the request as the flow took it."""
    taken: list[EditRequest] = []
    desk.flow.span_taken.connect(taken.append)
    assert desk.flow.propose(make_request(edit_id=99), make_draft(99))
    (request,) = taken
    return request


def test_it_takes_the_span_and_waits_for_a_word_without_a_run() -> None:
    desk = Desk()
    request = propose(desk)
    assert desk.stands(FlowState.REVIEWING)
    assert request.edit_id != 99
    review = desk.flow.review
    assert review is not None
    assert review.draft == replace(make_draft(99), edit_id=request.edit_id)
    assert desk.flow.span == Span(4, 11)
    assert desk.flow.recording is None
    assert "request" not in desk.story.names()
    assert desk.story.names()[-1] == "review"
    assert desk.text == "xxxxteh cat\nend\n"


def test_it_is_accepted_where_the_span_stands_by_then() -> None:
    desk = Desk()
    propose(desk)
    desk.text = "typed " + desk.text
    desk.flow.note_edit_outside(2, Span(10, 17))
    assert desk.flow.accept()
    assert desk.story.last("accepted") == AcceptedEdit(Span(10, 17), "teh cat", "the cat")
    assert desk.story.last("ended") == "accepted"


def test_it_is_refused_where_another_text_stands_there() -> None:
    desk = Desk()
    propose(desk)
    desk.text = "xxxxthe dog\nend\n"
    assert not desk.flow.accept()
    assert desk.stands(FlowState.REVIEWING)
    assert desk.flow.reject()
    assert desk.story.last("ended") == "rejected"


def test_it_is_typed_away_like_any_draft() -> None:
    desk = Desk()
    propose(desk)
    desk.flow.note_edit_inside()
    assert desk.stands(FlowState.IDLE)
    assert "cancel" not in desk.story.names()


def test_a_retry_of_it_is_a_run() -> None:
    desk = Desk()
    first = propose(desk)
    again = desk.flow.retry(5)
    assert again is not None
    assert desk.stands(FlowState.RUNNING)
    assert again.options.seed == 5
    assert again.selected == first.selected
    desk.flow.handle(make_draft(again.edit_id, "a cat"))
    review = desk.flow.review
    assert review is not None
    assert review.draft.text == "a cat"


def test_it_waits_for_an_edit_that_is_under_way() -> None:
    for begin in (Desk.begin, Desk.review):
        desk = Desk()
        edit_id = begin(desk)
        before = list(desk.story.lines)
        assert not desk.flow.propose(make_request(), make_draft(3, "another"))
        assert desk.story.lines == before
        request = desk.flow.request
        assert request is not None
        assert request.edit_id == edit_id
