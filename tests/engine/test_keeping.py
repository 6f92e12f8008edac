"""What does not settle stays as it was selected: over a made-up model, and with the starter."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
import torch
from tokenizers import Tokenizer

from engine.canvas import CanvasPlan
from engine.denoise import FullLogits, LoopStep, denoise
from engine.draft_text import TokenPieces, spell
from engine.events import DenoiseStep
from engine.keeping import PATIENCE, Held, Keeper, denoise_keeping, may_keep
from engine.paths import starter_folder
from engine.plain_tokenizer import PlainTokenizer
from engine.request import EditRequest, SamplingOptions, Span
from engine.sampling import Sampling
from engine.session import Engine
from tests.engine.session_stage import draft_of, run, steps_of

LENGTH = 48
VOCABULARY = 2560
ALL = ""
END, PAD = 6, 0
SELECTED = "teh cat sat on a frsh mat and slept"
RAW = Tokenizer.from_file(str(starter_folder() / "tokenizer.json"))
TOKENIZER = PlainTokenizer(RAW)
PIECES = TokenPieces(RAW)


def encode(text: str) -> list[int]:
    return TOKENIZER.encode(text)


def canvas_of(text: str) -> list[int]:
    ids = [*encode(text), END]
    return ids + [PAD] * (LENGTH - len(ids))


def text_of(step: LoopStep) -> str:
    return spell(PIECES, step.ids[: step.ids.index(END)]).text


@dataclass
class Torn:
    """A denoiser that is unsure from some words on, until the canvas holds what solves them.

    Attributes:
        texts: up to where it is sure, and what has to stand in front for that to hold no more.
        whole: what it is sure of in the end.
    """

    texts: tuple[tuple[str, str], ...]
    whole: str

    def extend(self, ids: torch.Tensor) -> None:
        raise AssertionError(f"one canvas is all, not {ids}")

    def fork(self) -> "Torn":
        return replace(self)

    def logits(self, canvas: torch.Tensor, scores: torch.Tensor | None) -> torch.Tensor:
        assert scores is None or scores.shape == (LENGTH, VOCABULARY)
        wanted, sure = canvas_of(self.whole), LENGTH
        for settled, solved in self.texts:
            front = encode(solved)
            if canvas[: len(front)].tolist() != front:
                sure = len(encode(settled))
                break
        logits = torch.zeros(LENGTH, VOCABULARY)
        logits[torch.arange(sure), torch.tensor(wanted[:sure], dtype=torch.int64)] = 40.0
        return logits


def plan_of(selected: str = SELECTED) -> CanvasPlan:
    source = (*encode(selected), END)
    return CanvasPlan(LENGTH, VOCABULARY, source, PAD, 1.0, {}, (END,))


def keep(
    model: Torn, *, max_steps: int = 48, cancel: threading.Event | None = None
) -> Iterator[LoopStep]:
    plan = plan_of()
    return denoise_keeping(
        FullLogits(model),
        plan,
        Sampling(max_steps=max_steps),
        keeper=Keeper(SELECTED, TOKENIZER, PIECES, plan),
        generator=torch.Generator().manual_seed(0),
        cancel=cancel or threading.Event(),
    )


SURE = Torn((), "the cat sat on a fresh mat and slept")
ONE_WORD = Torn(
    (("the cat sat on a ", "the cat sat on a frsh"),), "the cat sat on a frsh mat and slept"
)


def test_a_draft_that_settles_is_the_one_of_the_plain_loop() -> None:
    plain = denoise(
        FullLogits(SURE),
        plan_of(),
        Sampling(),
        canvases=1,
        end_ids=(END,),
        generator=torch.Generator().manual_seed(0),
        cancel=threading.Event(),
    )
    assert list(keep(SURE)) == list(plain)


def test_a_word_that_does_not_settle_stays_and_the_draft_goes_on_behind_it() -> None:
    steps = list(keep(ONE_WORD))
    last = steps[-1]
    assert text_of(last) == "the cat sat on a frsh mat and slept"
    assert (last.converged, last.last, last.kept) == (True, True, 1)
    assert [step.step for step in steps] == list(range(1, len(steps) + 1))
    assert not any(step.last or step.converged for step in steps[:-1])
    # The first step finds all that settles, and as many as it takes to give up find nothing more.
    assert [step.kept for step in steps[: PATIENCE + 2]] == [0] * (PATIENCE + 1) + [1]


def test_what_is_held_counts_as_accepted_and_nothing_as_pinned() -> None:
    step = list(keep(ONE_WORD))[PATIENCE + 1]
    front = len(encode("the cat sat on a frsh"))
    assert all(step.accepted[:front])
    assert not any(step.pinned)


def test_where_nothing_is_left_behind_the_last_word_the_draft_has_settled() -> None:
    model = Torn((("the cat sat on a fresh mat and ", "never"),), SURE.whole)
    last = list(keep(model))[-1]
    assert text_of(last) == "the cat sat on a fresh mat and slept"
    assert (last.converged, last.last, last.kept) == (True, True, 1)


def test_where_the_steps_run_out_the_rest_is_the_selection() -> None:
    model = Torn((("the cat ", "never"),), SURE.whole)
    steps = list(keep(model, max_steps=5))
    assert len(steps) == 5
    assert text_of(steps[-1]) == SELECTED.replace("teh", "the")
    assert (steps[-1].converged, steps[-1].last) == (False, True)


def test_a_draft_of_which_nothing_settles_is_the_selection() -> None:
    last = list(keep(Torn((("", "never"),), SURE.whole)))[-1]
    assert text_of(last) == SELECTED


def test_a_cancelled_run_computes_no_further_step() -> None:
    cancel = threading.Event()
    steps = keep(ONE_WORD, cancel=cancel)
    taken = [next(steps) for _ in range(PATIENCE + 2)]
    cancel.set()
    assert list(steps) == []
    assert len(taken) == PATIENCE + 2


@pytest.mark.parametrize(
    ("draft", "selected", "held", "reached"),
    [
        # Half a word is none.
        ("the cat sat on a fr", SELECTED, "the cat sat on a frsh", "teh cat sat on a frsh"),
        # A repeated word went, and the next is neither lost nor doubled.
        ("give the cat a b", "give the the cat a mouse", "give the cat a mouse", ALL),
        # A word was parted, and two were joined.
        ("can not be fou", "cannot be fuond", "can not be fuond", ALL),
        ("cannot be fou", "can not be fuond", "cannot be fuond", ALL),
        # The blanks before the word are those of the selection.
        ("a\n    re", "a\n    retrun b", "a\n    retrun", "a\n    retrun"),
    ],
)
def test_what_is_held_ends_where_the_selection_goes_on(
    draft: str, selected: str, held: str, reached: str
) -> None:
    keeper = Keeper(selected, TOKENIZER, PIECES, plan_of(selected))
    ids = encode(draft)
    noise = [encode("x")[0]] * (LENGTH - len(ids))
    step = LoopStep(0, 1, 0.5, (*ids, *noise), (0.0,) * LENGTH, (), (), False, False)
    found = keeper.hold(Held(), step, len(ids))
    assert (found.text, selected[: found.reached]) == (held, reached or selected)


def test_parts_with_a_place_of_their_own_and_long_texts_are_refined_as_ever() -> None:
    plan = plan_of()
    assert may_keep(plan)
    assert not may_keep(replace(plan, pins={3: 9}))
    assert not may_keep(replace(plan, strengths={3: 0.5}))
    assert not may_keep(plan_of(SELECTED * 4))


@pytest.fixture(scope="module")
def starter() -> Engine:
    return Engine.load(starter_folder(), device="cpu")


def ask(selected: str, *, keep_unsettled: bool = True, **options: int) -> EditRequest:
    return EditRequest(
        edit_id=1,
        document_revision=0,
        span=Span(0, len(selected)),
        before="",
        selected=selected,
        after="",
        instruction="Fix spelling and punctuation",
        options=SamplingOptions(keep_unsettled=keep_unsettled, **options),
    )


UNKNOWN = "  If exppected type is a type objet, it means it is a nested clsss.\n"


def test_words_that_the_starter_does_not_know_damage_no_others(starter: Engine) -> None:
    events = run(starter, ask(UNKNOWN))
    steps, draft = steps_of(events), draft_of(events)
    right = "  If expected type is a type object, it means it is a nested class.\n"
    pairs = zip(UNKNOWN.split(), right.split(), draft.text.split(), strict=True)
    assert all(written in (selected, meant) for selected, meant, written in pairs)
    assert draft.kept > 0
    assert draft.turn_closed
    assert steps[-1].text == draft.text
    assert len(steps) <= steps[-1].step_cap
    assert draft_of(run(starter, ask(UNKNOWN))).text == draft.text


def test_a_known_mistake_is_put_right_as_ever(starter: Engine) -> None:
    selected = "The libary is availible."
    kept, plain = (draft_of(run(starter, ask(selected, keep_unsettled=on))) for on in (True, False))
    assert kept.text == plain.text == "The library is available."
    assert (kept.steps, kept.kept) == (plain.steps, 0)


def test_every_variant_keeps_what_it_did_not_settle(starter: Engine) -> None:
    events = run(starter, ask(UNKNOWN, variants=2))
    best = draft_of(events)
    for draft in (best, *best.others):
        assert len(draft.text.split()) == len(UNKNOWN.split())
    shown = {event.variant: event.text for event in events if isinstance(event, DenoiseStep)}
    assert shown == {draft.variant: draft.text for draft in (best, *best.others)}
