"""A run as it can be looked at again: what was asked, every step, and what came of it."""

from dataclasses import dataclass

from engine.events import DenoiseStep, Draft
from engine.request import EditRequest


@dataclass(frozen=True, slots=True)
class Recording:
    """All that a run showed.

    Attributes:
        request: what was asked.
        steps: every step of every variant, in the order in which they were computed.
        draft: how it ended; ``None`` where it broke off before there was one.
    """

    request: EditRequest
    steps: tuple[DenoiseStep, ...]
    draft: Draft | None
