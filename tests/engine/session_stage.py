"""Requests for an engine of a tiny checkpoint, and what their runs give."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch

from engine.events import DenoiseStep, Draft, EngineEvent
from engine.model.lean import LeanDenoiser
from engine.request import EditRequest, SamplingOptions, Span
from engine.session import Engine

SETTINGS: dict[str, object] = {
    "template": "taught",
    "taught_only": True,
    "context_tokens": 48,
    "name": "Tiny",
}
SELECTED = "the lazy dog jumps"


def make_request(
    selected: str = SELECTED,
    *,
    seed: int = 0,
    strength: float = 1.0,
    max_steps: int | None = None,
    max_canvases: int | None = None,
) -> EditRequest:
    return EditRequest(
        edit_id=7,
        document_revision=3,
        span=Span(10, 10 + len(selected)),
        before="the quick fox\n",
        selected=selected,
        after="\nover there",
        instruction="Fix the spelling",
        options=SamplingOptions(seed, strength, max_steps, max_canvases=max_canvases),
    )


def run(engine: Engine, request: EditRequest) -> list[EngineEvent]:
    return list(engine.edit(request, threading.Event()))


def steps_of(events: list[EngineEvent]) -> list[DenoiseStep]:
    return [event for event in events if isinstance(event, DenoiseStep)]


def draft_of(events: list[EngineEvent]) -> Draft:
    last = events[-1]
    assert isinstance(last, Draft)
    return last


def without_seconds(events: list[EngineEvent]) -> list[EngineEvent]:
    return [
        replace(event, seconds=0.0) if isinstance(event, DenoiseStep | Draft) else event
        for event in events
    ]


def count_passes(monkeypatch: pytest.MonkeyPatch, method: str) -> list[int]:
    """Count calls of a denoiser's method in the list's only item."""
    calls = [0]
    original: Callable[..., torch.Tensor] = getattr(LeanDenoiser, method)

    def counted(*args: object) -> torch.Tensor:
        calls[0] += 1
        return original(*args)

    monkeypatch.setattr(LeanDenoiser, method, counted)
    return calls
