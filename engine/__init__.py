"""The engine: a text-diffusion model that rewrites a span; knows no Qt and no user settings.

This module holds the public values and errors and imports no torch; ``engine.session.Engine``
does the work.
"""

from engine.errors import (
    AdapterError,
    CheckpointDamagedError,
    CheckpointError,
    CheckpointMissingError,
    DeviceMissingError,
    EmptyInstructionError,
    EmptySpanError,
    EngineError,
    NonFiniteLogitsError,
    OutOfMemoryError,
    PinnedSpanError,
    QuantizeError,
    RecipeError,
    RecordingError,
    RequestError,
    SpanTooLargeError,
    TokenizerMismatchError,
    UnsupportedArchitectureError,
)
from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    DraftPiece,
    EngineEvent,
    ModelLoading,
    PieceEnd,
    PromptReady,
    RunnerUp,
    TokenState,
    TokenView,
)
from engine.recording import Recording
from engine.request import EditRequest, SamplingOptions, Span, Stroke

__all__ = [
    "AdapterError",
    "Cancelled",
    "CheckpointDamagedError",
    "CheckpointError",
    "CheckpointMissingError",
    "DenoiseStep",
    "DeviceMissingError",
    "Draft",
    "DraftPiece",
    "EditRequest",
    "EmptyInstructionError",
    "EmptySpanError",
    "EngineError",
    "EngineEvent",
    "ModelLoading",
    "NonFiniteLogitsError",
    "OutOfMemoryError",
    "PieceEnd",
    "PinnedSpanError",
    "PromptReady",
    "QuantizeError",
    "RecipeError",
    "Recording",
    "RecordingError",
    "RequestError",
    "RunnerUp",
    "SamplingOptions",
    "Span",
    "SpanTooLargeError",
    "Stroke",
    "TokenState",
    "TokenView",
    "TokenizerMismatchError",
    "UnsupportedArchitectureError",
]
