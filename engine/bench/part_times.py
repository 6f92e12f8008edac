"""Times the parts of a step by themselves, each over all layers; knows no checkpoint.

What a part reads is random but for its weights: only shapes matter for time, and which experts are
asked, which the router decides. The norms between the parts are in none of them.
"""

from collections.abc import Callable

import torch
from torch.nn import functional

from engine.bench.fixed_steps import Task
from engine.bench.step_work import ATTENTION, DENSE, EXPERTS, HEAD, SAMPLING
from engine.bench.timing import best_seconds, replayed
from engine.fused.attention import attend_canvas
from engine.fused.decide import decide
from engine.fused.denoiser import layer_shapes
from engine.fused.inputs import StepInputs
from engine.fused.vocabulary import read_vocabulary
from engine.model.lean import Head
from engine.model.lean_layer import ask_experts, norm, route
from engine.model.lean_weights import LeanNetwork
from engine.model.loaded import LoadedModel
from engine.model.weight import linear
from engine.sampler import Scratch, sample_step

Work = Callable[[], None]

_TEMPERATURE, _ENTROPY_BOUND = 0.6, 0.1


@torch.inference_mode()
def time_parts(model: LoadedModel, task: Task, repetitions: int) -> dict[str, float]:
    """Return ms of each part, by its name; none where transformers' modules compute the step.

    On a GPU the head samples as it goes: what is left for sampling is to decide what is accepted.

    Args:
        model: on the device of the task.
        task: how much was read, and how long a canvas is.
        repetitions: the best of so many runs counts.
    """
    lean = model.lean
    if lean is None:
        return {}
    generator = torch.Generator().manual_seed(task.seed)
    ids = torch.randint(0, task.vocabulary, (task.canvas_length,), generator=generator)
    rows = lean.embed(ids.to(task.device))
    hidden = norm(rows, None, lean.epsilon)
    parts = {
        EXPERTS: _experts(lean, hidden),
        DENSE: _dense(lean, hidden),
        ATTENTION: _attention(lean, hidden, task),
    }
    parts |= (
        _fused_head(lean, hidden, task)
        if model.head is None
        else _full_head(lean, model.head, hidden, task)
    )
    waits = lean.waits_for_host
    return {
        name: 1e3
        * best_seconds(
            replayed(work, task.device, waits_for_host=waits and name == EXPERTS),
            task.device,
            repetitions,
        )
        for name, work in parts.items()
    }


def _experts(lean: LeanNetwork, hidden: torch.Tensor) -> Work:
    """Let the experts of every layer answer."""
    routes = [route(layer, hidden) for layer in lean.decoder_layers]

    def work() -> None:
        for layer, (weights, chosen) in zip(lean.decoder_layers, routes, strict=True):
            ask_experts(layer, hidden, chosen, weights)

    return work


def _dense(lean: LeanNetwork, hidden: torch.Tensor) -> Work:
    """Compute all that reads every position alike."""
    widths = {layer.output.shape[1] for layer in lean.decoder_layers}
    attended = {width: torch.ones_like(hidden[:, :1]).expand(-1, width) for width in widths}

    def work() -> None:
        for layer in lean.decoder_layers:
            linear(hidden, layer.qkv)
            linear(attended[layer.output.shape[1]], layer.output)
            layer.dense(hidden)
            functional.linear(hidden, layer.router)
        lean.conditioning(hidden)

    return work


def _attention(lean: LeanNetwork, hidden: torch.Tensor, task: Task) -> Work:
    """Attend from a canvas to itself and to what was read, in every layer."""
    count = task.canvas_length
    places = []
    for layer, shape in zip(lean.decoder_layers, layer_shapes(lean), strict=True):
        kept = shape.kept(task.prompt.shape[0])
        store = hidden.new_zeros(2, shape.heads, count + kept, shape.width)
        queries = hidden.new_zeros(layer.heads, count, shape.width)
        places.append(
            (queries, store, torch.full((1,), kept, dtype=torch.int32, device=task.device))
        )

    def work() -> None:
        for queries, store, kept in places:
            attend_canvas(queries, store[0], store[1], kept)

    return work


def _full_head(lean: LeanNetwork, head: Head, hidden: torch.Tensor, task: Task) -> dict[str, Work]:
    """Multiply by the embeddings twice; sample from the logits of the whole vocabulary."""
    logits = torch.mm(hidden, head.output)
    shares = torch.softmax(logits, dim=-1)
    scores = logits.float()
    scratch = Scratch.like(scores)
    generator = torch.Generator(task.device).manual_seed(task.seed)
    canvas = task.noise().start(0, generator)

    def products() -> None:
        torch.mm(hidden, head.output, out=logits)
        torch.matmul(shares, head.embeddings)

    def sampling() -> None:
        capped = scores.copy_(logits).div_(lean.soft_cap).tanh_().mul_(lean.soft_cap)
        sample_step(
            capped,
            _TEMPERATURE,
            canvas,
            entropy_bound=_ENTROPY_BOUND,
            generator=generator,
            scratch=scratch,
        )

    return {HEAD: products, SAMPLING: sampling}


def _fused_head(lean: LeanNetwork, hidden: torch.Tensor, task: Task) -> dict[str, Work]:
    """Pass over the embeddings once and sample on the way; then decide what is accepted."""
    inputs = StepInputs.empty(
        canvas_length=task.canvas_length,
        vocabulary=task.vocabulary,
        width=hidden.shape[1],
        dtype=lean.dtype,
        device=task.device,
    )
    inputs.temperature.fill_(_TEMPERATURE)
    inputs.entropy_bound.fill_(_ENTROPY_BOUND)

    def products() -> None:
        read_vocabulary(hidden, lean.embeddings, inputs, soft_cap=lean.soft_cap)

    findings = read_vocabulary(hidden, lean.embeddings, inputs, soft_cap=lean.soft_cap)
    pinned_rows = torch.zeros_like(hidden)

    def deciding() -> None:
        decide(findings.tally, findings.expected, pinned_rows, inputs, findings.runners_up)

    return {HEAD: products, SAMPLING: deciding}
