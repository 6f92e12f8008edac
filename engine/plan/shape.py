"""The shape of a model as plain numbers, from its config; knows no weights and no recipes."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.model.json_values import JsonValues

SLIDING, FULL = "sliding_attention", "full_attention"
# transformers' class defaults where a config does not name a number.
_FULL_HEAD_DIM = 512
_FULL_EVERY = 6


@dataclass(frozen=True, slots=True)
class LayerShape:
    """The attention of one layer.

    Attributes:
        sliding: it sees a window of what was read; otherwise all of it, and its values are its
            keys before their norm, so that it has no projection for them.
        key_heads: number of key heads; there are as many value heads.
        head_dim: width of a head.
    """

    sliding: bool
    key_heads: int
    head_dim: int

    @property
    def key_projections(self) -> int:
        """Projections of that many heads: keys, and values where they are not shared."""
        return 2 if self.sliding else 1


@dataclass(frozen=True, slots=True)
class ModelShape:
    """All sizes on which memory depends.

    Attributes:
        hidden: width between the layers.
        layers: in order.
        heads: query heads of every layer.
        dense: inner width of the dense blocks and of the self-conditioning block.
        experts: of a layer.
        answers: experts that answer at one position.
        expert_width: inner width of an expert.
        vocabulary: number of token ids.
        window: tokens that a sliding layer sees.
        canvas: positions of one canvas.
        context_length: most tokens of prompt and canvases together.
    """

    hidden: int
    layers: tuple[LayerShape, ...]
    heads: int
    dense: int
    experts: int
    answers: int
    expert_width: int
    vocabulary: int
    window: int
    canvas: int
    context_length: int


def make_layers(
    types: Sequence[str], *, sliding: tuple[int, int], full: tuple[int, int]
) -> tuple[LayerShape, ...]:
    """Return layers of two kinds; each kind as (key heads, width of a head)."""
    return tuple(
        LayerShape(kind == SLIDING, *(sliding if kind == SLIDING else full)) for kind in types
    )


# google/diffusiongemma-26B-A4B-it, to plan for it where it is not at hand.
LARGE = ModelShape(
    hidden=2816,
    layers=make_layers(([SLIDING] * 5 + [FULL]) * 5, sliding=(8, 256), full=(2, 512)),
    heads=16,
    dense=2112,
    experts=128,
    answers=8,
    expert_width=704,
    vocabulary=262_144,
    window=1024,
    canvas=256,
    context_length=262_144,
)


def read_shape(config: JsonValues) -> ModelShape:
    """Return the shape that a checkpoint's ``config.json`` describes.

    What it does not name is what transformers takes in its place.

    Raises:
        CheckpointDamagedError: a number is of another type or out of its range.
    """
    text = config.inside("text_config")
    return ModelShape(
        hidden=text.number("hidden_size", 2304),
        layers=_layers(text),
        heads=text.number("num_attention_heads", 8),
        dense=text.number("intermediate_size", 9216),
        experts=text.number("num_experts", 1),
        answers=text.number("top_k_experts", 1),
        expert_width=text.number("moe_intermediate_size", 1),
        vocabulary=text.number("vocab_size", 262_144),
        window=text.number("sliding_window", 512),
        canvas=config.number("canvas_length", 256),
        context_length=text.number("max_position_embeddings", 131_072),
    )


def _layers(text: JsonValues) -> tuple[LayerShape, ...]:
    """Return the layers: each by its type, or as ``per_layer_config`` says of its number."""
    named = text.values.get("layer_types")
    count = text.number("num_hidden_layers", 30)
    types = (
        list(named)
        if isinstance(named, list)
        else [SLIDING if (number + 1) % _FULL_EVERY else FULL for number in range(count)]
    )
    if types:
        types[-1] = FULL  # transformers lets no model end otherwise
    usual = text.number("num_key_value_heads", 4), text.number("head_dim", 256)
    full = (
        text.number("num_global_key_value_heads", usual[0]),
        text.number("global_head_dim", _FULL_HEAD_DIM),
    )
    if text.values.get("per_layer_config") is None:
        return make_layers(types, sliding=usual, full=full)
    named_layers = text.inside("per_layer_config")
    # transformers writes the numbers of more than ten layers with leading zeros.
    own = {int(key): named_layers.inside(key) for key in named_layers.values if key.isdecimal()}
    plain = JsonValues({}, text.path)
    return tuple(
        LayerShape(
            kind == SLIDING,
            own.get(number, plain).number("num_key_value_heads", usual[0]),
            own.get(number, plain).number("head_dim", usual[1]),
        )
        for number, kind in enumerate(types)
    )
