"""What several drafts in one run take, and where there is no room for them."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import find_recipe
from engine.plan.fit import DeviceMemory, PlannedModel
from engine.plan.memory_plan import Place, cache_bytes
from engine.plan.shape import LARGE
from engine.plan.variants import require_room_for, variant_bytes
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, count_passes, make_request, run
from tests.tiny_checkpoint import make_checkpoint

BALANCED = PlannedModel("Big", LARGE, find_recipe("balanced"))
TOKENS = 2048


def memory(free: float, place: Place = Place.CPU) -> DeviceMemory:
    return DeviceMemory(place, int(free), int(64e9))


def test_on_a_gpu_a_draft_takes_little_more_than_what_it_has_read() -> None:
    cache = cache_bytes(LARGE, TOKENS)
    fused = variant_bytes(BALANCED, TOKENS, Place.GPU)
    assert cache < fused < 1.1 * cache


def test_on_the_cpu_a_draft_has_logits_of_its_own() -> None:
    logits = 4 * LARGE.canvas * LARGE.vocabulary
    found = variant_bytes(BALANCED, TOKENS, Place.CPU) - cache_bytes(LARGE, TOKENS)
    assert 4 * logits < found < 5 * logits


def test_too_many_drafts_are_refused_with_how_many_fit() -> None:
    each = variant_bytes(BALANCED, TOKENS, Place.CPU)
    require_room_for(3, BALANCED, TOKENS, memory(2.5 * each))
    with pytest.raises(OutOfMemoryError, match="room for 3"):
        require_room_for(4, BALANCED, TOKENS, memory(2.5 * each))


def test_one_draft_is_never_refused_and_neither_is_what_nobody_can_count() -> None:
    require_room_for(1, BALANCED, TOKENS, memory(0))
    require_room_for(4, BALANCED, TOKENS, None)
    require_room_for(4, BALANCED, TOKENS, memory(0, Place.GPU))


def test_nothing_is_computed_where_there_is_no_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine.load(make_checkpoint(tmp_path / "tiny", settings=SETTINGS), device="cpu")
    monkeypatch.setattr("engine.passes.device_memory", lambda _: memory(1000))
    reads = count_passes(monkeypatch, "extend")
    request = make_request(max_steps=1)
    two = replace(request, options=replace(request.options, variants=2))
    with pytest.raises(OutOfMemoryError, match="fewer variants"):
        run(engine, two)
    assert reads == [0]
    run(engine, request)
