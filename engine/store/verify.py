"""Checks a checkpoint without loading its weights: headers, sizes, tokenizer and template."""

from pathlib import Path

from engine.errors import CheckpointDamagedError, TokenizerMismatchError
from engine.model.checkpoint import Checkpoint, read_checkpoint
from engine.plain_tokenizer import PlainTokenizer
from engine.prompt import build_prompt, load_template
from engine.request import EditRequest, Span


def verify_checkpoint(folder: Path) -> Checkpoint:
    """Check all that can be told without the weights themselves, and return what was read.

    Raises:
        CheckpointError: of the kind that fits, with what is wrong and where.
    """
    checkpoint = read_checkpoint(folder)
    tokenizer = PlainTokenizer.from_folder(folder)
    try:
        template = load_template(checkpoint.template)
    except FileNotFoundError as error:
        raise CheckpointDamagedError(
            f"{folder}: its prompt template {checkpoint.template!r} is not one that this Anneal "
            "has: update Anneal"
        ) from error
    request = EditRequest(1, 0, Span(0, 1), "", "a", "", "b")
    prompt = build_prompt(request, tokenizer, template, context_tokens=0)
    if max(prompt.ids) >= checkpoint.vocabulary:
        raise TokenizerMismatchError(
            f"{folder}: the tokenizer gives ids up to {max(prompt.ids)} and the model knows "
            f"{checkpoint.vocabulary}: take the tokenizer that belongs to the checkpoint"
        )
    return checkpoint
