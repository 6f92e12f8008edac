"""Which part of the model is stored in which format; imports no torch and opens no files.

A part is a group of weights that answer for quality in the same way. Keeping everything but the
experts at 8 bits or more keeps the sampler's step count (mlx-vlm PR 1359); the experts are nine
tenths of the weights.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import RecipeError

# Weights of a row that share a scale in NF4.
NF4_BLOCK = 64


class Part(StrEnum):
    """A group of weights."""

    EXPERTS = "experts"
    ATTENTION = "attention"
    DENSE = "dense"  # the dense block of every layer and the self-conditioning block
    ROUTER = "router"
    EMBEDDING = "embedding"  # the output layer is the same matrix
    REST = "rest"  # norms and scales: kept as they are


class Format(StrEnum):
    """How the weights of a part are stored."""

    NF4 = "nf4"  # 4 bits and a bf16 scale for 64 weights of a row
    INT8 = "int8"  # 8 bits and a float32 scale for a row
    BF16 = "bf16"


_PATTERNS = (
    (Part.EXPERTS, re.compile(r"\.experts\.(gate_up_proj|down_proj)$")),
    (Part.ATTENTION, re.compile(r"\.self_attn\.[qkvo]_proj\.weight$")),
    (Part.DENSE, re.compile(r"\.(mlp|self_conditioning)\.(gate|up|down)_proj\.weight$")),
    (Part.ROUTER, re.compile(r"\.router\.proj\.weight$")),
    (Part.EMBEDDING, re.compile(r"\.embed_tokens\.weight$")),
)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A format for every part.

    Attributes:
        name: what ``--recipe`` takes.
        experts: format of the experts.
        attention: of the projections of attention.
        dense: of the dense blocks.
        embedding: of the token embeddings, which the output layer shares.
    """

    name: str
    experts: Format
    attention: Format
    dense: Format
    embedding: Format

    def format_of(self, part: Part) -> Format:
        """Return the format of a part; the router decides what is computed at all: bf16."""
        formats = {
            Part.EXPERTS: self.experts,
            Part.ATTENTION: self.attention,
            Part.DENSE: self.dense,
            Part.EMBEDDING: self.embedding,
        }
        return formats.get(part, Format.BF16)


RECIPES = (
    Recipe("balanced", Format.NF4, Format.INT8, Format.INT8, Format.BF16),
    Recipe("compact", Format.NF4, Format.INT8, Format.INT8, Format.INT8),
    Recipe("smallest", Format.NF4, Format.NF4, Format.NF4, Format.INT8),
    Recipe("plain", Format.BF16, Format.BF16, Format.BF16, Format.BF16),
)
DEFAULT_RECIPE = RECIPES[0]


def part_of(tensor: str) -> Part:
    """Return the part to which a tensor of a checkpoint belongs, by its name."""
    return next((part for part, pattern in _PATTERNS if pattern.search(tensor)), Part.REST)


def find_recipe(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        RecipeError: there is none.
    """
    for recipe in RECIPES:
        if recipe.name == name:
            return recipe
    known = ", ".join(recipe.name for recipe in RECIPES)
    raise RecipeError(f"there is no recipe {name!r}; there are: {known}")
