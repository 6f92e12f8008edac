"""Made-up positions, tokens and inputs for tests of the pass over the vocabulary."""

from dataclasses import dataclass, fields, replace

import torch

from engine.fused.inputs import StepInputs
from engine.fused.tally import Chunk

SOFT_CAP = 30.0
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")


@dataclass(frozen=True, slots=True)
class Stage:
    """A canvas in front of the output layer.

    Attributes:
        hidden: [C, H].
        embeddings: [V, H].
        inputs: temperature 0.7, nothing pinned, nothing forbidden.
    """

    hidden: torch.Tensor
    embeddings: torch.Tensor
    inputs: StepInputs

    def logits(self) -> torch.Tensor:
        """Return the logits before the soft cap, [C, V]."""
        return self.hidden @ self.embeddings.t()

    def scores(self) -> torch.Tensor:
        """Return the scores [C, V], all at once."""
        return (self.logits() / SOFT_CAP).tanh() * SOFT_CAP / self.inputs.temperature

    def keyed(self, key: int) -> StepInputs:
        """Return the inputs of another step."""
        return replace(self.inputs, key=torch.tensor([key]))


def make_stage(
    positions: int = 6, vocabulary: int = 50, width: int = 16, spread: float = 1.5
) -> Stage:
    generator = torch.Generator().manual_seed(positions + vocabulary)
    inputs = StepInputs.empty(
        canvas_length=positions,
        vocabulary=vocabulary,
        width=width,
        dtype=torch.float32,
        device=torch.device("cpu"),
    )
    inputs.temperature.fill_(0.7)
    inputs.entropy_bound.fill_(0.1)
    inputs.key.fill_(1234567890123456789)
    return Stage(
        hidden=torch.randn(positions, width, generator=generator) * spread,
        embeddings=torch.randn(vocabulary, width, generator=generator),
        inputs=inputs,
    )


def moved(inputs: StepInputs) -> StepInputs:
    """Return inputs on the device that there is."""
    return StepInputs(*(getattr(inputs, field.name).to(DEVICE) for field in fields(inputs)))


def moved_chunk(chunk: Chunk) -> Chunk:
    """Return a chunk on the device that there is."""
    scales = None if chunk.scales is None else chunk.scales.to(DEVICE)
    return Chunk(chunk.logits.to(DEVICE), scales, chunk.first)
