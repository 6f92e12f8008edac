"""Where the lean forward pass takes its weights from; computes nothing and knows no layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

import torch
from torch import nn

from engine.model.experts import ask_experts
from engine.model.lean_layer import AskExperts
from engine.model.weight import Weight, join_rows


class WeightSource(Protocol):
    """A model's weights by their names in a checkpoint."""

    def has(self, name: str) -> bool:
        """Say whether there is such a weight."""
        ...

    def plain(self, name: str) -> torch.Tensor:
        """Return a weight that no recipe quantizes."""
        ...

    def joined(self, names: Sequence[str]) -> Weight:
        """Return weights [N, K] that read the same input as one, their rows below one another."""
        ...

    def experts(self, name: str) -> tuple[Weight, Weight, AskExperts]:
        """Return gate and up [E, 2 I, H], down [E, H, I], and what answers with them."""
        ...


class ModuleWeights:
    """The weights of transformers' modules.

    What is joined is moved into one matrix and the modules are left looking at their rows of it:
    they keep working, and no weight is in memory twice.
    """

    def __init__(self, network: nn.Module) -> None:
        """Take weights out of ``network``."""
        self._network = network
        self._names = {name for name, _ in network.named_parameters(remove_duplicate=False)}

    def has(self, name: str) -> bool:
        """Say whether there is such a weight."""
        return name in self._names

    def plain(self, name: str) -> torch.Tensor:
        """Return a weight or a buffer."""
        if name in self._names:
            return self._network.get_parameter(name)
        return self._network.get_buffer(name)

    def joined(self, names: Sequence[str]) -> Weight:
        """Move weights into one matrix."""
        weights = [self._network.get_parameter(name) for name in names]
        if len(weights) == 1:
            return weights[0]
        together = torch.cat([weight.data for weight in weights])
        rows = together.split([weight.shape[0] for weight in weights])
        for weight, part in zip(weights, rows, strict=True):
            weight.data = part
        return together

    def experts(self, name: str) -> tuple[Weight, Weight, AskExperts]:
        """Return the weights of transformers' module, and the module."""
        module = self._network.get_submodule(name)
        gate_up, down = module.get_parameter("gate_up_proj"), module.get_parameter("down_proj")
        return gate_up, down, cast("AskExperts", module)


@dataclass(frozen=True, slots=True)
class StoredExperts:
    """Experts in the format of a recipe: gate and up [E, 2 I, H], down [E, H, I]."""

    gate_up: Weight
    down: Weight

    def __call__(
        self, hidden: torch.Tensor, chosen: torch.Tensor, weights: torch.Tensor
    ) -> torch.Tensor:
        """Return the weighted answers [C, H]."""
        return ask_experts(hidden, self.gate_up, self.down, chosen, weights)


class StoredWeights:
    """The weights of a 4-bit checkpoint, which no module of transformers can hold.

    Each is given away once, so that what is joined is not in memory twice.
    """

    def __init__(self, weights: dict[str, Weight], dtype: torch.dtype) -> None:
        """Take weights out of ``weights``.

        Args:
            weights: emptied in time.
            dtype: of the activations, and of the weights that no recipe quantizes.
        """
        self._weights = weights
        self._dtype = dtype

    def has(self, name: str) -> bool:
        """Say whether there is such a weight."""
        return name in self._weights

    def plain(self, name: str) -> torch.Tensor:
        """Give away a weight that no recipe quantizes.

        Raises:
            TypeError: it is quantized all the same.
        """
        weight = self._take(name)
        if not isinstance(weight, torch.Tensor):
            raise TypeError(f"{name} is stored as {type(weight).__name__}")
        return weight

    def joined(self, names: Sequence[str]) -> Weight:
        """Join and give away weights, all in one format, as a part of a recipe is.

        Raises:
            TypeError: they are in several formats.
        """
        weights = [self._take(name) for name in names]
        return weights[0] if len(weights) == 1 else join_rows(weights)

    def experts(self, name: str) -> tuple[Weight, Weight, AskExperts]:
        """Give away an expert block's weights."""
        gate_up, down = self._take(f"{name}.gate_up_proj"), self._take(f"{name}.down_proj")
        return gate_up, down, StoredExperts(gate_up, down)

    def _take(self, name: str) -> Weight:
        weight = self._weights.pop(name)
        return weight.to(self._dtype) if isinstance(weight, torch.Tensor) else weight
