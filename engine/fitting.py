"""Fits a request into a checkpoint's context: its prompt and its canvases; no torch, no model."""

import math

from engine.errors import PinnedSpanError
from engine.events import PromptReady
from engine.floating_pins import FloatingPins
from engine.model.checkpoint import Checkpoint
from engine.pieces.split import Piece, split_pieces
from engine.prompt import Prompt, PromptTemplate, PromptTokenizer, build_prompt
from engine.request import EditRequest
from engine.room import Room
from engine.sampling import Sampling
from engine.source import Source

# A draft may grow to this multiple of the source, and by this many tokens, before it is cut off.
_GROWTH = 2
_ROOM = 16
# Of a canvas, what a piece of a long span may take: a draft that keeps its structure grows little.
_PIECE_SHARE = 0.75


def fit_request(
    request: EditRequest,
    source: Source,
    checkpoint: Checkpoint,
    tokenizer: PromptTokenizer,
    template: PromptTemplate,
) -> tuple[Prompt, int]:
    """Build the prompt and decide how many canvases the draft may take.

    Raises:
        RequestError: the request does not fit, or lacks what every request needs.
    """
    length = checkpoint.canvas_length
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
        tokenizer,
        template,
        context_tokens=checkpoint.context_tokens,
        room=Room(checkpoint.context_length, length, least, fixed=asked is not None),
    )
    room = (checkpoint.context_length - len(prompt.ids)) // length
    return prompt, min(wanted, room)


def cut_request(
    request: EditRequest, checkpoint: Checkpoint, tokenizer: PromptTokenizer
) -> tuple[Piece, ...]:
    """Cut a long selection so that the draft of each piece fits into a canvas."""
    return split_pieces(
        request.selected,
        request.language,
        most=round(_PIECE_SHARE * checkpoint.canvas_length),
        measure=lambda text: len(tokenizer.encode(text)),
    )


def float_pins(request: EditRequest, source: Source) -> tuple[Source, FloatingPins | None]:
    """Take the pins out of the canvases, and return what puts them into the text.

    To a model that was taught single edits, pinned tokens in its canvas are noise.
    """
    if not source.pins:
        return source, None
    floating = FloatingPins(
        request.selected,
        request.pinned,
        lead=len(source.lead),
        trail=len(source.trail),
    )
    return source.without_pins(), floating


def prompt_ready(
    request: EditRequest, prompt: Prompt, sampling: Sampling, canvas_length: int
) -> PromptReady:
    """Say that the first step follows."""
    return PromptReady(
        edit_id=request.edit_id,
        prompt_tokens=len(prompt.ids),
        canvas_length=canvas_length,
        step_cap=sampling.max_steps,
        before_characters=prompt.before_characters,
        after_characters=prompt.after_characters,
    )
