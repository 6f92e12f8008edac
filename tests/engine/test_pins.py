"""Whatever is painted: a draft has every pinned range in order, byte for byte."""

import threading
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.events import Cancelled, Draft
from engine.prompt import split_padding
from engine.request import EditRequest, Span, Stroke
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, draft_of, make_request, run, steps_of
from tests.tiny_checkpoint import make_checkpoint

# Two to four canvases of 16 tokens, and signs that take several tokens each.
_TEXTS = st.one_of(
    st.text(min_size=1, max_size=50),
    st.text(alphabet="ab é爱😀(.,\n\t", min_size=1, max_size=50),
    st.lists(st.sampled_from(["the", "lazy", "dogs,", "(jump)", "naïve", "😀"]), min_size=4).map(
        " ".join
    ),
).filter(str.strip)


@pytest.fixture(scope="module", params=[False, True], ids=["held", "floating"])
def wild(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Pins are held in the canvas, or, for a model that was taught single edits, float."""
    settings = SETTINGS | {"taught_only": request.param}
    folder = make_checkpoint(tmp_path_factory.mktemp("pins"), settings=settings, seed=4)
    return Engine.load(folder, device="cpu")


@st.composite
def painted(draw: st.DrawFn) -> EditRequest:
    """Draw a request whose parts are pinned, have a strength, or neither."""
    text = draw(_TEXTS)
    cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=8))})
    spans = [Span(start, end) for start, end in pairwise(cuts)]
    brushes = draw(
        st.lists(
            st.sampled_from(["pin", 0.1, 0.3, 1.0, None]),
            min_size=len(spans),
            max_size=len(spans),
        )
    )
    pairs = list(zip(spans, brushes, strict=True))
    request = make_request(
        text,
        seed=draw(st.integers(0, 99)),
        strength=draw(st.sampled_from([0.2, 0.7, 1.0])),
        max_steps=2,
    )
    return replace(
        request,
        pinned=tuple(span for span, brush in pairs if brush == "pin"),
        strokes=tuple(Stroke(span, brush) for span, brush in pairs if isinstance(brush, float)),
    )


def check_pinned(request: EditRequest, draft: str) -> None:
    """Look for the pinned ranges one behind the other; white space around all is kept anyway."""
    lead, core, trail = split_padding(request.selected)
    assert draft.startswith(lead)
    assert draft.endswith(trail)
    here = len(lead)
    for span in request.pinned:
        start = max(span.start, len(lead))
        part = request.selected[start : min(span.end, len(lead) + len(core))]
        here = draft.index(part, here) + len(part)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(request=painted())
def test_the_draft_has_every_pinned_range_in_order(wild: Engine, request: EditRequest) -> None:
    events = run(wild, request)
    check_pinned(request, draft_of(events).text)


def test_pins_hold_over_several_canvases(wild: Engine) -> None:
    text = " ".join(f"word{number} (naïve)" for number in range(12))
    words = [f"word{number}" for number in (0, 3, 7, 11)]
    pinned = tuple(Span(text.index(word), text.index(word) + len(word)) for word in words)
    events = run(wild, replace(make_request(text, max_steps=3), pinned=pinned))
    draft = draft_of(events)
    assert draft.canvases > 2
    here = 0
    for word in words:
        place = draft.text.index(word, here)
        here = place + len(word)
        # Never glued to what the model wrote beside it.
        assert not draft.text[:place][-1:].isalnum()
        assert not draft.text[here : here + 1].isalnum()
    check_pinned(replace(make_request(text), pinned=pinned), steps_of(events)[-1].text)


def test_all_pinned_comes_back_as_it_was(wild: Engine) -> None:
    text = "the lazy dog, 😀 and a naïve fox jumps over\n"
    request = replace(make_request(text, max_steps=2), pinned=(Span(0, len(text)),))
    assert draft_of(run(wild, request)).text.startswith(text.rstrip())


def test_a_run_that_is_stopped_has_them_too(wild: Engine) -> None:
    text = "one lazy dog jumps"
    request = replace(make_request(text, max_steps=4), pinned=(Span(4, 8),))
    cancel = threading.Event()
    last: object = None
    for event in wild.edit(request, cancel):
        cancel.set()
        last = event
    draft = last.draft if isinstance(last, Cancelled) else last
    assert draft is None or (isinstance(draft, Draft) and "lazy" in draft.text)


def test_strokes_change_the_draft_and_are_reproduced(wild: Engine) -> None:
    request = make_request(strength=1.0, max_steps=2)
    stroke = Stroke(Span(0, len(request.selected)), 0.1)
    first, again, plain = (
        [step.text for step in steps_of(run(wild, each))]
        for each in (
            replace(request, strokes=(stroke,)),
            replace(request, strokes=(stroke,)),
            request,
        )
    )
    assert first == again
    assert first != plain
