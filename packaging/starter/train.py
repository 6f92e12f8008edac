"""Train the starter model: `python packaging/starter/train.py --steps N`.

Reads what the environment's packages document (`corpus.py`), draws editing tasks (`tasks.py`)
and teaches the denoiser on them, on the GPU where there is one. State, log and the checkpoint
lie under ``build/starter``; a run that was interrupted goes on from its last save.

A batch shows canvases at several stages: noise, the selected text, settled from the left up to
somewhere, or right here and there. In a rollout the model first takes one or two denoising steps
from there, with the sampler's own acceptance and re-noising, and then learns to go on with the
self-conditioning signal of the last one: so it learns from its own mistakes.
"""

import argparse
import json
import multiprocessing
import random
import shutil
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import architecture as arch
from batches import Encoder, TrainingBatch, stream_batches
from circuits import PAIRS_OF_LAYERS, start_with_copying
from corpus import load
from lean_model import Batch, LeanModel
from optimizer import Muon
from plan import Plan
from stored_weights import take_weights, transformers_weights
from tasks import generate
from tokenizer import SPECIAL_TOKENS, read_tokens, train_tokenizer

SAVE_SECONDS = 240.0
LOG_EVERY = 50


def feed(
    queue: "multiprocessing.Queue[TrainingBatch]", plan: Plan, first: int, folder: Path
) -> None:
    """Fill the queue with batches from step ``first`` on (runs in a process of its own)."""
    torch.set_num_threads(1)
    corpus = load(folder / "corpus.json").train
    encoder = Encoder(folder / "tokenizer")
    step = first
    while True:
        chars, canvases = plan.max_chars(step), plan.canvases(step)
        for batch in stream_batches(plan.seed + 1009 * step, corpus, encoder, chars, canvases):
            queue.put(batch)
            step += 1
            if (plan.max_chars(step), plan.canvases(step)) != (chars, canvases):
                break


class Trainer:
    """The model, its optimizers and one step of training."""

    def __init__(self, plan: Plan, device: torch.device, tokens: Sequence[str]) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = device
        self.model = LeanModel()
        start_with_copying(self.model, tokens)
        self.model.to(device)
        self.model.tables = {
            name: (cos.to(device), sin.to(device)) for name, (cos, sin) in self.model.tables.items()
        }
        self.model.compile_layers()
        circuits = {
            id(parameter)
            for pair in PAIRS_OF_LAYERS
            for layer in (pair[0], pair[2])
            for name, parameter in self.model.layers[layer].named_parameters()
            if name in ("q_proj", "k_proj", "v_proj", "o_proj")
        }
        matrices = [p for layer in self.model.layers for p in layer.parameters() if p.ndim >= 2]
        chosen = [
            p
            for p in matrices
            if id(p) not in circuits and (p.shape[0] != arch.EXPERTS or p.ndim == 3)
        ]
        by_muon = {id(p) for p in chosen}
        others = [p for p in self.model.parameters() if id(p) not in by_muon | circuits]
        self.muon = Muon(chosen)
        # A step of Muon has the same size in all directions: it would soon wash the circuits out.
        groups = [
            {"params": others, "base": plan.other_rate},
            {
                "params": [p for p in matrices if id(p) in circuits],
                "base": plan.circuit_rate,
            },
        ]
        self.adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0, eps=1e-10)
        self.step = 0
        self.seconds = 0.0
        self.generator = torch.Generator(device=device).manual_seed(plan.seed)
        self.choices = random.Random(plan.seed)

    def train_on(self, packed: TrainingBatch) -> Tensor:
        """Take one step; return [3]: loss of the text, of all positions' argmax errors, rollout."""
        self.step += 1
        segment = torch.from_numpy(packed.segment).to(self.device)
        position = torch.from_numpy(packed.position).to(self.device)
        horizon = torch.from_numpy(packed.horizon).to(self.device)
        clean = torch.from_numpy(packed.clean).to(self.device)
        weight = torch.from_numpy(packed.weight).to(self.device)
        rollout = self.choices.random() < self.plan.rollout_share(self.step)
        canvas = torch.from_numpy(packed.ids).to(self.device)
        picked = (segment.flatten() > 0).nonzero().squeeze(1)
        signal = None
        with torch.autocast(self.device.type, torch.bfloat16):
            if rollout:
                for _ in range(1 if self.choices.random() < 0.7 else 2):
                    batch = Batch(canvas, segment, position, horizon)
                    canvas, signal = self.roll(batch, picked, signal, packed.canvas)
            hidden = self.model.hidden(Batch(canvas, segment, position, horizon), signal)
            logits = self.model.logits(hidden.flatten(0, 1)[picked])
        targets, weights = clean.flatten()[picked], weight.flatten()[picked]
        each = functional.cross_entropy(logits, targets, reduction="none")
        loss = (each * weights).sum() / weights.sum()
        loss.backward()
        rate = self.plan.rate(self.step)
        self.muon.step(self.plan.matrix_rate * rate)
        for group in self.adam.param_groups:
            group["lr"] = group["base"] * rate
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)
        with torch.no_grad():
            text = weights > 0.995
            wrong = (logits.argmax(-1) != targets)[text].float().mean()
            return torch.stack((each[text].mean(), wrong, torch.tensor(float(rollout)).to(wrong)))

    @torch.no_grad()
    def roll(
        self, batch: Batch, picked: Tensor, signal: Tensor | None, size: int
    ) -> tuple[Tensor, Tensor]:
        """Take one denoising step as the sampler does.

        Returns:
            the next ids [B, L] and the self-conditioning signal [B, L, D].
        """
        rows, length = batch.ids.shape
        hidden = self.model.hidden(batch, signal)
        temperature = self.choices.uniform(0.55, 0.8)
        logits = self.model.logits(hidden.flatten(0, 1)[picked]) / temperature
        log_p = logits.log_softmax(-1)
        p = log_p.exp()
        entropy = (p * log_p).sum(-1).neg()
        ordered, order = entropy.view(-1, size).sort(-1)
        in_order = ordered.cumsum(-1) - ordered <= arch.ENTROPY_BOUND
        accepted = torch.zeros_like(in_order).scatter(-1, order, in_order).flatten()
        sampled = torch.multinomial(p, 1, generator=self.generator).squeeze(1)
        noise = torch.randint(
            arch.VOCABULARY, sampled.shape, generator=self.generator, device=self.device
        )
        ids = batch.ids.flatten().clone()
        ids[picked] = torch.where(accepted, sampled, noise)
        expected = torch.zeros(rows * length, arch.HIDDEN, device=self.device)
        expected[picked] = self.model.expected_embedding(logits).float()
        return ids.view(rows, length), expected.view(rows, length, -1)

    def state(self) -> dict[str, object]:
        """Return everything that a later run needs to go on."""
        return {
            "model": self.model.state_dict(),
            "adam": self.adam.state_dict(),
            "muon": self.muon.velocity,
            "step": self.step,
            "seconds": self.seconds,
            "generator": self.generator.get_state(),
            "choices": self.choices.getstate(),
        }

    def restore(self, path: Path) -> None:
        """Go on from a saved state."""
        state = torch.load(path, map_location=self.device, weights_only=False)
        self.model.load_state_dict(state["model"])
        self.adam.load_state_dict(state["adam"])
        self.muon.velocity = state["muon"]
        self.step, self.seconds = state["step"], state["seconds"]
        self.generator.set_state(state["generator"].cpu())
        self.choices.setstate(state["choices"])


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


def run(plan: Plan, folder: Path, begin_from: Path | None) -> None:
    """Train to the end of the plan.

    Args:
        plan: how long and how fast.
        folder: holds corpus, tokenizer, state, log and checkpoint; what is missing is made.
        begin_from: a checkpoint whose weights and tokenizer a new run begins with.
    """
    assert SPECIAL_TOKENS.index("<turn|>") == arch.TURN_END
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    load(folder / "corpus.json")
    if begin_from is not None and not (folder / "tokenizer").exists():
        (folder / "tokenizer").mkdir()
        for name in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copyfile(begin_from / name, folder / "tokenizer" / name)
    ensure_tokenizer(folder, plan.seed)
    trainer = Trainer(plan, device, read_tokens(folder / "tokenizer"))
    if (folder / "state.pt").exists():
        trainer.restore(folder / "state.pt")
    elif begin_from is not None:
        take_weights(trainer.model, load_file(begin_from / "model.safetensors"))
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[TrainingBatch] = context.Queue(maxsize=12)
    feeder = context.Process(target=feed, args=(queue, plan, trainer.step, folder), daemon=True)
    feeder.start()
    begun = saved = time.monotonic()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    sums, counted = torch.zeros(3), 0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        while trainer.step < plan.steps and not stop.is_set():
            sums += trainer.train_on(queue.get()).cpu()
            counted += 1
            now = time.monotonic()
            if trainer.step % LOG_EVERY == 0:
                loss, wrong, rollout = (sums / counted).tolist()
                seconds = trainer.seconds + now - begun
                record = {"step": trainer.step, "loss": loss, "wrong": wrong}
                record |= {"rollout": rollout, "seconds": seconds}
                log.write(
                    json.dumps({key: round(value, 4) for key, value in record.items()}) + "\n"
                )
                log.flush()
                sums, counted = torch.zeros(3), 0
            if now - saved > SAVE_SECONDS or trainer.step == plan.steps or stop.is_set():
                trainer.seconds, begun, saved = trainer.seconds + now - begun, now, now
                save(trainer, folder)
    feeder.terminate()


def main() -> None:
    """Read the options and train."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--steps", type=int, default=4_700)
    parser.add_argument("--seed", type=int, default=20_261)
    parser.add_argument("--from", type=Path, dest="begin_from", help="a checkpoint to go on from")
    parser.add_argument("--folder", type=Path, default=Path("build/starter"))
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    run(Plan(options.steps, options.seed), options.folder, options.begin_from)


if __name__ == "__main__":
    main()
