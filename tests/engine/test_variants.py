"""The best of several drafts: one rule, and the seeds that go with it."""

import math
from itertools import permutations

import pytest

from engine.events import DenoiseStep, Draft, TokenState, TokenView
from engine.variants import Candidate, best_draft, mean_entropy, rank, variant_seed


def candidate(
    variant: int, entropy: float, *, converged: bool = True, closed: bool = True
) -> Candidate:
    draft = Draft(
        edit_id=1,
        text=f"draft {variant}",
        steps=4,
        seconds=0.5,
        converged=converged,
        turn_closed=closed,
        seed=10 + variant,
        tokens=2,
        model="Tiny",
        canvases=1,
        corrections=0,
        variant=variant,
    )
    return Candidate(draft, entropy)


def test_the_order_does_not_depend_on_how_they_come() -> None:
    """Whole drafts first, then the surer one, then the lower number."""
    sure, unsure = candidate(3, 0.001), candidate(1, 0.2)
    same = candidate(2, 0.2)
    cut_off = candidate(0, 0.0, closed=False)
    wanted = [sure, unsure, same, cut_off]
    for order in permutations(wanted):
        assert rank(order) == wanted


def test_neither_a_cut_off_draft_nor_one_at_the_cap_is_whole() -> None:
    for broken in (candidate(0, 0.0, closed=False), candidate(0, 0.0, converged=False)):
        assert rank([broken, candidate(1, 9.0)])[0].draft.variant == 1


def test_the_best_draft_has_the_others_behind_it() -> None:
    best = best_draft([candidate(0, 0.3), candidate(1, 0.1), candidate(2, 0.2)])
    assert best is not None
    assert (best.variant, best.seed) == (1, 11)
    assert [draft.variant for draft in best.others] == [2, 0]
    assert all(draft.others == () for draft in best.others)
    assert best_draft([]) is None


def test_a_variant_has_the_seed_behind_the_one_before() -> None:
    assert [variant_seed(7, number) for number in range(3)] == [7, 8, 9]
    # The largest seed has no next one.
    assert variant_seed(2**63 - 1, 1) == 0


@pytest.mark.parametrize(("entropies", "mean"), [((0.2, 0.4), 0.3), ((), math.inf), ((0.5,), 0.5)])
def test_what_is_pinned_does_not_make_a_draft_sure(
    entropies: tuple[float, ...], mean: float
) -> None:
    tokens = [TokenView(0, 1, entropy, TokenState.FREE) for entropy in entropies]
    tokens.insert(0, TokenView(0, 0, 0.0, TokenState.PINNED))
    step = DenoiseStep(1, 0, 1, 4, 0.8, "text", tuple(tokens), 0.1)
    assert mean_entropy(step) == pytest.approx(mean)
