"""The drafts of one run, whichever of them comes first."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.variants import beside, in_order, variants_of
from engine.events import Draft
from tests.app.fake_engine import make_draft


def _drafts(count: int, first: int) -> Draft:
    drafts = [
        replace(make_draft(1, f"text {number}"), variant=number, seed=number)
        for number in range(count)
    ]
    best = drafts.pop(first)
    return replace(best, others=tuple(reversed(drafts)))


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_every_variant_is_there_once_and_knows_the_others(drawn: tuple[int, int]) -> None:
    count, first = drawn
    draft = _drafts(count, first)
    drafts = variants_of(draft)
    assert [each.variant for each in drafts] == list(range(count))
    assert drafts == variants_of(in_order(draft))
    for each in drafts:
        assert {other.variant for other in each.others} == set(range(count)) - {each.variant}
        assert variants_of(each) == drafts


@given(st.integers(1, 4).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_going_round_comes_back_to_the_same_value(drawn: tuple[int, int]) -> None:
    count, first = drawn
    start = here = in_order(_drafts(count, first))
    for _ in range(count):
        here = beside(here, +1)
    assert here == start
    assert beside(beside(start, -1), +1) == start
