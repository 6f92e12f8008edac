"""Where an old text stands now, and what is said of a run."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.entry import HistoryEntry, HistoryLine, Outcome
from app.history.places import gap_place, nearest_place
from app.history.words import ICONS, entry_facts, line_details, line_title, when_text
from app.icons import icon_folder
from engine.request import SamplingOptions, Span
from tests.app.history.runs import make_draft, make_request

ZONE = timezone(timedelta(hours=2))
NOW = datetime(2026, 11, 26, 0, 30, tzinfo=ZONE)  # a Thursday


@given(
    text=st.text("ab", max_size=30), wanted=st.text("ab", min_size=1, max_size=3), data=st.data()
)
def test_the_nearest_place_is_found(text: str, wanted: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 40))
    every = [start for start in range(len(text)) if text.startswith(wanted, start)]
    found = nearest_place(text, wanted, place)
    if not every:
        assert found is None
    else:
        assert found is not None
        assert found.start in every
        assert abs(found.start - place) == min(abs(start - place) for start in every)
        assert len(found) == len(wanted)


def test_nothing_stands_nowhere() -> None:
    assert nearest_place("text", "", 2) is None


def test_a_gap_is_found_by_what_stands_around_it() -> None:
    assert gap_place("New. One two.", "One ", "two.", 4) == Span(9, 9)
    assert gap_place("One three.", "One ", "two.", 4) is None


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=5), "today 00:25"),
        (timedelta(minutes=45), "yesterday 23:45"),
        (timedelta(days=1, minutes=45), "Tue 23:45"),
        (timedelta(days=6), "Fri 00:30"),
        (timedelta(days=7), "19 Nov 00:30"),
        (timedelta(days=200), "10 May 00:30"),
        (timedelta(days=500), "14 Jul 2025"),
        (-timedelta(days=2), "28 Nov 2026"),
    ],
)
def test_moments_are_told_as_one_speaks_of_them(ago: timedelta, words: str) -> None:
    assert when_text((NOW - ago).timestamp(), NOW) == words


def test_a_line_tells_what_became_of_the_run() -> None:
    line = HistoryLine(1, NOW.timestamp(), "notes.md", "Fix\n  it", Outcome.NOT_TAKEN)
    assert line_title(line) == "Fix it"
    assert line_details(line, NOW) == "not taken · today 00:30 · notes.md"
    assert line_title(replace(line, instruction="")) == "Fill at the caret"
    assert line_details(replace(line, title=""), NOW).endswith("Untitled")


def test_every_outcome_has_an_icon() -> None:
    assert set(ICONS) == set(Outcome)
    for name in ICONS.values():
        assert (icon_folder() / f"{name}.svg").is_file()


def test_the_facts_name_seed_and_what_was_set_otherwise() -> None:
    line = HistoryLine(1, 0.0, "notes.md", "Fix it", Outcome.ACCEPTED)
    request = replace(
        make_request(), options=SamplingOptions(seed=3, strength=0.4, variants=2, max_steps=9)
    )
    entry = HistoryEntry(
        line, "", 0, "a", "b", "starter", request, make_draft(seed=4), recorded=True
    )
    facts = entry_facts(entry)
    assert facts == "starter · 2 steps · seed 4 · strength 40 % · 2 variants · at most 9 steps"
    kept = replace(request, options=SamplingOptions(keep_unsettled=True))
    facts = entry_facts(replace(entry, request=kept))
    assert facts == "starter · 2 steps · seed 4 · words that do not settle stay"
    bare = replace(entry, model="", draft=None, request=None)
    assert entry_facts(bare) == ""
