"""Any sequence of what a person can do to a draft and around it, against a list of strings.

Through the real flow, the real editor and the keys. The model knows nothing of hunks or layouts:
the passage is a row of words, of which every other one can differ from draft to draft.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.edit_flow import FlowState
from engine.request import SamplingOptions, Span
from tests.app.review_bench import Bench
from tests.app.review_model import HEAD, MOST_LETTERS, STAYS, TAIL, WORDS, Model, Slot, passage_of

# How often each act comes; the number beside it says which change, which letter, which words.
WEIGHTS = {
    "offer": 2,
    "take": 2,
    "leave": 3,
    "take all": 1,
    "leave all": 1,
    "type inside": 3,
    "type outside": 2,
    "go on outside": 2,
    "accept": 2,
    "reject": 1,
    "undo": 4,
    "redo": 3,
}
NAMES = [name for name, weight in WEIGHTS.items() for _ in range(weight)]
ACTS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, len(WORDS) ** 4 - 1)), min_size=5, max_size=24
)
Act = tuple[str, int]


def words_from(number: int) -> list[str]:
    return [WORDS[number // len(WORDS) ** place % len(WORDS)] for place in range(4)]


class Play:
    """Does each act to the editor and to the model."""

    def __init__(self, bench: Bench, words: list[str]) -> None:
        self.bench = bench
        self.first = f"{HEAD}{passage_of(words)}{TAIL}"
        self.model = Model([self.first])
        bench.editor.set_text(self.first, "markdown")

    def act(self, name: str, number: int) -> None:
        model, bench, flow = self.model, self.bench, self.bench.flow
        if name in ("undo", "redo"):
            getattr(bench, name)()
            getattr(model, name)()
        elif name in ("type outside", "go on outside"):
            self.type_outside(number, on=name == "go on outside")
        elif name == "offer":
            self.offer(words_from(number))
        elif model.reviewing:
            self.act_on_review(name, number)
        self.check()
        assert (flow.state is FlowState.REVIEWING) is model.reviewing

    def offer(self, words: list[str]) -> None:
        model, bench = self.model, self.bench
        if model.reviewing:
            olds = [slot.old for slot in model.reviews[-1]]
            bench.flow.offer(bench.draft(words))
            model.step([Slot(old, new) for old, new in zip(olds, words, strict=True)])
        else:
            span = bench.span(model.passage)
            request = bench.tab.make_request(span, "Do it", SamplingOptions())
            assert bench.flow.propose(request, bench.draft(words))
            model.start(words)

    def type_outside(self, number: int, *, on: bool) -> None:
        """Type a letter above or below, or behind the letter that was typed last."""
        model, bench = self.model, self.bench
        letter = "né🙂"[number % 3]
        on = on and model.typed is not None
        below = bench.editor.text().index(TAIL[:8]) + 8
        place = model.typed if on else below if number % 2 else 0
        assert place is not None
        bench.editor.select_span(Span(place, place))
        bench.letter(letter)
        model.write(f"{model.text[:place]}{letter}{model.text[place:]}", on=on)
        model.typed = place + 1

    def act_on_review(self, name: str, number: int) -> None:
        model, flow = self.model, self.bench.flow
        slots = list(model.reviews[-1])
        if name in ("take", "leave"):
            changes = model.changes()
            if changes:
                which = number % len(changes)
                self.decide(which, changes[which], taken=name == "take")
        elif name in ("take all", "leave all"):
            taken = name == "take all"
            flow.decide_all(taken=taken)
            self.keep([replace(slot, taken=taken) for slot in slots if slot.old != slot.new])
        elif name == "type inside":
            self.type_inside(number % 4, "xyz"[number % 3])
        elif name == "reject":
            flow.reject()
            model.end()
        else:
            result, before = model.result, model.passage
            assert flow.accept()
            if result != before:
                model.write(model.text.replace(before, result))
            model.end()

    def decide(self, number: int, slot: int, *, taken: bool) -> None:
        slots = list(self.model.reviews[-1])
        slots[slot] = replace(slots[slot], taken=taken)
        self.bench.flow.decide(number, taken=taken)
        self.model_step(slots)

    def keep(self, decided: list[Slot]) -> None:
        rest = iter(decided)
        slots = [next(rest) if s.old != s.new else s for s in self.model.reviews[-1]]
        self.model_step(slots)

    def model_step(self, slots: list[Slot]) -> None:
        """Follow the flow in what makes a step: the model does not tell open from taken."""
        if self.bench.flow.steps_done == len(self.model.marks) + 1:
            self.model.step(slots)
        else:
            assert slots == self.model.reviews[-1]

    def type_inside(self, number: int, letter: str) -> None:
        model, bench = self.model, self.bench
        slots = list(model.reviews[-1])
        word = slots[number].shown
        if len(word) >= MOST_LETTERS:
            return
        shown = [slot.shown for slot in slots]
        before = passage_of(shown).index(STAYS[number]) + len(STAYS[number]) + 2
        typed = f"{word[:1]}{letter}{word[1:]}"
        slots[number] = Slot(slots[number].old, typed)
        units = len(model.result[:before].encode("utf-16-le")) // 2
        bench.edit.enter_draft(units)
        bench.flow.seal()  # letters in a row are one step: here each is one
        bench.letter(letter)
        self.model_step(slots)

    def check(self) -> None:
        """The document is the model's, and the review would accept the model's text."""
        assert self.bench.editor.text() == self.model.text
        review = self.bench.flow.review
        if self.model.reviewing:
            assert review is not None
            assert review.text == self.model.result
            assert review.original == self.model.passage
            assert self.bench.edit.pad.text == self.model.result

    def end(self) -> None:
        """Give up what is reviewed and take everything back."""
        self.bench.flow.reject()
        self.model.end()
        self.check()
        for _ in range(len(self.model.documents)):
            self.bench.undo()
        assert self.bench.editor.text() == self.first


@pytest.fixture(scope="module")
def bench(qapp: QApplication) -> Iterator[Bench]:
    del qapp
    bench = Bench()
    yield bench
    bench.tab.let_go()
    bench.editor.close()


def play(bench: Bench, words: list[str], acts: list[Act]) -> None:
    started = Play(bench, words)
    first = ("offer", sum(map(WORDS.index, words)) * 97 % len(WORDS) ** 4)
    try:
        for name, number in (first, *acts):
            started.act(name, number)
    finally:
        bench.flow.reject()
    started.end()


FIRST = st.lists(st.sampled_from(WORDS), min_size=4, max_size=4)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=100, deadline=None, suppress_health_check=QUIET)
@given(words=FIRST, acts=ACTS)
def test_some_sequences(qtbot: QtBot, bench: Bench, words: list[str], acts: list[Act]) -> None:
    del qtbot
    play(bench, words, acts)


# An insertion that was left, and typing in its place: found once, and not by every run.
LEFT_AND_TYPED: list[Act] = [("offer", 0)] * 3
LEFT_AND_TYPED += [("leave", 123), ("type inside", 0), ("leave", 2), ("type inside", 0)]
LEFT_AND_TYPED += [("take", 94)]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_two_thousand_sequences(qtbot: QtBot, bench: Bench, part: int) -> None:
    """In parts: none comes near the time after which a test counts as hung, on a busy machine."""
    del qtbot

    @example(words=["日本語", "cat", "cat", "cat"], acts=LEFT_AND_TYPED)
    @settings(max_examples=500, deadline=None, suppress_health_check=QUIET)
    @given(words=FIRST, acts=ACTS)
    def sequence(words: list[str], acts: list[Act]) -> None:
        play(bench, words, acts)

    # Where every run has the same examples, each part has its own.
    (seed(part)(sequence) if settings().derandomize else sequence)()
