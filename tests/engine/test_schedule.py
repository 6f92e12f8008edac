"""Temperatures: the numbers of the schedule, and that they round as tensors do."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.request import SamplingOptions
from engine.sampling import Sampling
from engine.schedule import TemperatureSchedule

temperatures = st.floats(0.01, 3.0)


def test_first_step_is_hottest() -> None:
    schedule = TemperatureSchedule(0.4, 0.8, 48)
    values = [schedule.temperature(step) for step in range(1, 49)]
    assert values[0] == pytest.approx(0.8)
    assert values[-1] == pytest.approx(0.4 + 0.4 / 48)
    assert values == sorted(values, reverse=True)


@given(t_min=temperatures, t_max=temperatures, steps=st.integers(1, 64), data=st.data())
def test_equals_the_tensor_formula(
    t_min: float, t_max: float, steps: int, data: st.DataObject
) -> None:
    step = data.draw(st.integers(1, steps))
    left = torch.tensor(steps - step + 1, dtype=torch.int32)
    expected = t_min + ((t_max - t_min) * (left / steps))
    assert TemperatureSchedule(t_min, t_max, steps).temperature(step) == expected.item()


@pytest.mark.parametrize("step", [0, -1, 49])
def test_there_is_no_other_step(step: int) -> None:
    with pytest.raises(ValueError, match="not among"):
        TemperatureSchedule(0.4, 0.8, 48).temperature(step)


def test_options_replace_what_they_name() -> None:
    settings = Sampling(max_steps=20, entropy_bound=0.2, stability_threshold=3)
    options = SamplingOptions(max_steps=7, stability_threshold=0, t_max=0.9)
    assert settings.with_options(options) == Sampling(
        max_steps=7, entropy_bound=0.2, stability_threshold=0, t_max=0.9
    )
    assert settings.with_options(SamplingOptions()) == settings
