"""The draft of a run that broke off is that of its last steps."""

from dataclasses import replace

from app.draft_so_far import draft_so_far
from tests.app.fake_engine import make_request, make_step


def test_without_a_step_there_is_none() -> None:
    assert draft_so_far(make_request(edit_id=3), ()) is None


def test_it_says_what_the_last_step_showed_and_that_it_is_not_finished() -> None:
    steps = [make_step(3, 1, "the"), replace(make_step(3, 2, "the cat"), corrections=4)]
    draft = draft_so_far(make_request(edit_id=3), steps, "Starter")
    assert draft is not None
    assert (draft.edit_id, draft.text, draft.steps, draft.model) == (3, "the cat", 2, "Starter")
    assert (draft.seed, draft.corrections, draft.converged) == (1, 4, False)
    assert draft.others == ()


def test_of_variants_the_surest_comes_first_with_its_own_seed() -> None:
    sure = replace(make_step(3, 1, "sure"), variant=1)
    doubt = make_step(3, 1, "doubt")
    doubt = replace(doubt, tokens=(replace(doubt.tokens[0], entropy=3.0),))
    draft = draft_so_far(make_request(edit_id=3), [doubt, sure])
    assert draft is not None
    assert (draft.text, draft.variant, draft.seed) == ("sure", 1, 2)
    assert [other.text for other in draft.others] == ["doubt"]


def test_of_what_fills_a_gap_each_text_comes_once_and_of_one_seed() -> None:
    steps = [replace(make_step(3, 1, "same"), variant=number, misfit=number) for number in (1, 2)]
    draft = draft_so_far(make_request("", edit_id=3), steps)
    assert draft is not None
    assert (draft.text, draft.seed, draft.others) == ("same", 1, ())
