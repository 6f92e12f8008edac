"""The plan holds every pair once, tiles hold one expert each, and no value is read on the way."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch._subclasses.fake_tensor import FakeTensorMode

from engine.kernels.routing import plan_tiles, tile_bound


@st.composite
def routings(draw: st.DrawFn) -> tuple[torch.Tensor, int, int]:
    """Return chosen experts, how many there are, and the length of a tile."""
    experts = draw(st.integers(1, 9))
    answers = draw(st.integers(1, min(experts, 3)))
    tokens = draw(st.integers(1, 40))
    first = st.permutations(range(experts)).map(lambda order: order[:answers])
    chosen = draw(st.lists(first, min_size=tokens, max_size=tokens))
    return torch.tensor(chosen), experts, draw(st.sampled_from([1, 4, 16]))


@given(routings())
def test_every_pair_is_in_one_tile_of_its_expert(routing: tuple[torch.Tensor, int, int]) -> None:
    chosen, experts, tile_tokens = routing
    plan = plan_tiles(chosen, experts, tile_tokens)
    assert plan.tiles == tile_bound(chosen.numel(), experts, tile_tokens)
    asked = chosen.flatten()
    seen: list[int] = []
    unused = False
    table = zip(
        plan.tile_expert.tolist(), plan.tile_first.tolist(), plan.tile_end.tolist(), strict=True
    )
    by_expert: dict[int, list[int]] = {}
    for expert, first, end in table:
        unused = unused or end == 0
        assert unused == (end == 0), "unused tiles come last"
        pairs = plan.order[first:end].tolist()
        assert (0 < len(pairs) <= tile_tokens) or unused
        assert all(asked[pair] == expert for pair in pairs)
        by_expert.setdefault(expert, []).extend(pairs)
        seen += pairs
    assert sorted(seen) == list(range(chosen.numel()))
    assert all(pairs == sorted(pairs) for pairs in by_expert.values()), "pairs keep their order"


def test_one_expert_that_takes_all_has_whole_tiles() -> None:
    plan = plan_tiles(torch.full((40, 1), 2), 5, 16)
    assert plan.tile_expert[:3].tolist() == [2, 2, 2]
    assert plan.tile_first.tolist() == [0, 16, 32, *[0] * (plan.tiles - 3)]
    assert plan.tile_end.tolist() == [16, 32, 40, *[0] * (plan.tiles - 3)]


def test_no_value_is_read_back() -> None:
    with FakeTensorMode():
        chosen = torch.zeros(256, 8, dtype=torch.int64)
        plan = plan_tiles(chosen, 128, 32)
    assert plan.order.shape == (2048,)
    assert plan.tiles == 128 + (2048 - 128) // 32
