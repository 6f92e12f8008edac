"""Numbers of bytes as words."""

import pytest

from engine.sizes import size_text


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0.0 MB"),
        (8_366_024, "8.4 MB"),
        (999_940_000, "999.9 MB"),
        (999_960_000, "1.00 GB"),
        (15_297_609_728, "15.30 GB"),
    ],
)
def test_a_size_has_the_unit_that_suits_it(count: int, words: str) -> None:
    assert size_text(count) == words
