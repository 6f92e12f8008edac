"""`anneal rewrite`: one edit of a span of a file, from the command line."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

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
from engine.cli_rewrite_request import (
    check_before_loading,
    check_sampling,
    check_words,
    request_of,
)
from engine.errors import OutOfMemoryError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.request import Span
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
    parser.add_argument(
        "--keep-unsettled",
        action=argparse.BooleanOptionalAction,
        help="leave words on which the draft does not settle as they are, and go on behind them; "
        "usually as the preset has it",
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
    check_words(options)
    data = _read(options.file)
    try:
        file = TextFile.from_bytes(data, options.file)
        find_span = checked_span if options.lines is None else span_of_lines
        span = find_span(file.text, *(options.span or options.lines))
    except TextFileError as error:
        raise UsageError(str(error)) from error
    check_before_loading(file.text, span, options)
    check_sampling(options, gap=not span)
    engine = load(resolve_checkpoint(options.model), show_loading, adapter=options.adapter)
    if span or options.instruction:
        warn_if_untaught(options.instruction, engine.info)
    request = request_of(options, file.text, span, engine.info)
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


def _pair(text: str) -> tuple[int, int]:
    """Read ``A:B``, or ``A`` for a single line."""
    first, colon, last = text.partition(":")
    try:
        return int(first), int(last if colon else first)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form A:B") from error
