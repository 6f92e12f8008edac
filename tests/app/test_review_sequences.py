"""Any sequence of what a person can do to a draft and around it, against a list of strings.

Through the real flow, the real editor and the keys. The model knows nothing of hunks or layouts:
the passage is a row of words, of which every other one can differ from draft to draft.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.document import Document
from app.edit_flow import EditFlow, FlowState
from app.editor.editor_view import EditorView
from app.editor.review_hand import ReviewHand
from app.preview.page_view import PageView
from app.tab import Tab
from app.theme import load_theme
from engine.events import Draft
from engine.request import SamplingOptions, Span
from tests.app.review_model import HEAD, MOST_LETTERS, STAYS, TAIL, WORDS, Model, Slot, passage_of


class Bench:
    """One tab for all sequences."""

    def __init__(self) -> None:
        self.editor = EditorView()
        self.flow = EditFlow(self.editor.text_at)
        page = PageView(load_theme("light"))
        self.tab = Tab("1", Document(), self.editor, page, flow=self.flow)
        self.editor.resize(500, 400)
        self.editor.show()
        self.serial = 0

    @property
    def edit(self) -> ReviewHand:
        edit = self.editor.focusProxy()
        assert isinstance(edit, ReviewHand)
        return edit

    def draft(self, words: list[str]) -> Draft:
        self.serial += 1  # no two drafts are one
        return Draft(0, passage_of(words), 1, 0.1, True, True, self.serial, 3, "Test", 1, 0)

    def span(self, part: str) -> Span:
        start = self.editor.text().index(part)
        return Span(start, start + len(part))

    def letter(self, text: str) -> None:
        self._press(Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, text)

    def undo(self) -> None:
        self._press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    def redo(self) -> None:
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        self._press(Qt.Key.Key_Z, both)

    def _press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str = "") -> None:
        QApplication.sendEvent(self.edit, QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text))


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("offer"), st.lists(st.sampled_from(WORDS), min_size=4, max_size=4)),
        st.tuples(st.sampled_from(["take", "leave"]), st.integers(0, 3)),
        st.tuples(st.sampled_from(["take all", "leave all"]), st.just(0)),
        st.tuples(st.just("type inside"), st.tuples(st.integers(0, 3), st.sampled_from("xyz"))),
        st.tuples(st.just("type outside"), st.tuples(st.booleans(), st.sampled_from("né🙂"))),
        st.tuples(st.sampled_from(["accept", "reject", "undo", "undo", "redo"]), st.just(0)),
    ),
    min_size=1,
    max_size=25,
)
Act = tuple[str, object]


class Play:
    """Does each act to the editor and to the model."""

    def __init__(self, bench: Bench, words: list[str]) -> None:
        self.bench = bench
        self.first = f"{HEAD}{passage_of(words)}{TAIL}"
        self.model = Model([self.first])
        bench.editor.set_text(self.first, "markdown")

    def act(self, name: str, value: object) -> None:
        model, bench, flow = self.model, self.bench, self.bench.flow
        if name in ("undo", "redo"):
            getattr(bench, name)()
            getattr(model, name)()
        elif name == "type outside":
            self.type_outside(value)
        elif name == "offer":
            self.offer(value)
        elif model.reviewing:
            self.act_on_review(name, value)
        self.check()
        assert (flow.state is FlowState.REVIEWING) is model.reviewing

    def offer(self, value: object) -> None:
        assert isinstance(value, list)
        model, bench = self.model, self.bench
        if model.reviewing:
            olds = [slot.old for slot in model.reviews[-1]]
            bench.flow.offer(bench.draft(value))
            model.step([Slot(old, new) for old, new in zip(olds, value, strict=True)])
        else:
            span = bench.span(model.passage)
            request = bench.tab.make_request(span, "Do it", SamplingOptions())
            assert bench.flow.propose(request, bench.draft(value))
            model.start(value)

    def type_outside(self, value: object) -> None:
        assert isinstance(value, tuple)
        above, letter = value
        model, bench = self.model, self.bench
        place = 0 if above else bench.editor.text().index(TAIL[:8]) + 8
        bench.editor.select_span(Span(place, place))
        bench.letter(letter)
        model.write(f"{model.text[:place]}{letter}{model.text[place:]}")

    def act_on_review(self, name: str, value: object) -> None:
        model, flow = self.model, self.bench.flow
        slots = list(model.reviews[-1])
        if name in ("take", "leave"):
            changes = model.changes()
            assert isinstance(value, int)
            if changes:
                number = value % len(changes)
                self.decide(number, changes[number], taken=name == "take")
        elif name in ("take all", "leave all"):
            taken = name == "take all"
            flow.decide_all(taken=taken)
            self.keep([replace(slot, taken=taken) for slot in slots if slot.old != slot.new])
        elif name == "type inside":
            self.type_inside(value)
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

    def type_inside(self, value: object) -> None:
        assert isinstance(value, tuple)
        number, letter = value
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
    try:
        for name, value in acts:
            started.act(name, value)
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


@pytest.mark.slow
@settings(max_examples=2_000, deadline=None, suppress_health_check=QUIET)
@given(words=FIRST, acts=ACTS)
def test_two_thousand_sequences(
    qtbot: QtBot, bench: Bench, words: list[str], acts: list[Act]
) -> None:
    del qtbot
    play(bench, words, acts)
