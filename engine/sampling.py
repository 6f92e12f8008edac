"""How a run is sampled, with every value decided; knows no tensors and no checkpoint files."""

from dataclasses import dataclass
from typing import TypeVar

from engine.request import SamplingOptions
from engine.schedule import TemperatureSchedule

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sampling:
    """The sampler's settings of one run; the defaults are those of transformers' ``generate``.

    Attributes:
        max_steps: most denoising steps of one canvas.
        entropy_bound: summed entropy in nats up to which positions are accepted in a step.
        t_min: temperature that the last step comes close to.
        t_max: temperature of the first step.
        stability_threshold: steps for which the argmax canvas must not have changed at a stop.
        confidence_threshold: mean entropy in nats below which a stable canvas stops.
    """

    max_steps: int = 48
    entropy_bound: float = 0.1
    t_min: float = 0.4
    t_max: float = 0.8
    stability_threshold: int = 1
    confidence_threshold: float = 0.005

    def with_options(self, options: SamplingOptions) -> "Sampling":
        """Return these settings with what the person's options name in their place."""
        return Sampling(
            max_steps=_chosen(options.max_steps, self.max_steps),
            entropy_bound=_chosen(options.entropy_bound, self.entropy_bound),
            t_min=_chosen(options.t_min, self.t_min),
            t_max=_chosen(options.t_max, self.t_max),
            stability_threshold=_chosen(options.stability_threshold, self.stability_threshold),
            confidence_threshold=_chosen(options.confidence_threshold, self.confidence_threshold),
        )

    def schedule(self) -> TemperatureSchedule:
        """Return the temperatures that belong to these settings."""
        return TemperatureSchedule(self.t_min, self.t_max, self.max_steps)


def _chosen(wish: T | None, default: T) -> T:
    """Return the wish where there is one."""
    return default if wish is None else wish
