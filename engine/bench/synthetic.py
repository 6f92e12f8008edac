"""Makes the 26B model with random weights on a device, from its real configuration.

Memory and speed are those of the real checkpoint, which nobody has to download for that. What the
model writes is noise. The weights are such that activations stay finite and that positions keep
asking different experts, as they do in a trained model: a random residual stream forgets which
token it began with, so what a layer adds is kept small.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from transformers.models.diffusion_gemma.configuration_diffusion_gemma import DiffusionGemmaConfig

from engine.errors import OutOfMemoryError
from engine.four_bit.recipe import Format, Recipe, part_of
from engine.model.int8 import Int8Weight
from engine.model.json_values import JsonValues, read_json
from engine.model.loaded import LoadedModel
from engine.model.nf4 import BLOCK, Nf4Weight
from engine.model.quantized_loader import assemble
from engine.model.text_model import build_empty, quiet_transformers, stored_shapes
from engine.model.weight import Weight
from engine.paths import resource_folder
from engine.plan.fit import DeviceMemory
from engine.plan.memory_plan import Place, plan_memory
from engine.plan.shape import FULL, read_shape
from engine.sizes import gigabytes

NAME = "synthetic 26B"

# Of random weights: their standard deviation, or the scale of a block.
_SPREAD = 0.02
# Of uniform whole numbers from -127 to 127.
_INT8_SPREAD = 127 / 3**0.5
# What the norms behind a layer's blocks multiply by.
_RESIDUAL = 0.1
_RESIDUAL_NORMS = ("post_attention_layernorm.weight", "post_feedforward_layernorm.weight")
# Of the free main memory, how much may be taken: other programs share it and grow meanwhile.
_SHARE_OF_MAIN_MEMORY = 0.75


@dataclass(frozen=True, slots=True)
class SyntheticConfig:
    """A configuration that random weights are made for.

    Attributes:
        values: as a checkpoint's ``config.json`` has them.
        layers: how many there are.
    """

    values: JsonValues
    layers: int


def config_path() -> Path:
    """Return where the configuration of the 26B model lies."""
    return resource_folder() / "models" / "diffusiongemma-26b-a4b" / "config.json"


def synthetic_config(layers: int | None = None) -> SyntheticConfig:
    """Return the configuration of the 26B model.

    Args:
        layers: keep so many of its first layers, the last of them with full attention, as the
            class demands; ``None`` keeps all.

    Raises:
        ValueError: it has not so many.
    """
    whole = read_json(config_path())
    text = whole.inside("text_config")
    count = text.number("num_hidden_layers", 0)
    wanted = count if layers is None else layers
    if not 1 <= wanted <= count:
        raise ValueError(f"the model has 1 to {count} layers, not {wanted}")
    types = text.values["layer_types"]
    if not isinstance(types, list):
        raise TypeError(f"{whole.path}: 'layer_types' should be a list")
    changed = {"num_hidden_layers": wanted, "layer_types": [*types[: wanted - 1], FULL]}
    values = dict(whole.values) | {"text_config": dict(text.values) | changed}
    return SyntheticConfig(JsonValues(values, whole.path), wanted)


def check_room(
    config: SyntheticConfig, recipe: Recipe, device: DeviceMemory | None, context: int
) -> None:
    """Make sure that the model fits.

    Args:
        config: of the model.
        recipe: how its weights are stored.
        device: where it shall lie, ``None`` where the system does not tell.
        context: most tokens that are read.

    Raises:
        OutOfMemoryError: it does not; the message names what would.
    """
    if device is None:
        return
    on_cpu = device.place is Place.CPU
    room = round(_SHARE_OF_MAIN_MEMORY * device.free) if on_cpu else device.free
    needed = _needed(config, recipe, device, context)
    if needed <= room:
        return
    smaller = (
        layers
        for layers in range(config.layers - 1, 0, -1)
        if _needed(synthetic_config(layers), recipe, device, context) <= room
    )
    most = next(smaller, 0)
    way = f"take --layers {most} or fewer" if most else "free some memory"
    free = f"{gigabytes(device.free)} are free"
    if on_cpu:
        free += f", of which it may take {gigabytes(room)}"
    raise OutOfMemoryError(
        f"the synthetic model with {config.layers} layers in the recipe {recipe.name} needs about "
        f"{gigabytes(needed)} for {context:,} tokens, and {free}: {way}"
    )


def _needed(config: SyntheticConfig, recipe: Recipe, device: DeviceMemory, context: int) -> int:
    plan = plan_memory(
        read_shape(config.values), recipe, context, place=device.place, started=device.started
    )
    return plan.total


def transformers_config(config: SyntheticConfig) -> DiffusionGemmaConfig:
    """Return the configuration as transformers has it."""
    with quiet_transformers():
        return DiffusionGemmaConfig.from_dict(
            dict(config.values.values), attn_implementation="sdpa"
        )


def build_synthetic(
    config: DiffusionGemmaConfig,
    recipe: Recipe,
    device: torch.device,
    dtype: torch.dtype,
    seed: int = 0,
) -> LoadedModel:
    """Make a model of random weights, on the device from the first byte.

    Args:
        config: of the model.
        recipe: the format of each part.
        device: where the weights shall lie.
        dtype: of the activations.
        seed: of the weights.
    """
    with quiet_transformers():
        network = build_empty(config, device)
    generator = torch.Generator(device).manual_seed(seed)
    weights = {
        name: _random_weight(name, shape, recipe, generator)
        for name, shape in stored_shapes(network).items()
    }
    return assemble(network, weights, recipe.name, device, dtype)


def _random_weight(
    name: str, shape: tuple[int, ...], recipe: Recipe, generator: torch.Generator
) -> Weight:
    """Return a weight in the format that the recipe has for it, on the generator's device."""
    device = generator.device
    if len(shape) == 1:
        # Norms and scales.
        value = _RESIDUAL if name.endswith(_RESIDUAL_NORMS) else 1.0
        return torch.full(shape, value, dtype=torch.bfloat16, device=device)
    *outer, row = shape
    stored = recipe.format_of(part_of(name))
    if stored is Format.NF4:
        packed = torch.empty(*outer, row // 2, dtype=torch.uint8, device=device)
        absmax = torch.empty(*outer, -(-row // BLOCK), dtype=torch.bfloat16, device=device)
        return Nf4Weight(
            packed.random_(0, 256, generator=generator),
            absmax.uniform_(0.5 * _SPREAD, 1.5 * _SPREAD, generator=generator),
        )
    if stored is Format.INT8:
        values = torch.empty(shape, dtype=torch.int8, device=device)
        scales = torch.full(tuple(outer), _SPREAD / _INT8_SPREAD, device=device)
        return Int8Weight(values.random_(-127, 128, generator=generator), scales)
    plain = torch.empty(shape, dtype=torch.bfloat16, device=device)
    return plain.normal_(0.0, _SPREAD, generator=generator)
