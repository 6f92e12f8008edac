"""How fast bytes come, by a clock that the test moves."""

from engine.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_is_that_of_the_last_seconds() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert pace.rate == 0.0
    for _ in range(100):
        clock.now += 0.1
        pace.add(1000)
    assert 9_000 < pace.rate < 11_000
    for _ in range(100):
        clock.now += 0.1
        pace.add(50)
    assert 400 < pace.rate < 600


def test_reports_are_due_five_times_a_second() -> None:
    clock = Clock()
    pace = Pace(clock)
    due = 0
    for _ in range(1000):
        clock.now += 0.01
        due += pace.add(1)
    assert 48 <= due <= 51


def test_what_is_told_as_a_whole_counts_the_same() -> None:
    clock = Clock()
    pace = Pace(clock)
    for step in range(1, 101):
        clock.now += 0.1
        pace.reach(step * 1000)
    assert 9_000 < pace.rate < 11_000


def test_bytes_that_were_given_up_are_no_rate() -> None:
    clock = Clock()
    pace = Pace(clock)
    clock.now += 1.0
    pace.reach(50_000)
    clock.now += 1.0
    pace.reach(10_000)
    assert pace.rate == 0.0
    clock.now += 1.0
    pace.reach(12_000)
    assert pace.rate == 2000.0
