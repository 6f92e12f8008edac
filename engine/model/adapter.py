"""What an adapter adds to a model's weights; knows no layers.

LoRA (E. Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021): a weight [N, K]
becomes ``base + scaling * up down`` with matrices of a small rank. Encoder and decoder share a
weight, but not what is added to it: PEFT adapts the modules of each for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from safetensors import SafetensorError, safe_open

from engine.errors import AdapterError
from engine.model.adapter_files import WEIGHTS, AdapterFiles
from engine.model.json_values import AGAIN
from engine.model.memory import memory_named
from engine.model.weight import AdaptedWeight, LinearWeight, LowRank


@dataclass(frozen=True, slots=True)
class Adapter:
    """What is added to the weights of some modules.

    Attributes:
        name: for people.
        changes: by the module's name, "model.decoder.layers.0.self_attn.q_proj" for instance.
    """

    name: str
    changes: Mapping[str, LowRank]

    def apply(self, base: LinearWeight, rows: Mapping[str, int]) -> LinearWeight:
        """Return a weight with what is added to it, or as it is where nothing is.

        Args:
            base: [N, K], the weights of one module or more below one another.
            rows: those modules in that order, and the number of rows of each.
        """
        changes = [self.changes.get(name) for name in rows]
        found = [change for change in changes if change is not None]
        if not found:
            return base
        if len(rows) == 1:
            return AdaptedWeight(base, found[0])
        # One product for all modules: each fills its own rows from columns of its own.
        ups = [
            found[0].up.new_empty(count, 0) if change is None else change.up
            for change, count in zip(changes, rows.values(), strict=True)
        ]
        down = torch.cat([change.down for change in found])
        return AdaptedWeight(base, LowRank(down, torch.block_diag(*ups)))


def load_adapter(files: AdapterFiles, device: torch.device, dtype: torch.dtype) -> Adapter:
    """Read an adapter's matrices.

    Args:
        files: a checked folder.
        device: where they shall lie.
        dtype: of the activations.

    Raises:
        AdapterError: the file cannot be read any more, or holds NaN or infinite values.
        OutOfMemoryError: there is too little memory.
    """
    path = files.folder / WEIGHTS
    changes = {}
    try:
        with memory_named(files.folder), safe_open(path, "pt", device=str(device)) as file:
            for change in files.changes:
                down = file.get_tensor(change.down.name)
                up = file.get_tensor(change.up.name).float() * change.scaling
                if not bool(torch.isfinite(down).all() and torch.isfinite(up).all()):
                    raise AdapterError(
                        f"{path}: the matrices of {change.module} hold NaN or infinite values, so "
                        "the training went wrong or the file is damaged: choose another adapter"
                    )
                changes[change.module] = LowRank(down.to(dtype), up.to(dtype))
    except (SafetensorError, OSError) as error:
        raise AdapterError(f"{path}: cannot be read ({error}); {AGAIN}") from error
    return Adapter(files.name, changes)
