"""Runs to remember, for tests."""

from pathlib import Path

from app.history.entry import NewRun, Outcome
from app.history.store import HistoryStore
from engine.events import DenoiseStep, Draft, TokenState, TokenView
from engine.recording import Recording
from engine.request import EditRequest, SamplingOptions, Span

SECRET = "Zwetschgenkuchen bei Tante Ottilie"


def make_request(
    selected: str = "The qick fox.", instruction: str = "Fix the spelling", *, seed: int = 0
) -> EditRequest:
    span = Span(4, 4 + len(selected))
    options = SamplingOptions(seed=seed, strength=0.5)
    return EditRequest(7, 1, span, "Say ", selected, " Now.", instruction, options)


def make_draft(text: str = "The quick fox.", *, seed: int = 0) -> Draft:
    return Draft(7, text, 2, 0.5, True, True, seed, 4, "starter", 1, 0)


def make_recording(request: EditRequest, draft: Draft | None, steps: int = 2) -> Recording:
    token = TokenView(0, 3, 0.25, TokenState.ACCEPTED)
    made = tuple(
        DenoiseStep(7, 0, step, 48, 0.5, "The", (token,), step / 10) for step in range(1, steps + 1)
    )
    return Recording(request, made, draft)


def make_run(
    run_id: int,
    selected: str = "The qick fox.",
    text: str | None = "The quick fox.",
    instruction: str = "Fix the spelling",
    *,
    title: str = "notes.md",
    outcome: Outcome = Outcome.UNDECIDED,
    when: float | None = None,
) -> NewRun:
    return NewRun(
        run_id=run_id,
        when=1_700_000_000.0 + run_id if when is None else when,
        file=f"/home/someone/{title}",
        title=title,
        request=make_request(selected, instruction),
        original=selected,
        draft=None if text is None else make_draft(text),
        outcome=outcome,
        model="starter",
    )


def filled(folder: Path, count: int = 3) -> None:
    """Make a history of so many runs, numbered from 1."""
    store = HistoryStore(folder)
    for number in range(1, count + 1):
        store.add(make_run(number), make_recording(make_request(), make_draft()))
    store.close()


def numbers(store: HistoryStore, words: str = "") -> list[int]:
    return [line.run_id for line in store.search(words).lines]
