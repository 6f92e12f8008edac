"""Tiles fit the share of an expert, and what a chip is short of."""

from engine.kernels.tiles import dense_tile, expert_tile

CANVAS_PAIRS = 256 * 8


def test_a_canvas_takes_a_tile_per_share_on_geforce_and_twice_that_elsewhere() -> None:
    assert expert_tile(CANVAS_PAIRS, 128, 120).tokens == 16
    assert expert_tile(CANVAS_PAIRS, 128, 89).tokens == 16
    assert expert_tile(CANVAS_PAIRS, 128, 90).tokens == 32


def test_a_long_prompt_takes_the_widest_tile() -> None:
    assert {expert_tile(2048 * 8, 128, chip).tokens for chip in (89, 90, 120)} == {64}


def test_few_tokens_take_more_programs() -> None:
    assert dense_tile(256).rows < dense_tile(257).rows
