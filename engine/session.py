"""The engine: a loaded checkpoint that turns requests into events; knows no threads and no Qt.

One request after the other: an ``Engine`` belongs to one thread.
"""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tokenizers import Tokenizer

from engine.batch import Start
from engine.canvas import CanvasPlan
from engine.device_loss import device_loss_told
from engine.draft_text import TokenPieces
from engine.draft_view import DraftView
from engine.events import Cancelled, EngineEvent, ModelLoading
from engine.fill import MOST_LENGTHS, FillSearch, FillView, as_prompted, read_gap, with_passage
from engine.fitting import cut_request, fit_request, float_pins
from engine.keeping import Keeper, may_keep
from engine.kernels.ready_driver import offer_to_triton
from engine.loading import place_for, template_of
from engine.model.adapted_model import adapt_model, adapter_bytes
from engine.model.adapter_files import read_adapter
from engine.model.checkpoint import Checkpoint, read_checkpoint
from engine.model.cores import leave_a_core_free
from engine.model.describe import describe
from engine.model.loaded import LoadedModel
from engine.model.loader import compute_dtype, load_model
from engine.model.memory import device_memory, memory_named, until_device_fails
from engine.model.tokenizer_file import TURN_END, control_id, load_tokenizer
from engine.model_info import ModelInfo
from engine.network import keep_libraries_offline
from engine.passes import Passes, Work
from engine.pieces.run import edit_in_pieces
from engine.plain_tokenizer import PlainTokenizer
from engine.plan.stored import with_room
from engine.prompt import CLOSING, PromptTemplate
from engine.request import EditRequest
from engine.run_events import Run, events_of
from engine.source import Source, read_source
from engine.variants import variant_seed


class Engine:
    """A model with its tokenizer."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        model: LoadedModel,
        tokenizer: Tokenizer,
        template: PromptTemplate,
    ) -> None:
        """Take over what ``load`` read."""
        self._checkpoint = checkpoint
        self._tokenizer = PlainTokenizer(tokenizer)
        self._turn_end = control_id(tokenizer, TURN_END)
        closing_tag = self._tokenizer.token_id(CLOSING.strip())
        self._closers = checkpoint.end_ids + ((closing_tag,) if closing_tag is not None else ())
        self._pieces = TokenPieces(tokenizer)
        self._template = template
        self._passes = Passes(checkpoint, model)
        self._info = describe(checkpoint, model)

    @classmethod
    @device_loss_told()
    def load(
        cls,
        folder: Path,
        *,
        adapter: Path | None = None,
        device: str | None = None,
        on_loading: Callable[[ModelLoading], None] | None = None,
        beside_a_window: bool = False,
    ) -> "Engine":
        """Load a checkpoint folder whole, or raise.

        Where the device has no room for the checkpoint's own context beside the weights, the
        engine has a shorter one; nothing is loaded where it has no room for any.

        Args:
            folder: of a ``diffusion_gemma`` checkpoint.
            adapter: folder of a LoRA adapter as PEFT writes it, ``None`` for the checkpoint alone.
            device: "cpu" or "cuda"; ``None`` takes CUDA where there is one.
            on_loading: hears of the progress, in the caller's thread.
            beside_a_window: leave a core to the program that shows the drafts.

        Raises:
            CheckpointError: the folder cannot be used; the message says why.
            AdapterError: the adapter cannot be applied to the checkpoint; the message says why.
            OutOfMemoryError: there is too little memory for the model.
            DeviceMissingError: the machine has no such device, or not what its kernels need.
            DeviceLostError: the graphics card is gone for this process.
        """
        keep_libraries_offline()

        def tell(name: str, stage: str, fraction: float) -> None:
            if on_loading is not None:
                on_loading(ModelLoading(name, stage, fraction))

        tell(folder.name, "config", 0.0)
        checkpoint = read_checkpoint(folder)
        adapter_files = None if adapter is None else read_adapter(adapter, checkpoint)
        tokenizer = load_tokenizer(checkpoint)
        template = template_of(checkpoint)
        place = place_for(checkpoint, device)
        if place.type == "cuda":
            offer_to_triton()
        dtype = compute_dtype(place)
        beside = 0 if adapter_files is None else adapter_bytes(adapter_files, dtype)
        checkpoint = with_room(checkpoint, device_memory(place), beside=beside)
        if beside_a_window:
            leave_a_core_free()
        read = partial(tell, checkpoint.name, "weights")
        model = load_model(checkpoint, place, dtype, on_read=read)
        if adapter_files is not None:
            model = adapt_model(model, adapter_files)
        engine = cls(checkpoint, model, tokenizer, template)
        tell(checkpoint.name, "first step", 1.0)
        with memory_named(folder):
            # The text around a span, and the span.
            engine._passes.prepare(checkpoint.context_tokens + 2 * checkpoint.canvas_length)
        tell(checkpoint.name, "ready", 1.0)
        return engine

    @property
    def info(self) -> ModelInfo:
        """What there is to say about the model."""
        return self._info

    def edit(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Carry out one request.

        Yields ``PromptReady``, then a ``DenoiseStep`` for every decoder pass, then exactly one
        ``Draft`` or ``Cancelled``. ``cancel`` is polled between steps: once it is set, no
        further step is computed. Of several variants, each makes its first step, then each its
        second, and so on; the ``Draft`` is the best of them and holds the others. With
        ``request.in_pieces`` a long selection is refined piece by piece: the steps and the draft
        are of all of it.

        Args:
            request: what the person wants.
            cancel: set from any thread.

        Raises:
            RequestError: the request cannot be carried out; nothing was computed.
            NonFiniteLogitsError: the model gave NaN or infinite logits.
            OutOfMemoryError: memory ran out; the error has the draft so far, what the run held is
                free again, and the engine takes the next request.
            DeviceLostError: the same draft; this engine takes no request any more.
            EngineError: the checkpoint's settings allow no step.
        """
        if request.in_pieces:
            pieces = cut_request(request, self._checkpoint, self._tokenizer)
            if len(pieces) > 1:
                name = self._info.name
                yield from edit_in_pieces(self._edit_whole, request, cancel, pieces, name)
                return
        yield from self._edit_whole(request, cancel)

    def _edit_whole(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Carry out a request without cutting it."""
        if not request.selected:
            yield from self._fill(request, cancel)
            return
        start = time.perf_counter()
        source = read_source(request, self._tokenizer)
        prompt, canvases = fit_request(
            request, source, self._checkpoint, self._tokenizer, self._template
        )
        floating = None
        if self._info.taught_only:
            source, floating = float_pins(request, source)
        sampling = self._checkpoint.sampling.with_options(request.options)
        if cancel.is_set():
            yield Cancelled(request.edit_id, None)
            return
        finished: set[int] = set()
        plan = self._plan(request, source)
        seed, count = request.options.seed, request.options.variants
        starts = [Start(plan, variant_seed(seed, variant)) for variant in range(count)]
        keeper = None
        if request.options.keep_unsettled and may_keep(plan):
            keeper = Keeper(source.core_of(request.selected), self._tokenizer, self._pieces, plan)
        work = Work(prompt, sampling, canvases, count, iter([starts]), keeper)
        passes = self._passes.of(request, work, cancel=cancel, finished=finished)
        yield from events_of(
            until_device_fails(passes),
            lambda _: DraftView(
                self._pieces,
                self._checkpoint.end_ids,
                source.lead,
                source.trail,
                edges=source.edges,
                floating=floating,
            ),
            Run(request, self._info.name, sampling.max_steps, start),
            cancel,
            finished,
        )

    def _fill(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Carry out a request to fill a gap."""
        start = time.perf_counter()
        checkpoint = self._checkpoint
        gap, passage = read_gap(request, self._tokenizer, checkpoint.canvas_length, self._turn_end)
        prompted = as_prompted(request, passage, checkpoint.template)
        source = read_source(prompted, self._tokenizer)
        prompt, _ = fit_request(prompted, source, checkpoint, self._tokenizer, self._template)
        prompt = with_passage(prompt, request, passage)
        sampling = checkpoint.sampling.with_options(prompted.options)
        if cancel.is_set():
            yield Cancelled(request.edit_id, None)
            return
        search = FillSearch(gap)
        free = self._plan(prompted, Source("", "", (), {}, {}, frozenset()))
        rounds = search.rounds(free, request.options.seed)
        work = Work(prompt, sampling, canvases=1, most=MOST_LENGTHS, rounds=rounds)
        passes = self._passes.of(request, work, cancel=cancel, finished=search.finished)
        yield from events_of(
            until_device_fails(passes),
            lambda variant: FillView(self._pieces, gap, search.lengths[variant]),
            Run(request, self._info.name, sampling.max_steps, start, search.misfit),
            cancel,
            search.finished,
        )

    def _plan(self, request: EditRequest, source: Source) -> CanvasPlan:
        """Say what the canvases start from."""
        return CanvasPlan(
            length=self._checkpoint.canvas_length,
            vocabulary=self._checkpoint.vocabulary,
            source=(*source.ids, self._turn_end),
            pad=self._checkpoint.pad_id,
            strength=request.options.strength,
            pins=source.pins,
            forbidden=self._closers,
            strengths=source.strengths,
        )
