"""What fits: golden tables for cards, sentences that name the choices, the engine's context.

The golden tables are what `anneal doctor --card` prints. To write them anew, and read what has
changed before it is committed:

    for size in 12 16 18 24 32; do
        .venv/bin/anneal doctor --card $size > tests/engine/golden/plans/card_$size.txt
    done
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import RECIPES, find_recipe
from engine.plan.fit import (
    DeviceMemory,
    PlannedModel,
    contexts,
    fit,
    fit_as_loaded,
    idle_card,
    largest_context,
    require_room,
)
from engine.plan.memory_plan import Place, plan_memory
from engine.plan.shape import LARGE
from engine.plan.weights import PartBytes, computed_parts
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, make_request, run, steps_of
from tests.tiny_checkpoint import make_checkpoint

GOLDEN = Path(__file__).parents[1] / "golden" / "plans"
BALANCED = PlannedModel("Big", LARGE, find_recipe("balanced"))


def card(free: float, total: float = 24e9) -> DeviceMemory:
    return DeviceMemory(Place.GPU, int(free), int(total))


@pytest.mark.parametrize("size", [12, 16, 18, 24, 32])
def test_the_plan_for_a_card_is_the_golden_one(
    size: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["doctor", "--card", str(size)]) == 0
    assert capsys.readouterr().out == (GOLDEN / f"card_{size}.txt").read_text(encoding="utf-8")


def test_a_card_as_json_has_every_recipe_at_both_contexts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor", "--card", "24", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    plans = [found["plan"] for found in shown["fits"]]
    assert len(plans) == 2 * len(RECIPES)
    assert plans[0]["total"] == plan_memory(LARGE, RECIPES[0], 8192).total
    assert {plan["context"] for plan in plans} == {8192, 32_768}


@pytest.mark.parametrize("size", ["0", "x", "-4", "2000", "²"])
def test_a_card_is_a_whole_number_of_gigabytes(
    size: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["doctor", f"--card={size}"])
    assert "whole number of GB" in capsys.readouterr().err


def test_the_largest_context_is_the_last_that_fits() -> None:
    for context in contexts(LARGE):
        needed = plan_memory(LARGE, BALANCED.recipe, context).total
        assert largest_context(BALANCED, card(needed)) == context
        assert largest_context(BALANCED, card(needed - 1)) < context


def test_contexts_are_powers_of_two_and_the_models_own() -> None:
    assert contexts(LARGE) == tuple(1024 * 2**power for power in range(9))
    assert contexts(replace(LARGE, context_length=3000)) == (1024, 2048, 3000)
    assert contexts(replace(LARGE, context_length=300)) == (300,)


def test_a_refusal_names_a_shorter_context_and_a_leaner_recipe() -> None:
    found = fit(BALANCED, card(17.2e9), 32_768)
    assert not found.fits
    assert found.largest_context == 4096
    pattern = (
        r"^Big in the recipe balanced needs about 17\.\d\d GB on the graphics card for a context "
        r"of 32,768 tokens, and 17\.20 GB are free: take a context of 4,096 tokens \(17\.\d\d "
        r"GB\), quantize it in the recipe compact \(17\.\d\d GB, up to 32,768 tokens\), close "
        r"other programs that use it, or take a smaller model such as the starter$"
    )
    assert re.match(pattern, found.words)


def test_where_no_recipe_holds_the_context_the_leanest_is_named() -> None:
    words = fit(BALANCED, card(16.0e9, 16.0e9), 131_072).words
    assert "in the recipe smallest (" in words
    assert "up to 16,384 tokens" in words
    assert "take a context" not in words
    assert "close other programs" not in words


def test_where_nothing_fits_the_starter_is_left() -> None:
    words = fit(BALANCED, card(1e9, 2e9)).words
    assert words.endswith("are free: take a smaller model such as the starter")


def test_what_fits_says_how_much_more_would() -> None:
    found = fit(BALANCED, idle_card(24))
    assert found.fits
    assert found.words.endswith("the largest context that fits is 262,144 tokens")
    exact = fit(BALANCED, card(found.plan.total))
    assert exact.fits
    assert exact.words.endswith("are free; a larger context does not fit")


def test_a_model_is_judged_with_the_context_that_it_would_be_loaded_for() -> None:
    assert fit_as_loaded(BALANCED, idle_card(24)).plan.context == 8192
    short = fit_as_loaded(BALANCED, idle_card(16))
    assert (short.fits, short.plan.context) == (True, require_room(BALANCED, idle_card(16)))
    assert "4,096 tokens" in short.words
    assert not fit_as_loaded(BALANCED, idle_card(12)).fits


def test_bytes_of_a_checkpoint_decide() -> None:
    heavy = tuple(
        PartBytes(part.part, 2 * part.nbytes) for part in computed_parts(LARGE, BALANCED.recipe)
    )
    assert not fit(replace(BALANCED, stored=heavy), idle_card(24)).fits


def test_a_model_without_room_for_any_context_is_refused() -> None:
    with pytest.raises(OutOfMemoryError, match=r"context of 1,024 tokens.*recipe smallest"):
        require_room(BALANCED, card(16.0e9))
    assert require_room(BALANCED, card(17.2e9)) == 4096


def test_the_engine_takes_the_context_that_there_is_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_checkpoint(tmp_path / "tiny", settings=SETTINGS)
    asked: list[str] = []

    def memory(device: object) -> DeviceMemory:
        asked.append(str(device))
        return DeviceMemory(Place.CPU, room, room, started=True)

    monkeypatch.setattr("engine.session.device_memory", memory)
    room = 2**30
    engine = Engine.load(folder, device="cpu")
    assert (engine.info.context_length, asked) == (1024, ["cpu"])
    assert steps_of(run(engine, make_request(max_steps=1)))
    monkeypatch.setattr("engine.session.load_model", lambda *_: pytest.fail("was loaded"))
    room = 2**16
    with pytest.raises(OutOfMemoryError, match=r"Tiny in the recipe plain needs about"):
        Engine.load(folder, device="cpu")
