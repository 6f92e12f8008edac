"""The start of the weights copies already, before anything is learnt."""

import torch

import architecture as arch
from circuits import start_with_copying
from lean_model import Batch, LeanModel

SOURCE = 24
FRAME = 5
CANVAS = 2


@torch.no_grad()
def test_a_canvas_goes_on_with_the_passage_that_was_copied_so_far() -> None:
    torch.manual_seed(2)
    model = LeanModel()
    start_with_copying(model, [f"t{index}" for index in range(arch.VOCABULARY)])
    source = torch.randperm(arch.VOCABULARY)[:SOURCE]
    frame = torch.randperm(arch.VOCABULARY)[:FRAME]
    settled = torch.cat((source, frame, source))
    first = SOURCE + FRAME
    # One canvas of noise behind every part of the copy.
    places = torch.arange(3, SOURCE - CANVAS + 1)
    starts = first + places
    noise = torch.randint(arch.VOCABULARY, (len(places) * CANVAS,))
    count = len(settled)
    batch = Batch(
        ids=torch.cat((settled, noise))[None],
        segment=torch.cat(
            (torch.zeros(count).long(), 1 + torch.arange(len(places)).repeat_interleave(CANVAS))
        )[None],
        position=torch.cat(
            (torch.arange(count), (starts[:, None] + torch.arange(CANVAS)).flatten())
        )[None],
        horizon=torch.cat((torch.arange(count) + 1, starts.repeat_interleave(CANVAS)))[None],
    )
    found = model.logits(model.hidden(batch))[0, count:].argmax(-1).view(-1, CANVAS)
    right = (found == source[places[:, None] + torch.arange(CANVAS)]).float().mean(0)
    assert right[0] > 0.9
    assert right[1] > 0.2


@torch.no_grad()
def test_a_capitalized_word_is_copied_as_one() -> None:
    torch.manual_seed(2)
    model = LeanModel()
    words = [f"w{index}" for index in range(arch.VOCABULARY // 2)]
    start_with_copying(model, [*words, *(word.upper() for word in words)])
    identity = model.embedding / model.embedding.norm(dim=-1, keepdim=True)
    likeness = identity @ identity.T
    likeness.fill_diagonal_(-1.0)
    half = arch.VOCABULARY // 2
    assert torch.equal(likeness[:half].argmax(-1), torch.arange(half) + half)
    assert likeness.max() < 0.9
