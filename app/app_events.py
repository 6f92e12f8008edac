"""What the engine thread reports besides the engine's own events; frozen, no Qt, no torch."""

from dataclasses import dataclass
from pathlib import Path

from engine.events import Cancelled, DenoiseStep, Draft, ModelLoading, PromptReady
from engine.model_info import ModelInfo
from engine.recording import Recording


@dataclass(frozen=True, slots=True)
class ModelReady:
    """A checkpoint is loaded and takes requests.

    Attributes:
        info: what was loaded, and where it runs.
    """

    info: ModelInfo


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """A checkpoint could not be loaded.

    Attributes:
        folder: the checkpoint folder that was asked for.
        kind: name of the error's class that ``app.messages`` has words for.
        message: the engine's own words: what, where and what to do.
        kept: the model that was loaded before and still takes requests.
    """

    folder: Path
    kind: str
    message: str
    kept: ModelInfo | None = None


@dataclass(frozen=True, slots=True)
class EditFailed:
    """An edit ended in an error; the engine stays usable.

    Attributes:
        edit_id: the request's number.
        kind: name of the error's class that ``app.messages`` has words for.
        message: the engine's own words: what, where and what to do.
        draft: of the last step before the error, where it is one that a person may still want.
    """

    edit_id: int
    kind: str
    message: str
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class RunRecorded:
    """Every step of an edit, shown or not; comes just before the event that ends the edit.

    Attributes:
        edit_id: the request's number.
        recording: what can be looked at again.
    """

    edit_id: int
    recording: Recording


@dataclass(frozen=True, slots=True)
class ModelUnloaded:
    """The model was let go, and its memory was given back."""


@dataclass(frozen=True, slots=True)
class EngineLost:
    """The engine broke, or was given up: there is no model any more, and no load of one.

    The end of an edit that was with it follows.

    Attributes:
        kind: name of the error's class that ``app.messages`` has words for.
        message: what was said of it.
    """

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class EngineSilent:
    """The engine was asked to stop an edit and has not answered for long; it still may.

    Attributes:
        edit_id: the request's number.
    """

    edit_id: int


@dataclass(frozen=True, slots=True)
class GpuMemory:
    """The memory that the model has on the graphics card is another one now.

    Attributes:
        used: in bytes; ``None`` where it has none there.
    """

    used: int | None


EditEvent = PromptReady | DenoiseStep | RunRecorded | Draft | Cancelled | EditFailed
LoadEvent = ModelLoading | ModelReady | LoadFailed
EngineNews = ModelUnloaded | EngineLost | EngineSilent | GpuMemory
AppEvent = EditEvent | LoadEvent | EngineNews
