"""What the engine thread reports besides the engine's own events; frozen, no Qt, no torch."""

from dataclasses import dataclass
from pathlib import Path

from engine.events import Draft, EngineEvent
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


AppEvent = EngineEvent | ModelReady | LoadFailed | EditFailed | RunRecorded
