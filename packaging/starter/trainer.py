"""One step of training after the other: the model, its optimizers and the batches on their way.

Knows no files and no other processes than through ``Together``.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

import architecture as arch
from batches import TrainingBatch
from circuits import PAIRS_OF_LAYERS, start_with_copying
from lean_model import Batch, LeanModel, soft_capped_logits
from optimizer import Muon
from plan import Plan
from trajectory import Trajectory, begin, draft_weight
from workers import Together

# Batches in flight: enough that a step seldom follows one on the same texts.
IN_FLIGHT = 16
# The weight above which a position counts in the log.
MUCH = 0.7
CIRCUIT_NAMES = ("q_proj", "k_proj", "v_proj", "o_proj")


def score(hidden: Tensor, embedding: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
    """Return each position's cross entropy [N] and the soft-capped logits [N, V], float32."""
    logits = soft_capped_logits(hidden, embedding)
    return functional.cross_entropy(logits, targets, reduction="none"), logits


def settle(logits: Tensor, temperature: float) -> tuple[Tensor, Tensor, Tensor]:
    """Return the shares [N, V] of logits [N, V], their running sums, and the entropies [N]."""
    log_p = (logits / temperature).log_softmax(-1)
    shares = log_p.exp()
    return shares, shares.cumsum(-1), (shares * log_p).sum(-1).neg()


class Trainer:
    """The model, its optimizers and one step of training."""

    def __init__(
        self,
        plan: Plan,
        device: torch.device,
        tokens: Sequence[str],
        together: Together,
        *,
        compiled: bool = True,
    ) -> None:
        """Begin with fresh weights.

        Args:
            plan: how long and how fast.
            device: where to train.
            tokens: the vocabulary, in the order of the ids.
            together: the processes of the run.
            compiled: fuse operations; not worth it for a few steps.
        """
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = device
        self.together = together
        self.model = LeanModel()
        start_with_copying(self.model, tokens)
        self.model.to(device)
        self.model.tables = {
            name: (cos.to(device), sin.to(device)) for name, (cos, sin) in self.model.tables.items()
        }
        self.score, self.settle = score, settle
        if compiled:
            self.model.compile_layers()
            self.score = torch.compile(score, dynamic=True)
            self.settle = torch.compile(settle, dynamic=True)
        self.parameters: list[nn.Parameter] = list(self.model.parameters())
        self.muon, self.adam = self.optimizers()
        self.step = 0
        self.seconds = 0.0
        seed = plan.seed + together.rank
        self.generator = torch.Generator(device=device).manual_seed(seed)
        self.choices = random.Random(seed)
        self.in_flight: list[Trajectory] = []

    def optimizers(self) -> tuple[Muon, torch.optim.AdamW]:
        """Return Muon for most matrices and Adam for the rest.

        A step of Muon has the same size in all directions: it would soon wash the circuits out.
        """
        circuits = {
            id(parameter)
            for pair in PAIRS_OF_LAYERS
            for layer in (pair[0], pair[2])
            for name, parameter in self.model.layers[layer].named_parameters()
            if name in CIRCUIT_NAMES
        }
        matrices = [p for layer in self.model.layers for p in layer.parameters() if p.ndim >= 2]
        by_muon = [
            p
            for p in matrices
            if id(p) not in circuits and (p.shape[0] != arch.EXPERTS or p.ndim == 3)
        ]
        taken = {id(p) for p in by_muon} | circuits
        groups = [
            {
                "params": [p for p in self.parameters if id(p) not in taken],
                "base": self.plan.other_rate,
            },
            {
                "params": [p for p in matrices if id(p) in circuits],
                "base": self.plan.circuit_rate,
            },
        ]
        adam = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0, eps=1e-10)
        return Muon(by_muon), adam

    def advance(self, batches: Iterator[TrainingBatch]) -> Tensor:
        """Take one step of training on a batch in flight.

        Returns:
            [3]: over the positions that are asked for most, the sum of their losses, how often
            the argmax is wrong, and how many they are.
        """
        self.step += 1
        if len(self.in_flight) < IN_FLIGHT:
            self.in_flight.append(begin(next(batches), self.choices, self.device))
        place = self.choices.randrange(len(self.in_flight))
        figures, after = self.learn(self.in_flight[place])
        if after.left == 0:
            after = begin(next(batches), self.choices, self.device)
        self.in_flight[place] = after
        return figures

    def learn(self, state: Trajectory) -> tuple[Tensor, Trajectory]:
        """Learn from one state of a batch; return figures and the state that follows."""
        batch = Batch(state.ids, state.segment, state.position, state.horizon)
        with torch.autocast(self.device.type, torch.bfloat16):
            hidden = self.model.hidden(batch, state.signal).flatten(0, 1)[state.picked]
            each, logits = self.score(hidden, self.model.embedding, state.target)
        loss = (each * state.weight).sum() / state.weight.sum()
        loss.backward()
        self.together.share_gradients(self.parameters)
        self.update()
        with torch.no_grad():
            # Sums and a count: a draft that is right throughout asks for nothing.
            asked = (state.weight > MUCH).float()
            wrong = (logits.argmax(-1) != state.target).float()
            figures = torch.stack(((each * asked).sum(), (wrong * asked).sum(), asked.sum()))
            if state.left == 1:
                return figures, replace(state, left=0)
            return figures, self.denoise(state, logits.detach())

    def update(self) -> None:
        """Move the weights along their gradients and drop those."""
        rate = self.plan.rate(self.step)
        self.muon.step(self.plan.matrix_rate * rate)
        for group in self.adam.param_groups:
            group["lr"] = group["base"] * rate
        self.adam.step()
        self.adam.zero_grad(set_to_none=True)

    def denoise(self, state: Trajectory, logits: Tensor) -> Trajectory:
        """Take the denoising step that ``logits`` [N, V] stand for, as the sampler does."""
        shares, running, entropy = self.settle(logits, self.choices.uniform(0.35, 0.65))
        ordered, order = entropy.view(-1, state.canvas).sort(-1)
        in_order = ordered.cumsum(-1) - ordered <= arch.ENTROPY_BOUND
        accepted = torch.zeros_like(in_order).scatter(-1, order, in_order)
        chance = torch.rand((len(entropy), 1), generator=self.generator, device=self.device)
        drawn = torch.searchsorted(running, chance * running[:, -1:]).squeeze(1)
        noise = torch.randint(
            arch.VOCABULARY, drawn.shape, generator=self.generator, device=self.device
        )
        drawn = torch.where(accepted.flatten(), drawn.clamp_max(arch.VOCABULARY - 1), noise)
        target = state.target.view(-1, state.canvas)
        weight = draft_weight(drawn.view(-1, state.canvas), target, accepted, target != arch.PAD)
        ids = state.ids.flatten().clone()
        ids[state.picked] = drawn
        signal = torch.zeros(ids.shape[0], arch.HIDDEN, device=self.device)
        signal[state.picked] = self.model.expected_embedding(shares.bfloat16())
        return replace(
            state,
            ids=ids.view_as(state.ids),
            weight=weight.flatten(),
            signal=signal.view(*state.ids.shape, -1),
            left=state.left - 1,
        )

    def state(self) -> dict[str, object]:
        """Return what a later run needs to go on, but for the batches in flight."""
        return {
            "model": self.model.state_dict(),
            "adam": self.adam.state_dict(),
            "muon": self.muon.velocity,
            "step": self.step,
            "seconds": self.seconds,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self.model.load_state_dict(state["model"])
        self.adam.load_state_dict(state["adam"])
        self.muon.velocity = state["muon"]
        self.step, self.seconds = state["step"], state["seconds"]
        self.generator.manual_seed(self.plan.seed + self.together.rank + self.step)
        self.choices.seed(self.plan.seed + self.together.rank + self.step)
