"""The engine: a loaded checkpoint that turns requests into events; knows no threads and no Qt.

One request after the other: an ``Engine`` belongs to one thread.
"""

import math
import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer

from engine.batch import refine_together
from engine.canvas import CanvasPlan
from engine.denoise import LoopStep, denoise
from engine.draft_text import TokenPieces
from engine.draft_view import DraftView
from engine.errors import DeviceMissingError, PinnedSpanError
from engine.events import Cancelled, EngineEvent, ModelLoading, PromptReady
from engine.floating_pins import FloatingPins
from engine.loading import choose_device, template_of
from engine.machine import kernel_hindrance
from engine.model.adapted_model import adapt_model, adapter_bytes
from engine.model.adapter_files import read_adapter
from engine.model.checkpoint import Checkpoint, read_checkpoint
from engine.model.cores import leave_a_core_free
from engine.model.describe import describe
from engine.model.loaded import LoadedModel
from engine.model.loader import compute_dtype, load_model
from engine.model.memory import device_memory, memory_named, until_memory_ends
from engine.model.refiners import Refiners
from engine.model.side_by_side import lanes_on_cores
from engine.model.tokenizer_file import TURN_END, control_id, load_tokenizer
from engine.model_info import ModelInfo
from engine.pieces.run import edit_in_pieces
from engine.pieces.split import Piece, split_pieces
from engine.plain_tokenizer import PlainTokenizer
from engine.plan.stored import with_room
from engine.prompt import CLOSING, Prompt, PromptTemplate, build_prompt
from engine.request import EditRequest
from engine.room import Room
from engine.run_events import Run, events_of
from engine.sampling import Sampling
from engine.source import Source, read_source
from engine.variants import variant_seed

# A draft may grow to this multiple of the source, and by this many tokens, before it is cut off.
_GROWTH = 2
_ROOM = 16
# Of a canvas, what a piece of a long span may take: a draft that keeps its structure grows little.
_PIECE_SHARE = 0.75


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
        self._model = model
        self._tokenizer = PlainTokenizer(tokenizer)
        self._turn_end = control_id(tokenizer, TURN_END)
        closing_tag = self._tokenizer.token_id(CLOSING.strip())
        self._closers = checkpoint.end_ids + ((closing_tag,) if closing_tag is not None else ())
        self._pieces = TokenPieces(tokenizer)
        self._template = template
        self._refiners = Refiners(
            model,
            canvas_length=checkpoint.canvas_length,
            context=checkpoint.context_length,
        )
        self._info = describe(checkpoint, model)

    @classmethod
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
        """

        def tell(name: str, stage: str, fraction: float) -> None:
            if on_loading is not None:
                on_loading(ModelLoading(name, stage, fraction))

        tell(folder.name, "config", 0.0)
        checkpoint = read_checkpoint(folder)
        adapter_files = None if adapter is None else read_adapter(adapter, checkpoint)
        tokenizer = load_tokenizer(checkpoint)
        template = template_of(checkpoint)
        place = choose_device(device)
        if place.type == "cuda" and checkpoint.manifest and (hindrance := kernel_hindrance()):
            raise DeviceMissingError(f"{folder}: {hindrance}, or load the model on the CPU")
        dtype = compute_dtype(place)
        beside = 0 if adapter_files is None else adapter_bytes(adapter_files, dtype)
        checkpoint = with_room(checkpoint, device_memory(place), beside=beside)
        if beside_a_window:
            leave_a_core_free()
        tell(checkpoint.name, "weights", 0.1)
        model = load_model(checkpoint, place, dtype)
        if adapter_files is not None:
            model = adapt_model(model, adapter_files)
        engine = cls(checkpoint, model, tokenizer, template)
        tell(checkpoint.name, "first step", 0.9)
        with memory_named(folder):
            # The text around a span, and the span.
            engine._refiners.prepare(checkpoint.context_tokens + 2 * checkpoint.canvas_length)
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
            EngineError: the checkpoint's settings allow no step.
        """
        if request.in_pieces:
            pieces = self._pieces_of(request)
            if len(pieces) > 1:
                yield from edit_in_pieces(self._edit_whole, request, cancel, pieces)
                return
        yield from self._edit_whole(request, cancel)

    def _pieces_of(self, request: EditRequest) -> tuple[Piece, ...]:
        """Cut a long selection so that the draft of each piece fits into a canvas."""
        return split_pieces(
            request.selected,
            request.language,
            most=round(_PIECE_SHARE * self._checkpoint.canvas_length),
            measure=lambda text: len(self._tokenizer.encode(text)),
        )

    def _edit_whole(self, request: EditRequest, cancel: threading.Event) -> Iterator[EngineEvent]:
        """Carry out a request without cutting it."""
        start = time.perf_counter()
        source = read_source(request, self._tokenizer)
        prompt, canvases = self._fit(request, source)
        floating: FloatingPins | None = None
        # To a model that was taught single edits, pinned tokens in its canvas are noise.
        if self._info.taught_only and source.pins:
            floating = FloatingPins(
                request.selected,
                request.pinned,
                lead=len(source.lead),
                trail=len(source.trail),
            )
            source = source.without_pins()
        sampling = self._checkpoint.sampling.with_options(request.options)
        if cancel.is_set():
            yield Cancelled(request.edit_id, None)
            return
        finished: set[int] = set()
        passes = self._compute(
            request,
            source,
            prompt,
            sampling,
            canvases=canvases,
            cancel=cancel,
            finished=finished,
        )
        yield from events_of(
            until_memory_ends(passes),
            lambda: DraftView(
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

    def _compute(
        self,
        request: EditRequest,
        source: Source,
        prompt: Prompt,
        sampling: Sampling,
        *,
        canvases: int,
        cancel: threading.Event,
        finished: Collection[int],
    ) -> Iterator[PromptReady | LoopStep]:
        """Read the prompt and denoise; nothing else holds a tensor of the run."""
        device = self._model.device
        count = request.options.variants
        with self._refiners.lend() as refiner, lanes_on_cores(count, device) as advance:
            refiner.extend(torch.tensor(prompt.ids, device=device))
            yield self._prompt_ready(request, prompt, sampling)
            lanes = [
                denoise(
                    refiner if count == 1 else refiner.fork(),
                    self._plan(request, source),
                    sampling,
                    canvases=canvases,
                    end_ids=self._checkpoint.end_ids,
                    generator=self._generator(request, variant),
                    cancel=cancel,
                )
                for variant in range(count)
            ]
            yield from refine_together(lanes, advance, finished)

    def _generator(self, request: EditRequest, variant: int) -> torch.Generator:
        """Return the source of all randomness of a variant."""
        seed = variant_seed(request.options.seed, variant)
        return torch.Generator(self._model.device).manual_seed(seed)

    def _fit(self, request: EditRequest, source: Source) -> tuple[Prompt, int]:
        """Build the prompt and decide how many canvases the draft may take."""
        length = self._checkpoint.canvas_length
        asked = request.options.max_canvases
        # The source and its end of turn have to fit at least, or the draft could not hold it.
        least = asked or math.ceil((len(source.ids) + 1) / length)
        wanted = asked or math.ceil((_GROWTH * len(source.ids) + _ROOM) / length)
        if source.pins and max(source.pins) >= least * length:
            raise PinnedSpanError(
                f"a pinned range lies behind the last of {least} canvases of {length} tokens: "
                "allow more canvases or pin less"
            )
        prompt = build_prompt(
            request,
            self._tokenizer,
            self._template,
            context_tokens=self._checkpoint.context_tokens,
            room=Room(self._checkpoint.context_length, length, least, fixed=asked is not None),
        )
        room = (self._checkpoint.context_length - len(prompt.ids)) // length
        return prompt, min(wanted, room)

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

    def _prompt_ready(
        self, request: EditRequest, prompt: Prompt, sampling: Sampling
    ) -> PromptReady:
        """Say that the first step follows."""
        return PromptReady(
            edit_id=request.edit_id,
            prompt_tokens=len(prompt.ids),
            canvas_length=self._checkpoint.canvas_length,
            step_cap=sampling.max_steps,
            before_characters=prompt.before_characters,
            after_characters=prompt.after_characters,
        )
