"""Reads a checkpoint's tokenizer and checks that it belongs to the model."""

from tokenizers import Tokenizer

from engine.errors import CheckpointDamagedError, TokenizerMismatchError
from engine.model.checkpoint import TOKENIZER, Checkpoint

TURN_END = "<turn|>"
_NEEDED_PIECES = ("<bos>", "<|turn>", TURN_END, "<|channel>", "<channel|>")


def load_tokenizer(checkpoint: Checkpoint) -> Tokenizer:
    """Read the tokenizer and check that it belongs to the checkpoint.

    Raises:
        CheckpointDamagedError: the file cannot be read.
        TokenizerMismatchError: it has more ids than the model, lacks a control token, or the
            checkpoint names ids that it does not have.
    """
    path = checkpoint.folder / TOKENIZER
    try:
        tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    # The library raises nothing more precise.
    except Exception as error:
        raise CheckpointDamagedError(f"{path}: cannot be read as a tokenizer ({error})") from error
    advice = "take the tokenizer that belongs to the checkpoint"
    highest = max(tokenizer.get_vocab(with_added_tokens=True).values(), default=-1)
    if highest >= checkpoint.vocabulary:
        raise TokenizerMismatchError(
            f"{path}: has the id {highest} and the model only {checkpoint.vocabulary} ids: {advice}"
        )
    for piece in _NEEDED_PIECES:
        control_id(tokenizer, piece)
    for token in (checkpoint.pad_id, *checkpoint.end_ids):
        if tokenizer.id_to_token(token) is None:
            raise TokenizerMismatchError(
                f"{path}: has no id {token}, which the checkpoint uses to end or fill a turn: "
                f"{advice}"
            )
    if tokenizer.token_to_id(TURN_END) not in checkpoint.end_ids:
        raise TokenizerMismatchError(
            f"{path}: {TURN_END!r} is none of the checkpoint's end tokens "
            f"{list(checkpoint.end_ids)}: {advice}"
        )
    return tokenizer


def control_id(tokenizer: Tokenizer, piece: str) -> int:
    """Return the id of a control token.

    Raises:
        TokenizerMismatchError: the tokenizer lacks it.
    """
    token: int | None = tokenizer.token_to_id(piece)
    if token is None:
        raise TokenizerMismatchError(
            f"the tokenizer lacks the token {piece!r}: take the tokenizer that belongs to the "
            "checkpoint"
        )
    return token
