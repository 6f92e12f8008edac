"""From what was typed after `anneal rewrite` to what the engine is asked, or why it is not asked.

What the engine would refuse is told before a checkpoint is loaded. Prints and reads nothing.
"""

import argparse

from pygments.lexers import find_lexer_class_for_filename

from engine.cli_common import UsageError
from engine.errors import EmptyInstructionError, EmptySpanError, NoSurroundingsError
from engine.model_info import ModelInfo
from engine.presets import Preset, preset_for
from engine.request import EditRequest, SamplingOptions, Span


def request_of(options: argparse.Namespace, text: str, span: Span, info: ModelInfo) -> EditRequest:
    """Return what the engine is asked; the starter's presets know how they start and end."""
    preset = preset_for(options.instruction) if info.taught_only else None
    return EditRequest(
        edit_id=1,
        document_revision=0,
        span=span,
        before=text[: span.start],
        selected=text[span.start : span.end],
        after=text[span.end :],
        instruction=options.instruction,
        options=_sampling(options, preset),
        language=options.language or _language(options.file),
        in_pieces=options.in_pieces,
    )


def _sampling(options: argparse.Namespace, preset: Preset | None) -> SamplingOptions:
    usual_strength = 1.0 if preset is None else preset.strength
    keep = preset is not None and preset.repairs
    strength = usual_strength if options.strength is None else options.strength
    try:
        return SamplingOptions(
            seed=options.seed,
            strength=strength,
            max_steps=options.steps,
            variants=options.variants,
            keep_unsettled=keep if options.keep_unsettled is None else options.keep_unsettled,
        )
    except ValueError as error:
        raise UsageError(str(error)) from error


def check_before_loading(text: str, span: Span, options: argparse.Namespace) -> None:
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


def check_sampling(options: argparse.Namespace, *, gap: bool) -> None:
    """Raise what the options of sampling would raise, and where one says nothing.

    Args:
        options: as they were typed.
        gap: nothing is selected.
    """
    strength = _sampling(options, None).strength
    preset = preset_for(options.instruction)
    if strength < 1.0 and (gap or (preset is not None and preset.gap)):
        raise UsageError("a gap has no text to start from, only noise: leave --strength out")
    if gap and options.keep_unsettled:
        raise UsageError("a gap has no text that could stay: leave --keep-unsettled out")
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


def check_words(options: argparse.Namespace) -> None:
    """Raise where an argument is not UTF-8: Python makes lone surrogates of such bytes."""
    for name in ("instruction", "language"):
        try:
            (getattr(options, name) or "").encode("utf-8")
        except UnicodeEncodeError as error:
            raise UsageError(f"--{name} is not UTF-8: type it in a terminal that is") from error


def _language(name: str) -> str:
    """Return the language of a file by its name; plain text is written as Markdown."""
    lexer = find_lexer_class_for_filename(name)
    language = "markdown" if lexer is None else lexer.name.lower()
    return "markdown" if language == "text only" else language
