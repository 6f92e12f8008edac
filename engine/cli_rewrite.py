"""`anneal rewrite`: one edit of a span of a file, from the command line."""

import argparse
import difflib
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
    cancel_on_interrupt,
    say,
    show_loading,
    show_progress,
    warn_if_untaught,
)
from engine.errors import EmptyInstructionError, EmptySpanError
from engine.events import Cancelled, DenoiseStep, Draft, EngineEvent, PromptReady
from engine.files import SaveError, save_atomically
from engine.model_info import ModelInfo
from engine.presets import preset_for
from engine.request import EditRequest, SamplingOptions, Span
from engine.store.folder import STARTER, resolve_checkpoint
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
        help="rewrite a span of a file",
        description="Rewrite a span of FILE as TEXT asks, and print the draft.",
        epilog="Exit codes: 0 done, 2 wrong usage, 3 the engine or the save failed, 130 cancelled.",
    )
    parser.add_argument("file", metavar="FILE", help="UTF-8 text, or - for standard input")
    place = parser.add_mutually_exclusive_group(required=True)
    place.add_argument("--lines", metavar="A:B", type=_pair, help="lines A to B, from 1")
    place.add_argument(
        "--span", metavar="START:END", type=_pair, help="characters from START, before END, from 0"
    )
    parser.add_argument("--instruction", metavar="TEXT", required=True, help="what to do")
    parser.add_argument(
        "--model", default=STARTER, metavar="NAME", help="starter, a name or a folder"
    )
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same draft")
    parser.add_argument(
        "--strength", type=float, help="share of the text that starts as noise, in (0, 1]"
    )
    parser.add_argument("--steps", type=int, help="most denoising steps of one canvas")
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
    data = _read(options.file)
    try:
        file = TextFile.from_bytes(data, options.file)
        find_span = checked_span if options.lines is None else span_of_lines
        span = find_span(file.text, *(options.span or options.lines))
    except TextFileError as error:
        raise UsageError(str(error)) from error
    _check_before_loading(file.text[span.start : span.end], options.instruction)
    _sampling(options, 1.0)
    engine = load(resolve_checkpoint(options.model), show_loading)
    warn_if_untaught(options.instruction, engine.info)
    request = _request(options, file.text, span, engine.info)
    with cancel_on_interrupt() as cancel:
        last = _follow(engine.edit(request, cancel), as_json=options.events)
    show_progress("")
    if isinstance(last, Cancelled):
        _tell_cancelled(last)
        return CANCELLED
    if not last.turn_closed:
        say("anneal: warning: the draft was cut off before its end: allow more, or select less")
    _deliver(options, file, span, last, data)
    return DONE


def _follow(events: Iterator[EngineEvent], *, as_json: bool) -> Draft | Cancelled:
    """Take the events as they come and return the one that ends the edit."""
    for event in events:
        if as_json:
            line = {"event": _EVENT_NAMES[type(event)], **asdict(event)}
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
        if isinstance(event, DenoiseStep):
            canvas = f"canvas {event.canvas + 1}, " if event.canvas else ""
            show_progress(f"{canvas}step {event.step} of at most {event.step_cap}")
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
        names = ("text", "steps", "seconds", "converged", "turn_closed", "seed", "model")
        shown = {name: getattr(draft, name) for name in names}
        sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")
    elif options.diff:
        sys.stdout.write(_diff(file.raw, file.replaced(span, draft.text).raw, options.file))
    elif options.in_place:
        path = Path(options.file)
        if path.read_bytes() != data:
            raise SaveError(path, f"{path} was changed by another program meanwhile: not saved")
        save_atomically(path, file.replaced(span, draft.text).to_bytes())
        say(f"saved {path} ({draft.steps} steps, {draft.seconds:.1f} s)")
    else:
        sys.stdout.write(draft.text if draft.text.endswith("\n") else f"{draft.text}\n")


def _tell_cancelled(event: Cancelled) -> None:
    """Say that nothing was changed, and what the best draft was."""
    say("anneal rewrite: cancelled, nothing was changed")
    if event.draft is not None:
        say(f"The best draft so far:\n{event.draft.text}")


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
    )


def _sampling(options: argparse.Namespace, usual_strength: float) -> SamplingOptions:
    strength = usual_strength if options.strength is None else options.strength
    try:
        return SamplingOptions(seed=options.seed, strength=strength, max_steps=options.steps)
    except ValueError as error:
        raise UsageError(str(error)) from error


def _check_before_loading(selected: str, instruction: str) -> None:
    """Raise what the engine would raise, without the wait for a checkpoint."""
    if not selected.strip():
        raise EmptySpanError("there is nothing but white space there: name the text to rewrite")
    if not instruction.strip():
        raise EmptyInstructionError("the instruction is empty: say what to do with the text")


def _read(name: str) -> bytes:
    """Return the bytes of a file or of standard input."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
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


def _diff(old: str, new: str, name: str) -> str:
    """Return a unified diff that `patch` takes; lines end at line feeds and nowhere else."""
    lines = [[f"{line}\n" for line in text.split("\n")] for text in (old, new)]
    for text_lines in lines:
        last = text_lines.pop().removesuffix("\n")
        if last:
            text_lines.append(f"{last}\n\\ No newline at end of file\n")
    name = "stdin" if name == STANDARD_INPUT else name.lstrip("/")
    return "".join(difflib.unified_diff(lines[0], lines[1], f"a/{name}", f"b/{name}"))
