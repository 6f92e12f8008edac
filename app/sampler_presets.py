"""The sampler's presets and numbers: what each means, and what it makes of a checkpoint's own.

It must not know Qt, no settings file and no model.

A preset is a change of the checkpoint's own numbers, so that it means the same for a small and a
large model. Balanced changes nothing.

Measured with the starter model on a CPU, on the same 180 held-out cases (20 of each task but
filling gaps, seed 0; ``anneal bench --quality --per-task 20 --sampling ...``):

========  =====  ==========  =========
preset    exact  mean steps  the ratio
========  =====  ==========  =========
Balanced  88.9%  6.1         1
Fast      90.0%  4.1         0.67
Careful   88.3%  11.4        1.9
========  =====  ==========  =========

Presets that repair leave what does not settle as it was (``keep_unsettled``).

Two drafts more or less in 180 are chance: there Fast costs nothing that can be seen, and Careful
gains nothing. Ending without a step in which nothing changed (a stability threshold of 0) does
harm: it halved the exact drafts of 120 cases, so no preset does that. Nothing is claimed for other
models.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from engine.request import SamplingOptions
from engine.sampling import Sampling

Name = Literal["fast", "balanced", "careful", "own"]
PRESETS: Final[tuple[Name, ...]] = ("fast", "balanced", "careful")
OWN: Final[Name] = "own"


@dataclass(frozen=True, slots=True)
class NumberKind:
    """One number of the sampler.

    Attributes:
        name: as in ``SamplingOptions``.
        title: for people.
        unit: of the value, for people.
        what: what it does, one sentence.
        least: smallest value.
        most: largest value that makes sense.
        decimals: digits behind the point; 0 for a whole number.
    """

    name: str
    title: str
    unit: str
    what: str
    least: float
    most: float
    decimals: int


NUMBERS: Final = (
    NumberKind(
        "max_steps",
        "Steps at most",
        "steps",
        "A canvas that has not settled by then ends as it is.",
        1,
        512,
        0,
    ),
    NumberKind(
        "entropy_bound",
        "Entropy bound",
        "nats",
        "Tokens settle in a step while their summed entropy stays below it: "
        "more is faster, less is more careful.",
        0.001,
        50,
        3,
    ),
    NumberKind(
        "t_max",
        "Temperature at the first step",
        "no unit",
        "What the scores of the first step are divided by: more makes its choices more daring.",
        0.01,
        5,
        2,
    ),
    NumberKind(
        "t_min",
        "Temperature at the last step",
        "no unit",
        "The same for the last step: less makes its choices surer.",
        0.01,
        5,
        2,
    ),
    NumberKind(
        "stability_threshold",
        "Unchanged steps before the end",
        "steps",
        "For so many steps the likeliest text must stay the same before a canvas may end.",
        0,
        64,
        0,
    ),
    NumberKind(
        "confidence_threshold",
        "Entropy at the end",
        "nats a token",
        "A canvas ends once the mean entropy of its tokens is below it: less takes more steps.",
        0.0001,
        5,
        4,
    ),
)
KINDS: Final = {kind.name: kind for kind in NUMBERS}


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers that a person set; ``None`` leaves one to the checkpoint.

    The names and units are those of ``SamplingOptions``.

    Raises:
        ValueError: one lies outside its range, in words.
    """

    max_steps: int | None = None
    entropy_bound: float | None = None
    t_max: float | None = None
    t_min: float | None = None
    stability_threshold: int | None = None
    confidence_threshold: float | None = None

    def __post_init__(self) -> None:
        """Check the ranges."""
        for kind in NUMBERS:
            value = self.value(kind.name)
            if value is not None and not kind.least <= value <= kind.most:
                raise ValueError(f"{kind.name} must be from {kind.least:g} to {kind.most:g}")

    def value(self, name: str) -> float | None:
        """Return the number ``name``."""
        found: float | None = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class Sampler:
    """A preset, or a person's own numbers.

    Attributes:
        name: which preset, or "own".
        numbers: with "own" alone.
    """

    name: Name = "balanced"
    numbers: Numbers = Numbers()

    def __post_init__(self) -> None:
        """Raise ``ValueError`` for a preset with numbers: they would not count."""
        if self.name not in get_args(Name):
            raise ValueError(f"there is no sampler {self.name!r}")
        if self.name != OWN and self.numbers != Numbers():
            raise ValueError(f"{self.name} has no numbers of its own")

    def numbers_for(self, checkpoint: Sampling) -> Numbers:
        """Return what this changes of the checkpoint's own numbers."""
        if self.name == OWN:
            return self.numbers
        return numbers_of(self.name, checkpoint)

    def apply(self, options: SamplingOptions, checkpoint: Sampling) -> SamplingOptions:
        """Return ``options`` with this sampler's numbers; seed, strength and variants stay."""
        numbers = self.numbers_for(checkpoint)
        return replace(
            options,
            max_steps=numbers.max_steps,
            entropy_bound=numbers.entropy_bound,
            t_min=numbers.t_min,
            t_max=numbers.t_max,
            stability_threshold=numbers.stability_threshold,
            confidence_threshold=numbers.confidence_threshold,
        )


TITLES: Final[Mapping[Name, str]] = {
    "fast": "Fast",
    "balanced": "Balanced",
    "careful": "Careful",
    "own": "My numbers",
}


def numbers_of(name: Name, checkpoint: Sampling) -> Numbers:
    """Return what the preset ``name`` makes of the checkpoint's own numbers."""
    if name == "fast":
        return Numbers(
            max_steps=max(1, checkpoint.max_steps // 2),
            entropy_bound=_within("entropy_bound", 3 * checkpoint.entropy_bound),
            confidence_threshold=_within(
                "confidence_threshold", 3 * checkpoint.confidence_threshold
            ),
        )
    if name == "careful":
        return Numbers(
            max_steps=round(_within("max_steps", 2 * checkpoint.max_steps)),
            entropy_bound=_within("entropy_bound", checkpoint.entropy_bound / 2),
            stability_threshold=round(
                _within("stability_threshold", checkpoint.stability_threshold + 1)
            ),
            confidence_threshold=_within(
                "confidence_threshold", checkpoint.confidence_threshold / 2
            ),
        )
    return Numbers()


def with_number(numbers: Numbers, name: str, value: float | None) -> Numbers:
    """Return ``numbers`` with another value for one of them, whole where it counts something."""
    wanted: dict[str, float | int | None] = {
        kind.name: numbers.value(kind.name) for kind in NUMBERS
    }
    wanted[name] = value
    return numbers_from(wanted)


def numbers_from(values: Mapping[str, float | int | None]) -> Numbers:
    """Return the numbers that ``values`` has by name, whole where they count something."""

    def whole(name: str) -> int | None:
        value = values[name]
        return None if value is None else round(value)

    return Numbers(
        max_steps=whole("max_steps"),
        entropy_bound=values["entropy_bound"],
        t_max=values["t_max"],
        t_min=values["t_min"],
        stability_threshold=whole("stability_threshold"),
        confidence_threshold=values["confidence_threshold"],
    )


def _within(name: str, value: float) -> float:
    """Return ``value``, or the end of its range that it lies beyond."""
    kind = KINDS[name]
    return min(kind.most, max(kind.least, value))
