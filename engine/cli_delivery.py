"""What `anneal rewrite` says of a draft, and where it puts it: an object, a diff, the file."""

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from engine.events import Draft, PieceEnd
from engine.files import SaveError, save_atomically
from engine.text_file import TextFile

_WHY_LEFT: Final = {
    PieceEnd.STRUCTURE: "their drafts would have changed how they are built",
    PieceEnd.TOO_LONG: "they are too long for the model",
}


def lacks(draft: Draft, selected: str) -> Iterator[str]:
    """Yield what a person should know of the draft before they use it."""
    if not draft.text.strip():
        yield "the draft is empty: try other words, or another seed"
    elif not draft.turn_closed:
        yield "the draft was cut off before its end: allow more, or select less"
    elif selected and draft.text == selected:
        yield "the draft is the text as it was: nothing was changed"
    # Not every piece of a long span can keep words: one that did not settle may be another.
    rest_kept = draft.kept and not draft.pieces
    if draft.kept:
        words = "1 word stays as it was: the model was not sure of it"
        if draft.kept > 1:
            words = f"{draft.kept} words stay as they were: the model was not sure of them"
        ran_out = rest_kept and not draft.converged
        yield f"{words}; so does what the steps did not reach" if ran_out else words
    if not draft.converged and not rest_kept:
        yield (
            "the draft had not settled when the steps ran out: read it with care, or allow more "
            "with --steps"
        )
    yield from _left_pieces(draft)


def _left_pieces(draft: Draft) -> Iterator[str]:
    """Yield why pieces of a long span stayed as they were."""
    asked = sum(piece.end is not PieceEnd.KEPT for piece in draft.pieces)
    if draft.pieces and not asked:
        yield "the span is code and markup alone, which --in-pieces leaves as it is"
    for end, why in _WHY_LEFT.items():
        if count := sum(piece.end is end for piece in draft.pieces):
            yield f"{count} of {asked} pieces stayed as they were: {why}"


def check_worth_saving(draft: Draft, path: Path) -> None:
    """Raise where saving the draft would lose text that nobody asked to lose."""
    if not draft.text.strip():
        raise SaveError(
            path,
            f"the draft is empty, so {path} was not saved: try other words, or another seed",
        )
    if not draft.turn_closed:
        raise SaveError(
            path,
            f"the draft was cut off before its end, so {path} was not saved: select less, or try "
            "another seed; without --in-place the draft is printed as far as it came",
        )


def without_edit(draft: dict[str, Any]) -> dict[str, Any]:
    """Return a draft, and the others in it, without the number of the edit, which says nothing."""
    others = [without_edit(other) for other in draft["others"]]
    return {key: value for key, value in draft.items() if key != "edit_id"} | {"others": others}


def save(path: Path, file: TextFile, data: bytes) -> None:
    """Save ``file`` where ``path`` still holds ``data``, the bytes that the run began with."""
    try:
        found = path.read_bytes()
    except FileNotFoundError as error:
        raise SaveError(
            path, f"{path} was moved or deleted meanwhile: the draft was not saved"
        ) from error
    except OSError as error:
        raise SaveError(
            path, f"{path} cannot be read any more ({error.strerror}): the draft was not saved"
        ) from error
    if found != data:
        raise SaveError(path, f"{path} was changed by another program meanwhile: not saved")
    try:
        changed = file.to_bytes()
    except UnicodeEncodeError as error:
        raise SaveError(
            path, f"the draft holds half a character, so {path} was not saved: try another seed"
        ) from error
    save_atomically(path, changed)


def diff(old: str, new: str, name: str) -> str:
    """Return a unified diff that `patch` takes; lines end at line feeds and nowhere else."""
    lines = [[f"{line}\n" for line in text.split("\n")] for text in (old, new)]
    for text_lines in lines:
        last = text_lines.pop().removesuffix("\n")
        if last:
            text_lines.append(f"{last}\n\\ No newline at end of file\n")
    name = "stdin" if name == "-" else name.lstrip("/")
    return "".join(difflib.unified_diff(lines[0], lines[1], f"a/{name}", f"b/{name}"))
