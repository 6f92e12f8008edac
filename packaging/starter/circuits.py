"""A start for the weights that can copy: two layers begin as induction heads.

Copying a passage is what every edit is made of, and a small model needs millions of tokens to
find out how: one layer has to hand every position its neighbours' identity, and a later one has
to look for the place in the prompt that has the same neighbour (C. Olsson et al., "In-context
Learning and Induction Heads", 2022). Both are simple matrices, so they are written down here
instead of being searched for. Everything else starts at random and all of it is trained.

Channels of the residual stream at the start: one constant, then a random code of the token
itself, then room for the code of the token before and of the token after.
"""

import torch
from torch import Tensor

import architecture as arch
from lean_model import Layer, LeanModel

CODE = 32
IDENTITY = slice(1, 96)
OWN, BEFORE, AFTER = 1, 96, 144  # first channel of each code
ROOM = 48
CONSTANT = 4.0
NEIGHBOUR_LAYER, MATCH_LAYER = 0, 2
# Of the 32 rotary pairs of a sliding layer, the quickest few tell neighbours apart.
PAIRS = 5
# The dimensions of a full layer's heads that rotary positions leave alone hold what is matched;
# what is copied may lie anywhere, since values are not rotated.
MATCHED = torch.cat((torch.arange(8, 32), torch.arange(40, 48)))
COPIED = torch.cat((torch.arange(0, 8), torch.arange(32, 40), torch.arange(48, 64)))
# In a canvas every position would match itself. The prompt is read causally, so that there the
# head that looks ahead finds the token itself: ahead less own is nothing in the prompt and noise
# in a canvas, and added to what is matched it leaves the prompt to be found. It is taken from
# other channels of the codes than those that are matched.
ONLY_IN_CANVAS = 2.5
SHIFT = 16


@torch.no_grad()
def start_with_copying(model: LeanModel) -> None:
    """Overwrite the random start of ``model`` in place."""
    spread = ((arch.HIDDEN - CONSTANT**2) / (IDENTITY.stop - IDENTITY.start)) ** 0.5
    model.embedding.zero_()
    model.embedding[:, 0] = CONSTANT
    model.embedding[:, IDENTITY] = torch.randn_like(model.embedding[:, IDENTITY]) * spread
    model.embedding.mul_(arch.HIDDEN**-0.5)
    for index, layer in enumerate(model.layers):
        assert isinstance(layer, Layer)
        # What is still noise must not drown the codes.
        layer.post_attention_layernorm.fill_(0.15)
        layer.post_feedforward_layernorm.fill_(0.15)
        if index == NEIGHBOUR_LAYER:
            hand_on_neighbours(layer)
        elif index == MATCH_LAYER:
            match_and_copy(layer)


def hand_on_neighbours(layer: Layer) -> None:
    """Make head 0 attend one position back and head 1 one position ahead, whatever stands there."""
    half = arch.HEAD_DIM // 2
    frequency = 10_000.0 ** (-torch.arange(PAIRS) / half)
    heads = layer.q_proj.view(arch.HEADS, arch.HEAD_DIM, arch.HIDDEN)
    keys = layer.k_proj.view(arch.KEY_VALUE_HEADS, arch.HEAD_DIM, arch.HIDDEN)
    values = layer.v_proj.view(arch.KEY_VALUE_HEADS, arch.HEAD_DIM, arch.HIDDEN)
    out = layer.o_proj.view(arch.HIDDEN, arch.HEADS, arch.HEAD_DIM)
    quieten(out)
    keys[0].zero_()
    keys[0, :PAIRS, 0] = 1.0
    values[0].zero_()
    values[0, :ROOM] = unit_rows(OWN, ROOM)
    for head, offset, code in ((0, -1, BEFORE), (1, 1, AFTER)):
        heads[head].zero_()
        heads[head, :PAIRS, 0] = (offset * frequency).cos()
        heads[head, half : half + PAIRS, 0] = (offset * frequency).sin()
        out[:, head].zero_()
        out[code : code + ROOM, head, :ROOM] = torch.eye(ROOM)
    layer.q_norm.fill_(0.8)
    layer.k_norm.fill_(0.8)
    layer.post_attention_layernorm.fill_(1.0)


def match_and_copy(layer: Layer) -> None:
    """Make two heads copy from where a neighbour is the same.

    Head 0 looks for a token with the same token before it and copies the token itself; head 2
    looks for the token that comes next here and copies what stands before it there.
    """
    heads = layer.q_proj.view(arch.HEADS, arch.HEAD_DIM, arch.HIDDEN)
    keys = layer.k_proj.view(arch.KEY_VALUE_HEADS, arch.HEAD_DIM, arch.HIDDEN)
    out = layer.o_proj.view(arch.HIDDEN, arch.HEADS, arch.HEAD_DIM)
    quieten(out)
    in_canvas = ONLY_IN_CANVAS * (unit_rows(AFTER + SHIFT) - unit_rows(OWN + SHIFT))
    for head, asked, found, taken in ((0, BEFORE, BEFORE, OWN), (2, AFTER, OWN, BEFORE)):
        pair = head * arch.KEY_VALUE_HEADS // arch.HEADS
        heads[head].zero_()
        heads[head, MATCHED] = unit_rows(asked)
        keys[pair].zero_()
        keys[pair, MATCHED] = unit_rows(found) + in_canvas
        keys[pair, COPIED] = unit_rows(taken)
        out[:, head].zero_()
        out[OWN : OWN + CODE, head, COPIED] = torch.eye(CODE)
    layer.q_norm.fill_(0.7)
    layer.k_norm.fill_(0.7)
    layer.post_attention_layernorm.fill_(2.0)


def unit_rows(first: int, count: int = CODE) -> Tensor:
    """Return [count, D]: the rows that read the code that begins at channel ``first``."""
    rows = torch.zeros(count, arch.HIDDEN)
    rows[:, first : first + count] = torch.eye(count)
    return rows


def quieten(part: Tensor) -> None:
    """Make the heads that have no task yet a murmur behind those that have one."""
    part.mul_(0.1)
