"""`anneal rewrite`: one edit of a span of a file, from the command line."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from pygments.lexers import find_lexer_class_for_filename

from engine.cli_common import (
    CANCELLED,
    DONE,
    LoadEngine,
    UsageError,
    add_adapter_option,
    cancel_on_interrupt,
    flush_output,
    put,
    say,
    show_loading,
    show_progress,
    uninterrupted,
    warn_if_untaught,
)
from engine.cli_delivery import check_worth_saving, diff, lacks, save, without_edit
from engine.errors import (
    EmptyInstructionError,
    EmptySpanError,
    NoSurroundingsError,
    OutOfMemoryError,
)
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.model_info import ModelInfo
from engine.presets import preset_for
from engine.request import EditRequest, SamplingOptions, Span
from engine.store.folder import resolve_checkpoint
from engine.store.names import STARTER
from engine.text_file import TextFile, TextFileError, checked_span, span_of_lines

STANDARD_INPUT = "-"
_EVENT_NAMES = {
    PromptReady: "prompt_ready",
    DenoiseStep: "denoise_step",
    Draft: "draft",
    Cancelled: "cancelled",
}


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "rewrite",
        allow_abbrev=False,
        help="rewrite a span of a file",
        description="Rewrite a span of FILE as TEXT asks, and print the draft. An empty span, "
        "such as --span 40:40, is a gap: the draft is what is missing there.",
        epilog="Exit codes: 0 done, 2 wrong usage, 3 the engine or the save failed, 130 cancelled.",
    )
    parser.add_argument("file", metavar="FILE", help="UTF-8 text, or - for standard input")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--lines", metavar="A:B", type=_pair, help="lines A to B, from 1")
    place.add_argument(
        "--span", metavar="START:END", type=_pair, help="characters from START, before END, from 0"
    )
    parser.add_argument(
        "--instruction",
        metavar="TEXT",
        default="",
        help="what to do; may be left out for an empty span, a gap that is filled",
    )
    parser.add_argument(
        "--model", default=STARTER, metavar="NAME", help="starter, a name or a folder"
    )
    add_adapter_option(parser)
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same draft")
    parser.add_argument(
        "--strength",
        type=float,
        help="share of the text that starts as noise, in (0, 1]; usually the preset's own",
    )
    parser.add_argument("--steps", type=int, help="most denoising steps of one canvas")
    parser.add_argument(
        "--variants",
        type=int,
        default=1,
        metavar="N",
        help="make 1 to 4 drafts in one run, with seeds from --seed on; the best is printed, and "
        "--json and --events have the others too, the best first; not for a gap",
    )
    parser.add_argument(
        "--in-pieces",
        action="store_true",
        help="refine a span that is longer than a canvas piece by piece, cut between its blocks; "
        "code and markup stay, and so does a piece whose draft is built otherwise; one draft",
    )
    parser.add_argument("--language", help="the text's language, else that of the file's name")
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="print one object")
    output.add_argument("--events", action="store_true", help="print every step, a JSON line each")
    output.add_argument("--diff", action="store_true", help="print a unified diff of the file")
    output.add_argument("--in-place", action="store_true", help="save the file with the draft")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    if options.in_place and options.file == STANDARD_INPUT:
        raise UsageError("--in-place needs a file, not standard input")
    _check_words(options)
    data = _read(options.file)
    try:
        file = TextFile.from_bytes(data, options.file)
        find_span = checked_span if options.lines is None else span_of_lines
        span = find_span(file.text, *(options.span or options.lines))
    except TextFileError as error:
        raise UsageError(str(error)) from error
    _check_before_loading(file.text, span, options)
    _check_sampling(options, gap=not span)
    engine = load(resolve_checkpoint(options.model), show_loading, adapter=options.adapter)
    if span or options.instruction:
        warn_if_untaught(options.instruction, engine.info)
    request = _request(options, file.text, span, engine.info)
    try:
        with cancel_on_interrupt() as cancel:
            last = _follow(engine.edit(request, cancel), as_json=options.events)
    except OutOfMemoryError as error:
        show_progress("")
        _tell_best(error.draft)
        raise
    show_progress("")
    if isinstance(last, Draft) and cancel.is_set():  # the run had just ended, and nobody saw it
        last = Cancelled(last.edit_id, last)
    if isinstance(last, Cancelled):
        say("anneal rewrite: cancelled, nothing was changed")
        _tell_best(last.draft)
        return CANCELLED
    if options.in_place:
        check_worth_saving(last, Path(options.file))
    for lack in lacks(last, request.selected):
        say(f"anneal: warning: {lack}")
    _deliver(options, file, span, last, data)
    return DONE


def _follow(events: Iterator[EngineEvent], *, as_json: bool) -> Draft | Cancelled:
    """Take the events as they come and return the one that ends the edit."""
    for event in events:
        if as_json:
            line = {"event": _EVENT_NAMES[type(event)], **asdict(event)}
            put(json.dumps(line, ensure_ascii=False) + "\n")
            flush_output()
        if isinstance(event, DenoiseStep):
            variant = f"variant {event.variant + 1}, " if event.variant else ""
            canvas = f"canvas {event.canvas + 1}, " if event.canvas else ""
            if event.pieces > 1:
                canvas = f"piece {event.piece + 1} of {event.pieces}, "
            show_progress(f"{variant}{canvas}step {event.step} of at most {event.step_cap}")
        if isinstance(event, Draft | Cancelled):
            return event
    raise AssertionError("the engine ended an edit without a draft")


def _deliver(
    options: argparse.Namespace, file: TextFile, span: Span, draft: Draft, data: bytes
) -> None:
    """Put the draft where the person wants it."""
    if options.events:
        return
    if options.json:
        put(json.dumps(without_edit(asdict(draft)), ensure_ascii=False) + "\n")
    elif options.diff:
        put(diff(file.raw, file.replaced(span, draft.text).raw, options.file))
    elif options.in_place:
        path = Path(options.file)
        with uninterrupted():
            save(path, file.replaced(span, draft.text), data)
            say(f"saved {path} ({draft.steps} steps, {draft.seconds:.1f} s)")
    else:
        put(draft.text if draft.text.endswith("\n") else f"{draft.text}\n")


def _tell_best(draft: Draft | None) -> None:
    """Show the person the draft of a run that did not reach its end, where there is one."""
    if draft is not None:
        say(f"The best draft so far:\n{draft.text}")


def _request(options: argparse.Namespace, text: str, span: Span, info: ModelInfo) -> EditRequest:
    """Return what the engine is asked; the starter's presets know their own strength."""
    preset = preset_for(options.instruction) if info.taught_only else None
    return EditRequest(
        edit_id=1,
        document_revision=0,
        span=span,
        before=text[: span.start],
        selected=text[span.start : span.end],
        after=text[span.end :],
        instruction=options.instruction,
        options=_sampling(options, 1.0 if preset is None else preset.strength),
        language=options.language or _language(options.file),
        in_pieces=options.in_pieces,
    )


def _sampling(options: argparse.Namespace, usual_strength: float) -> SamplingOptions:
    strength = usual_strength if options.strength is None else options.strength
    try:
        return SamplingOptions(
            seed=options.seed,
            strength=strength,
            max_steps=options.steps,
            variants=options.variants,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def _check_before_loading(text: str, span: Span, options: argparse.Namespace) -> None:
    """Raise what the engine would raise, without the wait for a checkpoint."""
    # An empty line is a line, and no gap.
    if not span and options.span:
        if not text.strip():
            raise NoSurroundingsError("the file has no text around the gap to go by")
        return
    if not text[span.start : span.end].strip():
        raise EmptySpanError(
            "there is no text there, or white space alone: name the text to rewrite, or with "
            "--span an empty span to fill"
        )
    if not options.instruction.strip():
        raise EmptyInstructionError("the instruction is empty: say what to do with the text")


def _check_sampling(options: argparse.Namespace, *, gap: bool) -> None:
    """Raise what the options of sampling would raise, and where one says nothing.

    Args:
        options: as they were typed.
        gap: nothing is selected.
    """
    strength = _sampling(options, 1.0).strength
    preset = preset_for(options.instruction)
    if strength < 1.0 and (gap or (preset is not None and preset.gap)):
        raise UsageError("a gap has no text to start from, only noise: leave --strength out")
    if gap and (options.variants > 1 or options.in_pieces):
        raise UsageError(
            "a gap has a draft of each length that is tried: leave --variants and --in-pieces out"
        )
    if options.in_pieces and options.variants > 1:
        raise UsageError("--in-pieces makes one draft of all pieces: leave --variants out")
    if options.in_pieces and preset is not None and preset.reshapes:
        raise UsageError(
            f"{preset.title!r} changes how the text is built, which --in-pieces keeps: leave it out"
        )


def _check_words(options: argparse.Namespace) -> None:
    """Raise where an argument is not UTF-8: Python makes lone surrogates of such bytes."""
    for name in ("instruction", "language"):
        try:
            (getattr(options, name) or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(f"--{name} is not UTF-8: type it in a terminal that is") from error


def _read(name: str) -> bytes:
    """Return the bytes of a file or of standard input."""
    try:
        if name != STANDARD_INPUT:
            return Path(name).read_bytes()
        if sys.stdin is None:
            raise UsageError("standard input is closed: name a file")
        return sys.stdin.buffer.read()
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def _language(name: str) -> str:
    """Return the language of a file by its name; plain text is written as Markdown."""
    lexer = find_lexer_class_for_filename(name)
    language = "markdown" if lexer is None else lexer.name.lower()
    return "markdown" if language == "text only" else language


def _pair(text: str) -> tuple[int, int]:
    """Read ``A:B``, or ``A`` for a single line."""
    first, colon, last = text.partition(":")
    try:
        return int(first), int(last if colon else first)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form A:B") from error
