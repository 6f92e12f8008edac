"""A plan holds every pair once, tiles hold one expert each, and only numbers of pairs shape it."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.routing import Plan, plan_tiles


@st.composite
def routings(draw: st.DrawFn) -> tuple[torch.Tensor, int, int]:
    """Return chosen experts, how many there are, and the length of a tile."""
    experts = draw(st.integers(1, 9))
    answers = draw(st.integers(1, min(experts, 3)))
    tokens = draw(st.integers(1, 40))
    first = st.permutations(range(experts)).map(lambda order: order[:answers])
    chosen = draw(st.lists(first, min_size=tokens, max_size=tokens))
    return torch.tensor(chosen), experts, draw(st.sampled_from([1, 4, 16]))


def rows(plan: Plan) -> list[tuple[int, int, int]]:
    """Return expert, first and end of every tile."""
    table = plan.tile_expert, plan.tile_first, plan.tile_end
    return list(zip(*(column.tolist() for column in table), strict=True))


@pytest.mark.skipif(torch.cuda.is_available(), reason="kernels are compiled here, not interpreted")
@given(routings())
def test_every_pair_is_in_one_tile_of_its_expert(routing: tuple[torch.Tensor, int, int]) -> None:
    chosen, experts, tile_tokens = routing
    plan = plan_tiles(chosen, experts, tile_tokens)
    assert plan.tiles == chosen.numel() // tile_tokens + experts
    assert plan.order.tolist() == chosen.flatten().sort(stable=True).indices.tolist()
    covered: list[int] = []
    for expert, first, end in rows(plan):
        if end == 0:
            continue
        assert 0 < end - first <= tile_tokens
        assert all(chosen.flatten()[plan.order[first:end].long()] == expert)
        covered += range(first, end)
    assert covered == list(range(chosen.numel()))


@pytest.mark.skipif(torch.cuda.is_available(), reason="kernels are compiled here, not interpreted")
def test_one_expert_that_takes_all_has_whole_tiles() -> None:
    # More pairs than a program looks at together.
    plan = plan_tiles(torch.full((1100, 1), 2), 3, 512)
    assert plan.order.tolist() == list(range(1100))
    assert [row for row in rows(plan) if row[2]] == [(2, 0, 512), (2, 512, 1024), (2, 1024, 1100)]
