"""What `anneal bench` finds out about speed, as frozen values; imports no torch, measures nothing.

The names of the fields are those of the printed object. Times are in milliseconds where a name
ends in ``ms``, else in seconds; GB are 10^9 bytes.
"""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Some measured times of the same thing.

    Attributes:
        n: how many there are.
        median_ms: of them.
        p95_ms: 95 of 100 are no longer than this; a time that was measured, none between two.
    """

    n: int
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        """Sum up times in seconds.

        Raises:
            ValueError: there are none.
        """
        if not seconds:
            raise ValueError("there are no times to sum up")
        ordered = sorted(seconds)
        p95 = ordered[math.ceil(0.95 * len(ordered)) - 1]
        return cls(len(ordered), 1e3 * statistics.median(ordered), 1e3 * p95)


@dataclass(frozen=True, slots=True)
class Machine:
    """Where it was measured, and with what.

    Attributes:
        device: "cpu" or "cuda".
        device_name: for people.
        threads: that torch computes with on the CPU.
        torch: version.
        transformers: version.
        triton: version, ``None`` where it is not installed.
        date: day and time in UTC, as ISO 8601 writes it.
    """

    device: str
    device_name: str
    threads: int
    torch: str
    transformers: str
    triton: str | None
    date: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What was measured.

    Attributes:
        name: of the model, for people.
        synthetic: its weights are random.
        recipe: by which it is quantized, empty where it is not.
        dtype: of the activations.
        layers: of the model.
        parameters: number of its weights.
        weight_bytes: memory that they take.
        canvas_tokens: positions of one canvas.
        prompt_tokens: tokens that are read before the canvas.
        repetitions: of every figure.
        seed: of prompt, noise and draws.
    """

    name: str
    synthetic: bool
    recipe: str
    dtype: str
    layers: int
    parameters: int
    weight_bytes: int
    canvas_tokens: int
    prompt_tokens: int
    repetitions: int
    seed: int


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """From a prompt's ids to the first draft that can be shown.

    Attributes:
        whole: reading the prompt and the first step.
        prompt: reading the prompt alone.
    """

    whole: Times
    prompt: Times


@dataclass(frozen=True, slots=True)
class StepsFigures:
    """A canvas refined in a fixed number of steps, none of which is left out.

    Attributes:
        steps: of one canvas.
        passes: decoder passes that were timed, over all repetitions.
        step: a step from the canvas before it to the draft in the host's hands.
        tokens_per_second: canvas tokens over the time of all steps, without the prompt.
    """

    steps: int
    passes: int
    step: Times
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class Peak:
    """The most memory that was held at once until all steps were done.

    Attributes:
        nbytes: how much, ``None`` where the system does not tell.
        counted: what is counted in it, in words.
    """

    nbytes: int | None
    counted: str


@dataclass(frozen=True, slots=True)
class Roof:
    """The limits of the device, measured on it.

    Attributes:
        copy_gb_per_second: of a large copy, what is read and what is written both counted.
        matmul_tflop_per_second: of a large matrix product.
        dtype: of that product.
    """

    copy_gb_per_second: float
    matmul_tflop_per_second: float
    dtype: str


@dataclass(frozen=True, slots=True)
class PartFigures:
    """A part of one step against the roof.

    Attributes:
        part: its name for people.
        nbytes: that it has to move at least.
        gflop: that it has to do.
        floor_ms: the longer of what the two take at the roof.
        measured_ms: its time alone; ``None`` where it cannot be had alone.
        ratio: measured over floor.
    """

    part: str
    nbytes: int
    gflop: float
    floor_ms: float
    measured_ms: float | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Rival:
    """Something else on the same weights, compared at one number of steps.

    Attributes:
        steps: of a canvas.
        ours: what this engine reached.
        theirs: what the other one reached, in the same unit.
        ratio: how many times as fast this engine is.
    """

    steps: int
    ours: float
    theirs: float
    ratio: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """This engine against something else on the same weights.

    Attributes:
        counted: what is compared, or why nothing is, in words.
        unit: of the compared figures.
        rivals: one for each number of steps; empty where nothing could be compared.
    """

    counted: str
    unit: str
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Autoregressive:
    """Greedy decoding of the same weights, one token a pass.

    Attributes:
        token: the time of one token.
        tokens_per_second: tokens over the time of all passes, without the prompt.
        comparison: against it, in tokens per second.
    """

    token: Times
    tokens_per_second: float
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """All that was measured.

    Attributes:
        machine: where.
        model: of what.
        first_draft: how soon something can be shown.
        steps: for each number of steps.
        peak: memory.
        roof: the device's limits.
        parts: of one step; the last is the whole step.
        generate: against transformers' own ``generate``.
        autoregressive: against one token a pass.
    """

    machine: Machine
    model: Subject
    first_draft: FirstDraft
    steps: tuple[StepsFigures, ...]
    peak: Peak
    roof: Roof
    parts: tuple[PartFigures, ...]
    generate: Comparison
    autoregressive: Autoregressive
