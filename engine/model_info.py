"""What there is to say about a loaded model, as one frozen value; imports no torch."""

from dataclasses import dataclass, field
from pathlib import Path

from engine.sampling import Sampling


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A loaded checkpoint.

    Attributes:
        name: for people.
        folder: where the checkpoint lies.
        parameters: number of weights in memory.
        weight_bytes: memory that the weights take.
        canvas_length: positions of one canvas, in tokens.
        context_length: most tokens of prompt and canvases together.
        device: "cpu" or "cuda".
        device_name: the device for people.
        dtype: of the activations, as torch spells it ("bfloat16").
        taught_only: a small model that knows only its presets.
        recipe: by which the weights were quantized, empty where they are of the dtype.
        adapter: on the checkpoint, which the name tells too; empty where there is none.
        sampling: the checkpoint's own sampler settings, which options change.
    """

    name: str
    folder: Path
    parameters: int
    weight_bytes: int
    canvas_length: int
    context_length: int
    device: str
    device_name: str
    dtype: str
    taught_only: bool
    recipe: str = ""
    adapter: str = ""
    sampling: Sampling = field(default_factory=Sampling)
