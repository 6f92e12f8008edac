"""A start for the weights that can copy: the first layers begin as induction heads.

Copying a passage is what every edit is made of, and a small model needs millions of tokens to
find out how: one layer has to hand every position its neighbours' identity, and a later one has
to look for the place in the prompt that has the same neighbours (C. Olsson et al., "In-context
Learning and Induction Heads", 2022). Both are simple matrices, so they are written down here
instead of being searched for. Everything else starts at random and all of it is trained.

Channels of the residual stream at the start: one constant, then a random code of the token
itself and a mark for capitals, then room for the codes of the three tokens before and of the one
after. A word and its capitalized form have the same code.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

import architecture as arch
from lean_model import Layer, LeanModel

CONSTANT = 4.0
IDENTITY = slice(1, 95)
CAPITAL = 95
CAPITAL_MARK = 5.0
OWN = 1  # first channel of the token's own code
AFTER, AFTER_CODE = 172, 20
# (distance, first channel, channels matched, weight of the match): the nearer, the heavier.
BEFORE = ((1, 96, 24, 1.3), (2, 124, 24, 1.15), (3, 152, 16, 1.0))
COPIED_CODE = 63
# (neighbour layer, its weight, match layer, its weight): the second pair goes on from what the
# first has found, so that one step can copy two tokens.
PAIRS_OF_LAYERS = ((0, 1.0, 1, 6.0), (2, 3.0, 3, 12.0))
# Of the rotary pairs of a sliding layer, the quickest few tell neighbours apart.
ROTARY_PAIRS = 5
# The dimensions of a full layer's heads that rotary positions leave alone hold what is matched;
# what is copied may lie anywhere, since values are not rotated.
MATCHED = torch.cat((torch.arange(16, 64), torch.arange(80, 96)))
COPIED = torch.cat((torch.arange(0, 16), torch.arange(64, 80), torch.arange(96, 128)))
# In a canvas every position would match itself. What is settled is read causally, so that there
# the head that looks ahead finds the token itself: ahead less own is nothing where text is
# settled and noise in a canvas, and added to what is matched it leaves the settled text to be
# found.
ONLY_SETTLED = 4.0


@torch.no_grad()
def start_with_copying(model: LeanModel, tokens: Sequence[str]) -> None:
    """Overwrite the random start of ``model``, whose vocabulary is ``tokens``, in place."""
    write_codes(model.embedding, tokens)
    layers = [layer for layer in model.layers if isinstance(layer, Layer)]
    for layer in layers:
        # What is still noise must not drown the codes.
        layer.post_attention_layernorm.fill_(0.15)
        layer.post_feedforward_layernorm.fill_(0.15)
    for neighbours, handed_on, match, found in PAIRS_OF_LAYERS:
        hand_on_neighbours(layers[neighbours], handed_on)
        match_and_copy(layers[match], found)


def write_codes(embedding: Tensor, tokens: Sequence[str]) -> None:
    """Give every token a random code that it shares with its capitalized form."""
    left = arch.HIDDEN - CONSTANT**2 - CAPITAL_MARK**2
    spread = (left / (IDENTITY.stop - IDENTITY.start)) ** 0.5
    codes = torch.randn(len(tokens), IDENTITY.stop - IDENTITY.start) * spread
    known = {token: index for index, token in enumerate(tokens)}
    embedding.zero_()
    embedding[:, 0] = CONSTANT
    for index, token in enumerate(tokens):
        small = token[:1].lower() + token[1:]
        embedding[index, IDENTITY] = codes[known.get(small, index)]
        embedding[index, CAPITAL] = CAPITAL_MARK if small != token else -CAPITAL_MARK
    embedding.mul_(arch.HIDDEN**-0.5)


def hand_on_neighbours(layer: Layer, weight: float) -> None:
    """Make the heads attend up to three positions back and one ahead, whatever stands there."""
    half = arch.HEAD_DIM // 2
    frequency = 10_000.0 ** (-torch.arange(ROTARY_PAIRS) / half)
    heads = layer.q_proj.view(arch.HEADS, arch.HEAD_DIM, arch.HIDDEN)
    keys = layer.k_proj.view(arch.KEY_VALUE_HEADS, arch.HEAD_DIM, arch.HIDDEN)
    values = layer.v_proj.view(arch.KEY_VALUE_HEADS, arch.HEAD_DIM, arch.HIDDEN)
    out = layer.o_proj.view(arch.HIDDEN, arch.HEADS, arch.HEAD_DIM)
    for pair in range(arch.KEY_VALUE_HEADS):
        keys[pair].zero_()
        keys[pair, :ROTARY_PAIRS, 0] = 1.0
        values[pair].zero_()
        values[pair] = unit_rows(OWN, arch.HEAD_DIM)
    places = [(-distance, code, room) for distance, code, room, _ in BEFORE]
    for head, (offset, code, room) in enumerate((*places, (1, AFTER, AFTER_CODE))):
        heads[head].zero_()
        heads[head, :ROTARY_PAIRS, 0] = (offset * frequency).cos()
        heads[head, half : half + ROTARY_PAIRS, 0] = (offset * frequency).sin()
        out[:, head].zero_()
        out[code : code + room, head, :room] = torch.eye(room)
    layer.q_norm.fill_(0.8)
    layer.k_norm.fill_(0.8)
    layer.post_attention_layernorm.fill_(weight)


def match_and_copy(layer: Layer, weight: float) -> None:
    """Make one head copy from the place that has the same tokens before it."""
    heads = layer.q_proj.view(arch.HEADS, arch.FULL_HEAD_DIM, arch.HIDDEN)
    keys = layer.k_proj.view(arch.KEY_VALUE_HEADS, arch.FULL_HEAD_DIM, arch.HIDDEN)
    out = layer.o_proj.view(arch.HIDDEN, arch.HEADS, arch.FULL_HEAD_DIM)
    quieten(out)
    heads[0].zero_()
    keys[0].zero_()
    first = 0
    for _, code, count, factor in BEFORE:
        here = MATCHED[first : first + count]
        heads[0, here] = keys[0, here] = factor * unit_rows(code, count)
        first += count
    only_settled = unit_rows(AFTER, AFTER_CODE) - unit_rows(OWN, AFTER_CODE)
    keys[0, MATCHED[:AFTER_CODE]] += ONLY_SETTLED * only_settled
    copied = torch.cat((unit_rows(OWN, COPIED_CODE), unit_rows(CAPITAL, 1)))
    keys[0, COPIED] = copied
    out[:, 0].zero_()
    out[:, 0, COPIED] = copied.T
    layer.q_norm.fill_(0.7)
    layer.k_norm.fill_(0.7)
    layer.post_attention_layernorm.fill_(weight)


def unit_rows(first: int, count: int) -> Tensor:
    """Return [count, D]: the rows that read the code that begins at channel ``first``."""
    rows = torch.zeros(count, arch.HIDDEN)
    rows[:, first : first + count] = torch.eye(count)
    return rows


def quieten(part: Tensor) -> None:
    """Make the heads that have no task yet a murmur behind those that have one."""
    part.mul_(0.1)
