"""The loop over a model that is made up: what is computed when, and when it stops."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
import torch

from engine.canvas import CanvasPlan
from engine.denoise import FullLogits, LoopStep, denoise
from engine.errors import NonFiniteLogitsError
from engine.sampling import Sampling

LENGTH = 8
VOCABULARY = 30
END = 6
SURE = 40.0


@dataclass
class Script:
    """A denoiser that is sure of the canvas that the script holds for each step."""

    drafts: list[list[int]]
    sureness: float = SURE
    bad_step: int = 0
    read: list[list[int]] = field(default_factory=list)
    canvases: list[list[int]] = field(default_factory=list)
    scores: list[torch.Tensor | None] = field(default_factory=list)

    def extend(self, ids: torch.Tensor) -> None:
        self.read.append(ids.tolist())

    def fork(self) -> "Script":
        return replace(self)

    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        self.canvases.append(canvas.tolist())
        self.scores.append(scores)
        draft = self.drafts[min(len(self.canvases), len(self.drafts)) - 1]
        logits = torch.zeros(LENGTH, VOCABULARY)
        logits[torch.arange(LENGTH), torch.tensor(draft)] = self.sureness
        if len(self.canvases) == self.bad_step:
            logits[3, 3] = torch.nan
        return logits


def run(
    script: Script,
    *,
    sampling: Sampling | None = None,
    canvases: int = 1,
    pins: dict[int, int] | None = None,
    cancel: threading.Event | None = None,
) -> Iterator[LoopStep]:
    plan = CanvasPlan(LENGTH, VOCABULARY, (), 0, 1.0, pins or {}, (END,))
    return denoise(
        FullLogits(script),
        plan,
        sampling or Sampling(max_steps=5),
        canvases=canvases,
        end_ids=(END,),
        generator=torch.Generator().manual_seed(0),
        cancel=cancel or threading.Event(),
    )


ONE, TWO = [7] * LENGTH, [8] * LENGTH


def test_a_stable_and_sure_canvas_stops() -> None:
    steps = list(run(Script([ONE, TWO, TWO, ONE])))
    assert [step.ids[0] for step in steps] == [7, 8, 8]
    assert [step.converged for step in steps] == [False, False, True]
    assert [step.last for step in steps] == [False, False, True]


def test_an_unsure_canvas_runs_to_the_cap() -> None:
    steps = list(run(Script([ONE], sureness=1.0)))
    assert [step.step for step in steps] == [1, 2, 3, 4, 5]
    assert steps[-1].last
    assert not steps[-1].converged


def test_stability_may_be_asked_for_longer() -> None:
    steps = list(run(Script([ONE]), sampling=Sampling(max_steps=9, stability_threshold=3)))
    assert len(steps) == 4
    steps = list(run(Script([ONE]), sampling=Sampling(max_steps=9, stability_threshold=0)))
    assert len(steps) == 1


def test_temperatures_follow_the_schedule() -> None:
    sampling = Sampling(max_steps=4, t_min=0.4, t_max=0.8)
    steps = list(run(Script([ONE, TWO, ONE, TWO]), sampling=sampling))
    assert [step.temperature for step in steps] == pytest.approx([0.8, 0.7, 0.6, 0.5])


def test_a_step_reads_the_canvas_and_the_scores_of_the_one_before() -> None:
    script = Script([ONE, TWO, TWO])
    list(run(script))
    assert script.scores[0] is None
    scores = script.scores[1]
    assert scores is not None
    assert scores.argmax(-1).tolist() == ONE
    # Sure as it is, all of the first draft was accepted.
    assert script.canvases[1] == ONE


def test_a_finished_canvas_is_read_before_the_next() -> None:
    script = Script([ONE, ONE, TWO, TWO, ONE])
    steps = list(run(script, canvases=3, sampling=Sampling(max_steps=2)))
    assert [(step.canvas, step.step) for step in steps] == [
        (0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2),
    ]  # fmt: skip
    assert script.read == [ONE, TWO]
    assert [scores is None for scores in script.scores] == [True, False] * 3


def test_an_end_of_turn_in_the_draft_stops_the_canvases() -> None:
    ended = [7, 7, END, 0, 0, 0, 0, 0]
    script = Script([ended])
    assert {step.canvas for step in run(script, canvases=3)} == {0}
    assert script.read == []


def test_after_cancel_no_step_is_computed() -> None:
    script = Script([ONE, TWO, ONE, TWO])
    cancel = threading.Event()
    seen = 0
    for step in run(script, cancel=cancel, canvases=2):
        seen = step.step
        if seen == 2:
            cancel.set()
    assert seen == 2
    assert len(script.canvases) == 2
    assert script.read == []


def test_cancel_before_the_first_step_computes_nothing() -> None:
    script = Script([ONE])
    cancel = threading.Event()
    cancel.set()
    assert list(run(script, cancel=cancel)) == []
    assert script.canvases == []


def test_cancel_after_a_finished_canvas_reads_nothing() -> None:
    script = Script([ONE])
    cancel = threading.Event()
    for step in run(script, canvases=2, cancel=cancel):
        if step.last:
            cancel.set()
    assert script.read == []


def test_steps_come_one_by_one() -> None:
    script = Script([ONE, TWO, ONE])
    steps = run(script)
    next(steps)
    assert len(script.canvases) == 1
    assert not torch.is_inference_mode_enabled()


def test_not_a_number_names_the_step() -> None:
    script = Script([ONE, TWO, ONE], bad_step=3)
    with pytest.raises(NonFiniteLogitsError, match="step 3 of canvas 1"):
        list(run(script))


def test_pinned_tokens_are_in_every_canvas_that_the_model_reads() -> None:
    script = Script([ONE, TWO, ONE, TWO], sureness=2.0)
    steps = list(run(script, pins={2: 21, 5: 22}))
    assert all((canvas[2], canvas[5]) == (21, 22) for canvas in script.canvases)
    assert all((step.ids[2], step.ids[5]) == (21, 22) for step in steps)
    assert steps[0].pinned == (False, False, True, False, False, True, False, False)
    assert all(
        not (accepted and pinned)
        for step in steps
        for accepted, pinned in zip(step.accepted, step.pinned, strict=True)
    )


def test_pinned_positions_do_not_make_a_canvas_sure() -> None:
    """With seven of eight positions pinned, the mean entropy is that of the eighth."""
    script = Script([ONE], sureness=3.0)
    steps = list(run(script, pins=dict.fromkeys(range(7), 9)))
    assert not any(step.converged for step in steps)


def test_a_canvas_with_every_position_pinned_converges() -> None:
    steps = list(run(Script([ONE]), pins=dict.fromkeys(range(LENGTH), 9)))
    assert steps[-1].converged
    assert steps[-1].ids == (9,) * LENGTH
    assert str(steps[-1].entropies[0]) == "0.0"
