"""Which pass of the collector is due after what, by a clock of the test."""

from app.idle_plan import CLOSED_AFTER, DEEP_AFTER, DEEP_APART, LIGHT_AFTER, IdlePlan, Pass


def test_what_is_new_is_collected_once_in_every_short_rest() -> None:
    plan = IdlePlan(0.0)
    plan.stir(100.0)
    assert plan.due(100.0 + LIGHT_AFTER - 0.1) is Pass.NONE
    assert plan.due(100.0 + LIGHT_AFTER) is Pass.NEW
    plan.note(Pass.NEW, 104.0)
    assert plan.due(110.0) is Pass.NONE
    plan.stir(120.0)
    assert plan.due(121.0) is Pass.NONE
    assert plan.due(124.0) is Pass.NEW


def test_who_goes_on_typing_is_never_disturbed() -> None:
    plan = IdlePlan(0.0)
    plan.close(0.0)
    for second in range(2 * int(DEEP_APART)):
        plan.stir(float(second))
        assert plan.due(second + 0.9) is Pass.NONE


def test_a_closed_text_has_all_collected_in_the_next_rest() -> None:
    plan = IdlePlan(0.0)
    plan.close(5.0)
    assert plan.due(5.0 + LIGHT_AFTER) is Pass.NEW
    plan.note(Pass.NEW, 8.0)
    assert plan.due(5.0 + CLOSED_AFTER) is Pass.ALL
    plan.note(Pass.ALL, 15.0)
    assert plan.due(30.0) is Pass.NONE


def test_in_a_long_rest_all_is_collected_but_not_often() -> None:
    plan = IdlePlan(0.0)
    assert plan.due(DEEP_APART) is Pass.ALL
    plan.note(Pass.ALL, DEEP_APART)
    plan.stir(DEEP_APART + 1)
    soon = DEEP_APART + 1 + DEEP_AFTER
    assert plan.due(soon) is Pass.NEW
    plan.note(Pass.NEW, soon)
    assert not plan.resting
    assert plan.due(2 * DEEP_APART - 1) is Pass.NONE
    assert plan.due(2 * DEEP_APART) is Pass.ALL


def test_it_rests_once_all_is_collected_until_something_happens() -> None:
    plan = IdlePlan(0.0)
    plan.note(Pass.NEW, 3.0)
    assert not plan.resting
    plan.note(Pass.ALL, 700.0)
    assert plan.resting
    assert plan.due(1e6) is Pass.NONE
    plan.stir(1e6)
    assert not plan.resting
