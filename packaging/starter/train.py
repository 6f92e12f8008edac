"""Train the starter model: `python packaging/starter/train.py --steps N`.

Reads what the environment's packages document (`corpus.py`), draws editing tasks (`tasks.py`)
and teaches the denoiser on them, on the GPU where there is one, else in one process a core. State,
log and the checkpoint lie under ``build/starter``; a run that was interrupted goes on from its
last save.

A batch begins with canvases at several stages: noise, the selected text, settled from the left up
to somewhere, or right here and there. Most batches then stay for some steps, in the states that
the model's own drafts lead them to (`trajectory.py`): so it learns from its own mistakes.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import architecture as arch
from batches import Encoder, TrainingBatch, stream_batches
from corpus import load
from plan import Plan
from stored_weights import take_weights, transformers_weights
from tasks import generate
from tokenizer import SPECIAL_TOKENS, read_tokens, train_tokenizer
from trainer import Trainer
from workers import Together, new_meeting

SAVE_SECONDS = 240.0
LOG_EVERY = 50
# How often the processes ask each other whether to stop or to save.
TALK_EVERY = 10


def batches(plan: Plan, trainer: Trainer, folder: Path) -> Iterator[TrainingBatch]:
    """Yield batches for the step that the trainer is at; drawing them takes a hundredth of it."""
    corpus = load(folder / "corpus.json").train
    encoder = Encoder(folder / "tokenizer")
    while True:
        first = trainer.step
        stage = plan.max_chars(first), plan.canvases(first)
        seed = plan.seed + 1009 * (trainer.together.count * first + trainer.together.rank)
        for batch in stream_batches(seed, corpus, encoder, *stage):
            yield batch
            if (plan.max_chars(trainer.step), plan.canvases(trainer.step)) != stage:
                break


def ensure_tokenizer(folder: Path, seed: int) -> None:
    """Train the tokenizer on texts of the tasks themselves, once."""
    if (folder / "tokenizer" / "tokenizer.json").exists():
        return
    corpus = load(folder / "corpus.json").train
    rng = random.Random(seed)
    texts = [
        "user\n",
        "model\n",
        "thought\n",
        "Language: markdown\n",
        "Language: python\n",
    ] * 30_000
    for _ in range(40_000):
        example = generate(rng, corpus, None, 260)
        texts += [example.instruction, example.selected, example.target]
    train_tokenizer(texts, arch.VOCABULARY, folder / "tokenizer")


def save(trainer: Trainer, folder: Path) -> None:
    """Write the state for a later run and the checkpoint for the engine."""
    fresh = folder / "state.new"
    torch.save(trainer.state(), fresh)
    fresh.replace(folder / "state.pt")
    weights = {name: value.cpu() for name, value in transformers_weights(trainer.model).items()}
    arch.write_checkpoint(folder / "checkpoint", weights, folder / "tokenizer")


def prepare(plan: Plan, folder: Path, begin_from: Path | None) -> None:
    """Make what all processes read: the corpus and the tokenizer."""
    assert SPECIAL_TOKENS.index("<turn|>") == arch.TURN_END
    folder.mkdir(parents=True, exist_ok=True)
    load(folder / "corpus.json")
    if begin_from is not None and not (folder / "tokenizer").exists():
        (folder / "tokenizer").mkdir()
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copyfile(begin_from / name, folder / "tokenizer" / name)
    ensure_tokenizer(folder, plan.seed)


def make_trainer(plan: Plan, folder: Path, begin_from: Path | None, together: Together) -> Trainer:
    """Return a trainer at its first step, or where an interrupted run was saved."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    trainer = Trainer(plan, device, read_tokens(folder / "tokenizer"), together)
    if (folder / "state.pt").exists():
        trainer.restore(torch.load(folder / "state.pt", map_location=device, weights_only=False))
    elif begin_from is not None:
        take_weights(trainer.model, load_file(begin_from / "model.safetensors"))
    together.begin_alike(trainer.parameters)
    return trainer


@dataclass(frozen=True, slots=True)
class Job:
    """What all processes of a run are told.

    Attributes:
        plan: how long and how fast.
        folder: holds corpus and tokenizer.
        begin_from: a checkpoint whose weights a new run begins with.
        count: of the processes.
        meeting: where they find each other.
    """

    plan: Plan
    folder: Path
    begin_from: Path | None
    count: int
    meeting: Path


def run(job: Job, rank: int) -> None:
    """Train to the end of the plan, as one of the processes.

    Args:
        job: the same for all.
        rank: number of this process; the first one writes log, state and checkpoint.
    """
    plan, folder, count = job.plan, job.folder, job.count
    if count > 1:
        torch.set_num_threads(1)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    together = Together(rank, count, job.meeting)
    trainer = make_trainer(plan, folder, job.begin_from, together)
    source = batches(plan, trainer, folder)
    begun = saved = time.monotonic()
    sums = torch.zeros(3)
    done = trainer.step >= plan.steps
    while not done:
        sums += trainer.advance(source).cpu()
        now = time.monotonic()
        if trainer.step % LOG_EVERY == 0:
            if rank == 0:
                write_log(folder, trainer, trainer.seconds + now - begun, sums)
            sums.zero_()
        if trainer.step % TALK_EVERY == 0 or trainer.step == plan.steps:
            done = together.any(stop.is_set()) or trainer.step >= plan.steps
        if rank == 0 and (done or now - saved > SAVE_SECONDS):
            trainer.seconds, begun, saved = trainer.seconds + now - begun, now, now
            save(trainer, folder)
    together.leave()


def write_log(folder: Path, trainer: Trainer, seconds: float, sums: torch.Tensor) -> None:
    """Append the means of the last steps, whose figures are added up in ``sums``, to the log."""
    loss, wrong = (sums[:2] / sums[2]).tolist()
    record = {"step": trainer.step, "loss": loss, "wrong": wrong, "seconds": seconds}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({key: round(value, 4) for key, value in record.items()}) + "\n")


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20_261)
    parser.add_argument("--from", type=Path, dest="begin_from", help="a checkpoint to go on from")
    parser.add_argument("--folder", type=Path, default=Path("build/starter"))
    parser.add_argument("--processes", type=int, help="on a CPU; one a core unless told")
    options = parser.parse_args()
    count = options.processes or (1 if torch.cuda.is_available() else os.cpu_count() or 1)
    plan = Plan(options.steps, options.seed, schooled=options.begin_from is not None)
    prepare(plan, options.folder, options.begin_from)
    job = Job(plan, options.folder, options.begin_from, count, new_meeting())
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=run, args=(job, rank)) for rank in range(1, count)]
    for process in others:
        process.start()
    run(job, 0)
    for process in others:
        process.join()


if __name__ == "__main__":
    main()
