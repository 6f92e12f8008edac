"""The engine's time for a 60-word rewrite against transformers' ``generate``.

Same checkpoint, machine, prompt, seed and step count, one right after the other, several seeds;
both hand out every step. ``generate`` gets the ids of the finished prompt, while the engine's time
holds everything from the request to the draft.

Usage: python -m tests.bench.generate [CHECKPOINT]
"""

import statistics
import sys
import threading
import time
from pathlib import Path
from typing import cast

import torch
from tokenizers import Tokenizer
from transformers.generation.streamers import BaseStreamer
from transformers.models.diffusion_gemma.modeling_diffusion_gemma import (
    DiffusionGemmaForBlockDiffusion,
)
from transformers.utils import logging

from engine.events import Draft
from engine.model.checkpoint import read_checkpoint
from engine.model.tokenizer_file import load_tokenizer
from engine.paths import starter_folder
from engine.plain_tokenizer import PlainTokenizer
from engine.presets import starter_presets
from engine.prompt import build_prompt, load_template
from engine.request import EditRequest, SamplingOptions, Span
from engine.session import Engine
from tests.bench.figures import Figure, to_json

SEEDS = range(1, 6)
CANVASES = 4
TEXT = (
    "The editor keeps every draft beside the text that you wrote, so nothing is lost when you "
    "change your mind. Select a paragraph, say what you want, and watch the words settle one "
    "after the other. When the draft reads well you take it with a single key. When it does not, "
    "you ask again with another seed, and the original stays."
)


class StepCounter(BaseStreamer):
    """A streamer for ``generate`` that counts the drafts it is given."""

    def __init__(self) -> None:
        self.steps = 0

    def put(self, value: torch.Tensor) -> None:
        """Take the ids of a finished canvas, which are of no use here."""
        del value

    def put_draft(self, value: torch.Tensor) -> None:
        """Count one step; its ids are of no use here."""
        del value
        self.steps += 1

    def end(self) -> None:
        """Do nothing at the end."""


def make_request(seed: int) -> EditRequest:
    """Return the rewrite of the 60 words from pure noise, as ``generate`` starts."""
    return EditRequest(
        edit_id=seed,
        document_revision=0,
        span=Span(0, len(TEXT)),
        before="",
        selected=TEXT,
        after="",
        instruction=starter_presets()[0].instruction,
        options=SamplingOptions(seed=seed, strength=1.0, max_canvases=CANVASES),
    )


def prompt_ids(folder: Path) -> torch.LongTensor:
    """Return the ids of the prompt, int64 [1, N], as the engine builds it."""
    checkpoint = read_checkpoint(folder)
    tokenizer: Tokenizer = load_tokenizer(checkpoint)
    prompt = build_prompt(
        make_request(0),
        PlainTokenizer(tokenizer),
        load_template(checkpoint.template),
        context_tokens=checkpoint.context_tokens,
    )
    return cast(torch.LongTensor, torch.tensor([prompt.ids]))


def time_engine(engine: Engine, seed: int) -> tuple[int, float]:
    """Return steps and seconds of one edit."""
    start = time.perf_counter()
    last = None
    for event in engine.edit(make_request(seed), threading.Event()):
        last = event
    seconds = time.perf_counter() - start
    if not isinstance(last, Draft):
        raise TypeError(f"the edit ended in {last}")
    return last.steps, seconds


def time_generate(
    network: DiffusionGemmaForBlockDiffusion, ids: torch.LongTensor, seed: int, length: int
) -> tuple[int, float]:
    """Return steps and seconds of one call of ``generate`` for at most ``length`` tokens."""
    counter = StepCounter()
    torch.manual_seed(seed)
    start = time.perf_counter()
    network.generate(ids, streamer=counter, max_new_tokens=length)
    return counter.steps, time.perf_counter() - start


def main() -> None:
    """Measure, and print the figure as JSON."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else starter_folder()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    engine = Engine.load(folder, device="cpu")
    network = DiffusionGemmaForBlockDiffusion.from_pretrained(
        folder, local_files_only=True, dtype=getattr(torch, engine.info.dtype)
    ).eval()
    ids = prompt_ids(folder)
    length = CANVASES * engine.info.canvas_length
    time_engine(engine, 0)
    time_generate(network, ids, 0, length)
    ratios, steps = [], []
    ours = theirs = 0.0
    for seed in SEEDS:
        our_steps, our_seconds = time_engine(engine, seed)
        their_steps, their_seconds = time_generate(network, ids, seed, length)
        if our_steps != their_steps:
            raise ValueError(f"seed {seed}: {our_steps} steps against {their_steps} of generate")
        ratios.append(their_seconds / our_seconds)
        steps.append(our_steps)
        ours += our_seconds
        theirs += their_seconds
    count = len(steps)
    figure = Figure(
        name="generate",
        title="60-word rewrite on the CPU, times as fast as transformers' `generate`",
        value=statistics.median(ratios),
        unit="x",
        goal=2.0,
        at_least=True,
        detail=f"median of {count} seeds; {ours / count:.2f} s against {theirs / count:.2f} s, "
        f"{sum(steps) / count:.0f} steps on average",
    )
    sys.stdout.write(to_json([figure]) + "\n")


if __name__ == "__main__":
    main()
