"""A long span piece by piece: one run, one draft, what must stay stays."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import pytest

from engine.errors import OutOfMemoryError, SpanTooLargeError
from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    EngineEvent,
    PieceEnd,
    PromptReady,
    TokenState,
    TokenView,
)
from engine.pieces.run import edit_in_pieces
from engine.pieces.split import split_pieces
from engine.request import EditRequest, SamplingOptions, Span, Stroke

TEXT = "One one.\n\n```\ncode\n```\n\nTwo two.\n\n- a\n- b\n"


@dataclass
class ScriptedEdit:
    """An engine whose draft of each piece is ``answer`` of it, after two steps."""

    answer: Callable[[str], str]
    requests: list[EditRequest] = field(default_factory=list)
    steps_left: int = 1_000
    error: Exception | None = None

    def __call__(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        self.requests.append(request)
        if self.error is not None:
            raise self.error
        yield PromptReady(request.edit_id, 5, 8, 4, len(request.before), len(request.after))
        text = self.answer(request.selected)
        draft = Draft(
            request.edit_id,
            text,
            steps=2,
            seconds=1.0,
            converged=True,
            turn_closed=True,
            seed=request.options.seed,
            tokens=1,
            model="M",
            canvases=1,
            corrections=1,
            kept=2,
        )
        for step in (1, 2):
            if cancel.is_set():
                best = replace(draft, converged=False) if step == 2 else None
                yield Cancelled(request.edit_id, best)
                return
            view = TokenView(0, len(text), 0.5, TokenState.FREE)
            yield DenoiseStep(request.edit_id, 0, step, 4, 0.5, text, (view,), 0.1)
            self.steps_left -= 1
            if self.steps_left == 0:
                cancel.set()
        yield Cancelled(request.edit_id, draft) if cancel.is_set() else draft


def request_of(text: str) -> EditRequest:
    return EditRequest(7, 1, Span(4, 4 + len(text)), "Pre\n", text, "Post", "Tighten")


def run_all(
    edit: ScriptedEdit, request: EditRequest, cancel: threading.Event | None = None
) -> list[EngineEvent]:
    pieces = split_pieces(
        request.selected, "markdown", most=4, measure=lambda text: len(text.split())
    )
    return list(edit_in_pieces(edit, request, cancel or threading.Event(), pieces, "M"))


def draft_of(events: list[EngineEvent]) -> Draft:
    last = events[-1]
    assert isinstance(last, Draft)
    return last


def test_each_piece_is_refined_and_all_between_stays() -> None:
    edit = ScriptedEdit(str.upper)
    draft = draft_of(run_all(edit, request_of(TEXT)))
    assert draft.text == "ONE ONE.\n\n```\ncode\n```\n\nTWO TWO.\n\n- A\n- B\n"
    assert [piece.end for piece in draft.pieces] == [
        PieceEnd.REFINED,
        PieceEnd.KEPT,
        PieceEnd.REFINED,
        PieceEnd.REFINED,
    ]
    for piece in draft.pieces:
        before = TEXT[piece.before.start : piece.before.end]
        after = draft.text[piece.after.start : piece.after.end]
        assert after == (before if piece.end is PieceEnd.KEPT else before.upper())
    assert (draft.steps, draft.canvases, draft.corrections, draft.tokens) == (6, 3, 3, 3)
    assert draft.kept == 6
    assert draft.converged
    assert draft.turn_closed
    assert draft.model == "M"


def test_a_piece_sees_the_drafts_before_it_and_the_rest_behind_it() -> None:
    edit = ScriptedEdit(str.upper)
    run_all(edit, request_of(TEXT))
    second = edit.requests[1]
    assert second.before == "Pre\nONE ONE.\n\n```\ncode\n```\n\n"
    assert second.selected == "Two two."
    assert second.after == "\n\n- a\n- b\nPost"
    start = 4 + TEXT.index("Two")
    assert second.span == Span(start, start + len("Two two."))


def test_every_step_shows_the_whole_span_and_where_the_run_stands() -> None:
    events = run_all(ScriptedEdit(str.upper), request_of(TEXT))
    steps = [event for event in events if isinstance(event, DenoiseStep)]
    assert [(step.piece, step.canvas, step.step) for step in steps] == [
        (0, 0, 1),
        (0, 0, 2),
        (2, 1, 1),
        (2, 1, 2),
        (3, 2, 1),
        (3, 2, 2),
    ]
    assert {step.pieces for step in steps} == {4}
    assert steps[2].text == "ONE ONE.\n\n```\ncode\n```\n\nTWO TWO.\n\n- a\n- b\n"
    for step in steps:
        here = 0
        for token in step.tokens:
            assert token.start == here
            here = token.end
        assert here == len(step.text)
    assert [event for event in events if isinstance(event, PromptReady)] == events[:1]


def test_a_draft_of_another_structure_is_tried_in_smaller_pieces_then_left() -> None:
    text = "Aa.\n\nBb.\n\nCc."

    def joins(selected: str) -> str:
        return "" if selected == "Bb." else selected.upper().replace("\n\n", " ")

    draft = draft_of(run_all(ScriptedEdit(joins), request_of(text)))
    assert draft.text == "AA.\n\nBb.\n\nCC."
    assert [piece.end for piece in draft.pieces] == [
        PieceEnd.REFINED,
        PieceEnd.STRUCTURE,
        PieceEnd.REFINED,
    ]


def test_a_piece_that_is_too_long_is_left_and_the_run_goes_on() -> None:
    edit = ScriptedEdit(str.upper, error=SpanTooLargeError("too long"))
    draft = draft_of(run_all(edit, request_of(TEXT)))
    assert draft.text == TEXT
    assert {piece.end for piece in draft.pieces} == {PieceEnd.KEPT, PieceEnd.TOO_LONG}


@pytest.mark.parametrize(("steps", "second"), [(2, "Two two."), (3, "TWO TWO.")])
def test_a_cancel_keeps_what_is_done_and_the_rest_as_it_was(steps: int, second: str) -> None:
    edit = ScriptedEdit(str.upper, steps_left=steps)
    last = run_all(edit, request_of(TEXT))[-1]
    assert isinstance(last, Cancelled)
    assert last.draft is not None
    assert last.draft.text == TEXT.replace("One one.", "ONE ONE.").replace("Two two.", second)
    assert not last.draft.converged


def test_a_cancel_before_the_first_step_has_no_draft() -> None:
    cancel = threading.Event()
    cancel.set()
    assert run_all(ScriptedEdit(str.upper), request_of(TEXT), cancel)[-1] == Cancelled(7, None)


def test_out_of_memory_in_the_middle_brings_the_pieces_that_are_done() -> None:
    edit = ScriptedEdit(str.upper)

    def answer(selected: str) -> str:
        if selected.startswith("Two"):
            raise OutOfMemoryError("none left", None)
        return selected.upper()

    edit.answer = answer
    with pytest.raises(OutOfMemoryError, match="none left") as caught:
        run_all(edit, request_of(TEXT))
    draft = caught.value.draft
    assert draft is not None
    assert draft.text == TEXT.replace("One one", "ONE ONE")


def test_pins_and_strokes_go_to_their_pieces() -> None:
    two = TEXT.index("Two")
    request = replace(
        request_of(TEXT),
        pinned=(Span(two, two + 3),),
        strokes=(Stroke(Span(0, 3), 0.3),),
        options=SamplingOptions(seed=5, variants=2),
    )
    edit = ScriptedEdit(str.upper)
    run_all(edit, request)
    assert [piece.pinned for piece in edit.requests] == [(), (Span(0, 3),), ()]
    assert [piece.strokes for piece in edit.requests] == [(Stroke(Span(0, 3), 0.3),), (), ()]
    assert {(piece.options.seed, piece.options.variants) for piece in edit.requests} == {(5, 1)}


def test_a_run_that_broke_off_is_neither_settled_nor_closed_and_names_what_it_left() -> None:
    edit = ScriptedEdit(str.upper)
    partial = replace(draft_of(run_all(edit, request_of("Aa."))), text="TWO two.", converged=False)

    def answer(selected: str) -> str:
        if selected.startswith("Two"):
            raise OutOfMemoryError("none left", partial)
        return selected.upper()

    edit.answer = answer
    with pytest.raises(OutOfMemoryError) as caught:
        run_all(edit, request_of(TEXT))
    draft = caught.value.draft
    assert draft is not None
    assert draft.text == TEXT.replace("One one", "ONE ONE").replace("Two two", "TWO two")
    assert not draft.converged
    assert not draft.turn_closed
    ends = [piece.end for piece in draft.pieces]
    assert ends[:2] == [PieceEnd.REFINED, PieceEnd.KEPT]
    assert ends[2:] == [PieceEnd.NOT_REACHED] * 2
    assert len(edit.requests) == 3


def test_a_cancel_names_every_piece_that_it_left() -> None:
    last = run_all(ScriptedEdit(str.upper, steps_left=1), request_of(TEXT))[-1]
    assert isinstance(last, Cancelled)
    assert last.draft is not None
    ends = [piece.end for piece in last.draft.pieces]
    assert ends == [
        PieceEnd.NOT_REACHED,
        PieceEnd.KEPT,
        PieceEnd.NOT_REACHED,
        PieceEnd.NOT_REACHED,
    ]
    for piece in last.draft.pieces[1:]:
        before = TEXT[piece.before.start : piece.before.end]
        assert last.draft.text[piece.after.start : piece.after.end] == before


def test_a_draft_names_its_model_where_every_piece_was_left() -> None:
    edit = ScriptedEdit(lambda _: "", error=SpanTooLargeError("too long"))
    assert draft_of(run_all(edit, request_of(TEXT))).model == "M"


def test_corrections_of_drafts_that_were_not_taken_count_as_their_steps_do() -> None:
    text = "Aa.\n\nBb."
    events = run_all(
        ScriptedEdit(lambda found: found.upper().replace("\n\n", " ")), request_of(text)
    )
    counts = [event.corrections for event in events if isinstance(event, DenoiseStep)]
    assert counts == sorted(counts)
    draft = draft_of(events)
    assert (draft.steps, draft.corrections) == (6, 3)


def test_the_prompt_tells_of_the_text_around_the_span_and_of_nothing_in_it() -> None:
    text = f"```\ncode\n```\n\n{TEXT}"
    ready = run_all(ScriptedEdit(str.upper), request_of(text))[0]
    assert isinstance(ready, PromptReady)
    assert (ready.before_characters, ready.after_characters) == (len("Pre\n"), len("Post"))
