"""How long an engine may leave a cancel unanswered, by what its steps have taken so far."""

from app.patience import BEFORE_A_STEP, LEAST, STEPS, Patience


def test_nobody_is_impatient_who_has_not_asked() -> None:
    patience = Patience()
    patience.begin()
    patience.note_step(1)
    assert not patience.is_out(10_000)


def test_before_a_step_a_prompt_may_be_read_for_long() -> None:
    patience = Patience()
    patience.begin()
    patience.ask(100)
    assert not patience.is_out(100 + BEFORE_A_STEP - 1)
    assert patience.is_out(100 + BEFORE_A_STEP)


def test_fast_steps_are_given_the_least_time() -> None:
    patience = Patience()
    patience.begin()
    for second in (1, 2, 3):
        patience.note_step(second)
    patience.ask(3)
    assert not patience.is_out(3 + LEAST - 1)
    assert patience.is_out(3 + LEAST)


def test_slow_steps_are_given_several_of_the_longest() -> None:
    patience = Patience()
    patience.begin()
    for second in (10, 50, 60):  # the longest took 40 s
        patience.note_step(second)
    patience.ask(61)
    assert not patience.is_out(61 + STEPS * 40 - 1)
    assert patience.is_out(61 + STEPS * 40)


def test_a_step_after_the_cancel_is_a_sign_of_life() -> None:
    patience = Patience()
    patience.begin()
    patience.note_step(1)
    patience.note_step(2)
    patience.ask(3)
    patience.note_step(17)
    patience.ask(18)  # Esc again: the first one counts
    assert not patience.is_out(3 + STEPS * 15)
    assert patience.is_out(17 + STEPS * 15)


def test_the_next_run_begins_anew() -> None:
    patience = Patience()
    patience.begin()
    patience.note_step(1)
    patience.note_step(100)
    patience.ask(101)
    patience.begin()
    assert not patience.is_out(10_000)
    assert patience.limit == BEFORE_A_STEP
