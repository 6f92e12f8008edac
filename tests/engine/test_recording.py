"""Recordings hold every step of a run, and of one without end what memory allows."""

from engine.events import DenoiseStep, TokenState, TokenView
from engine.recording import MOST_BYTES, Recorder


def step(number: int, *, size: int = 100, variant: int = 0, tokens: int = 1) -> DenoiseStep:
    views = (TokenView(0, size, 0.5, TokenState.FREE),) * tokens
    return DenoiseStep(1, 0, number, 48, 0.5, "x" * size, views, 0.1, variant)


def test_every_step_of_a_usual_run_is_kept() -> None:
    recorder = Recorder()
    # Four variants of four canvases of 256 tokens, up to the cap.
    steps = [
        step(number, size=4 * 1024, variant=variant, tokens=canvas * 256)
        for canvas in range(1, 5)
        for number in range(1, 25)
        for variant in range(4)
    ]
    for each in steps:
        recorder.add(each)
    assert recorder.steps == tuple(steps)


def test_a_run_without_end_stays_within_its_bound_and_keeps_its_last_step() -> None:
    recorder = Recorder(most=100_000)
    steps = [step(number, size=2000) for number in range(1, 1001)]
    for each in steps:
        recorder.add(each)
        kept = recorder.steps
        assert kept[-1] is each
        assert sum(len(found.text) for found in kept) <= 100_000
    numbers = [found.step for found in recorder.steps]
    assert numbers == sorted(set(numbers))
    assert len(numbers) >= 20
    assert numbers[0] < 500


def test_of_every_variant_the_last_step_stays() -> None:
    recorder = Recorder(most=20_000)
    for number in range(1, 101):
        for variant in range(3):
            recorder.add(step(number, variant=variant))
    last = {found.variant: found.step for found in recorder.steps}
    assert last[2] == 100
    assert set(last) == {0, 1, 2}
    assert min(last.values()) >= 99


def test_one_step_that_is_larger_than_the_bound_is_kept() -> None:
    recorder = Recorder(most=10)
    recorder.add(step(1))
    recorder.add(step(2))
    assert [found.step for found in recorder.steps] == [2]
    assert MOST_BYTES > 1 << 20
