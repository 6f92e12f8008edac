"""Where the model stands, in words for people: loaded, loading, resting, working, gone; no Qt."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from app.messages import loading_note
from engine.model_info import ModelInfo

_MB, _GB = 10**6, 10**9


class ModelPhase(Enum):
    """What the model does now."""

    NONE = "no model"
    RESTING = "loads when asked"
    LOADING = "loading"
    READY = "ready"
    WORKING = "working"
    SILENT = "does not answer"
    FAILED = "failed"


ICONS: Final = {
    ModelPhase.NONE: "model_none",
    ModelPhase.RESTING: "model_resting",
    ModelPhase.LOADING: "model_loading",
    ModelPhase.READY: "model_ready",
    ModelPhase.WORKING: "model_working",
    ModelPhase.SILENT: "warning",
    ModelPhase.FAILED: "warning",
}


@dataclass(frozen=True, slots=True)
class ModelState:
    """Where the model stands.

    Attributes:
        phase: what it does now.
        name: for people; "" where there is none.
        info: of the model, also while it rests; ``None`` where it was never loaded.
        fraction: of its weights that is read, 0 to 1; 0 also where nobody knows.
        stage: of its load, as ``ModelLoading`` has it; "" for no load.
        reason: why it is as it is, for people; "" where there is nothing to say.
        gpu: bytes that it takes on the graphics card; ``None`` where it has none there.
    """

    phase: ModelPhase
    name: str = ""
    info: ModelInfo | None = None
    fraction: float = 0.0
    stage: str = ""
    reason: str = ""
    gpu: int | None = None


def memory_text(count: int) -> str:
    """Return ``count`` bytes as people say it."""
    return f"{count / _GB:.1f} GB" if count >= _GB else f"{count / _MB:.0f} MB"


def state_words(state: ModelState) -> str:
    """Return the state in the few words of the line at the foot."""
    match state.phase:
        case ModelPhase.NONE:
            return "No model"
        case ModelPhase.LOADING:
            return _loading_words(state)
        case ModelPhase.FAILED:
            return f"No model: {state.name} failed" if state.name else "No model"
        case ModelPhase.RESTING:
            return f"{state.name} · loads when asked"
    parts = [state.name, *_place(state)]
    if state.phase is ModelPhase.WORKING:
        parts.append("working")
    elif state.phase is ModelPhase.SILENT:
        parts.append("does not answer")
    else:
        parts.append(memory_text(_held(state)))
    return " · ".join(part for part in parts if part)


def _loading_words(state: ModelState) -> str:
    """Return how far a load is: a share of the weights where one is known, and no other."""
    if state.stage == "libraries":
        return "Loading the libraries…"
    if state.stage == "weights" and state.fraction:
        return f"Loading {state.name}… {state.fraction:.0%}"
    if state.stage == "first step":
        return f"Loading {state.name}… almost ready"
    return f"Loading {state.name}…"


def state_tip(state: ModelState) -> str:
    """Return all there is to say about the state, in lines."""
    lines = [_FIRST[state.phase]]
    if state.phase is ModelPhase.LOADING:
        lines.append(loading_note(state.stage, state.name))
    if state.reason:
        lines.append(state.reason)
    if state.info is not None:
        lines += _about(state.info)
        if state.phase in (ModelPhase.READY, ModelPhase.WORKING, ModelPhase.SILENT):
            lines.append(_memory_line(state))
    lines.append("Click for other models")
    return "\n".join(lines)


_FIRST: Final = {
    ModelPhase.NONE: "No model is loaded",
    ModelPhase.RESTING: "The model is not in memory: the next rewrite loads it by itself",
    ModelPhase.LOADING: "The model is being loaded; what is asked meanwhile waits for it",
    ModelPhase.READY: "The model is ready",
    ModelPhase.WORKING: "The model is at work",
    ModelPhase.SILENT: "The engine does not answer: Restart the engine, in this menu",
    ModelPhase.FAILED: "The model could not be loaded",
}


def _place(state: ModelState) -> tuple[str, ...]:
    info = state.info
    if info is None:
        return ()
    return info.recipe, "CPU" if info.device == "cpu" else info.device_name


def _held(state: ModelState) -> int:
    """Return the bytes that the model takes: what is measured on the card, else its weights."""
    weights = 0 if state.info is None else state.info.weight_bytes
    return weights if state.gpu is None else state.gpu


def _about(info: ModelInfo) -> list[str]:
    millions = info.parameters / 1e6
    size = f"{millions / 1000:.1f} B" if millions >= 1000 else f"{millions:.1f} M"
    stored = f"the recipe {info.recipe}" if info.recipe else info.dtype
    weights = memory_text(info.weight_bytes)
    return [
        f"{size} parameters in {stored}, {weights} of weights",
        info.device_name,
        str(info.folder),
    ]


def _memory_line(state: ModelState) -> str:
    if state.gpu is None:
        return f"It takes {memory_text(_held(state))} of memory for its weights"
    return f"It takes {memory_text(state.gpu)} on the graphics card"
