"""Lends what refines canvases to one run after the other; knows no requests.

A model in 4 bits on a GPU is run by the fused denoiser, which is kept: its memory, and the step
that was recorded as a graph, serve the next run too. Where the experts are stored otherwise, the
steps are computed without a graph.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.batch import ForkingRefiner
from engine.denoise import FullLogits
from engine.fused.denoiser import FusedDenoiser
from engine.model.loaded import LoadedModel


class Refiners:
    """The refiner of a loaded model; one run at a time."""

    def __init__(self, model: LoadedModel, *, canvas_length: int, context: int) -> None:
        """Take nothing yet.

        Args:
            model: computes.
            canvas_length: positions of a canvas.
            context: most tokens of prompt and canvases together.
        """
        self._model = model
        self._canvas_length = canvas_length
        self._context = context
        self._kept: FusedDenoiser | None = None

    def prepare(self, tokens: int) -> None:
        """Take the memory of a run and record its step before there is one, where that helps.

        Args:
            tokens: that a prompt may have without more memory being taken.
        """
        refiner = self.open()
        if isinstance(refiner, FusedDenoiser):
            refiner.prepare(min(tokens, self._context))

    @contextmanager
    def lend(self) -> Iterator[ForkingRefiner]:
        """Lend a refiner that has read nothing yet; what an error leaves of it is given up."""
        try:
            yield self.open()
        except Exception:
            self._kept = None
            raise

    def open(self) -> ForkingRefiner:
        """Return a refiner that has read nothing yet; what was opened before may not go on."""
        model = self._model
        if model.lean is None or model.head is not None:
            return FullLogits(model.denoiser())
        if self._kept is None:
            self._kept = FusedDenoiser(
                model.lean,
                device=model.device,
                canvas_length=self._canvas_length,
                context=self._context,
                replay=not model.lean.waits_for_host,
            )
        self._kept.restart()
        return self._kept
