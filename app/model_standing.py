"""Where the model stands: loaded, loading, resting, lost, and why; changed by its queue alone.

No Qt, and no engine.
"""

from dataclasses import replace
from pathlib import Path

from app.messages import Message
from app.model_state import ModelPhase, ModelState
from engine.events import ModelLoading
from engine.foretold import Foretold, foretell
from engine.model_info import ModelInfo


class ModelStanding:
    """What is known of the model now.

    Attributes:
        info: the model that takes requests; one that rests is loaded for them first.
        loading: how far a load is, ``None`` for no load.
        folder: of the model, or of the one that was last tried.
        resting: what lies in the folder is loaded when it is asked.
        silent: the engine was asked to stop and has not answered for long.
        failure: why nothing is loaded by itself any more, where that is so.
        reason: why the model is the one that it is, for people; "" for nothing to say.
        gpu: bytes that it takes on the graphics card, ``None`` where it has none there.
    """

    def __init__(self) -> None:
        """Know of no model."""
        self.info: ModelInfo | None = None
        self.loading: ModelLoading | None = None
        self.folder: Path | None = None
        self.resting = False
        self.silent = False
        self.failure: Message | None = None
        self.reason = ""
        self.gpu: int | None = None
        self._foretold: Foretold | None = None  # of the model that is not loaded yet
        self._before: ModelInfo | None = None  # that a load may have let go

    @property
    def can_answer(self) -> bool:
        """Return whether an edit finds a model, now or once it is loaded."""
        return self.info is not None or self.loading is not None or self.resting

    @property
    def taught_only(self) -> bool:
        """Return whether the model that answers the next edit knows only its presets.

        Where there is none, it is as if it did: the one that comes with the program does.
        """
        if self._foretold is not None:
            return self._foretold.taught_only
        return self.info is None or self.info.taught_only

    def begin_load(self, folder: Path) -> ModelLoading:
        """Load what lies in ``folder``; return how far that is."""
        here = self.info
        self._before = None if here is None or here.folder == folder else here
        self._expect(folder)
        self.resting = False
        self.failure = None
        self.loading = ModelLoading(folder.name, "libraries", 0.0)
        return self.loading

    def rest(self, folder: Path) -> None:
        """Have what lies in ``folder`` loaded when it is asked."""
        self._expect(folder)
        self.resting = True

    def take(self, info: ModelInfo) -> None:
        """Another model is loaded."""
        self.loading = self._foretold = self._before = None
        self.info = info
        self.folder = info.folder

    def end_load(self, kept: ModelInfo | None) -> None:
        """A load has failed; ``kept`` is the model that was there before and still is."""
        self.loading = self._foretold = None
        self.info = kept

    def go_back(self) -> None:
        """Have the model rest that was let go for one that could not be loaded, if one was."""
        before, self._before = self._before, None
        if self.info is None and before is not None:
            self.info = before
            self.rest(before.folder)

    def lose(self) -> None:
        """The engine is gone; what was loaded, or being loaded, rests."""
        self.silent = False
        self.loading = None
        self.gpu = None
        self.resting = self.folder is not None

    def give_up(self, why: Message) -> None:
        """Load nothing by itself any more."""
        self.resting = False
        self.info = self._foretold = None
        self.failure = why
        self.reason = why.text

    def state(self, *, working: bool) -> ModelState:
        """Return where the model stands, as it is shown; ``working``: an edit is with it."""
        if self.loading is not None:
            name, stage, fraction = self.loading.name, self.loading.stage, self.loading.fraction
            how_far = ModelState(ModelPhase.LOADING, name, fraction=fraction, stage=stage)
            return replace(how_far, reason=self.reason)
        info = self.info if self.info is not None and self.info.folder == self.folder else None
        if self.resting:
            name = self._name() if info is None else info.name
            return ModelState(ModelPhase.RESTING, name, info, reason=self.reason)
        if self.info is None:
            phase = ModelPhase.FAILED if self.reason else ModelPhase.NONE
            name = "" if self.folder is None else self.folder.name
            return ModelState(phase, name, reason=self.reason)
        phase = ModelPhase.WORKING if working else ModelPhase.READY
        phase = ModelPhase.SILENT if self.silent else phase
        return ModelState(phase, self.info.name, self.info, reason=self.reason, gpu=self.gpu)

    def _expect(self, folder: Path) -> None:
        """A model that is not in memory is the next to answer."""
        self.folder = folder
        loaded_before = self.info is not None and self.info.folder == folder
        self._foretold = None if loaded_before else foretell(folder)

    def _name(self) -> str:
        return "" if self._foretold is None else self._foretold.name
