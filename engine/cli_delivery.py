"""Where `anneal rewrite` puts a draft: a JSON object, a diff, the file itself."""

import difflib
from pathlib import Path
from typing import Any

from engine.files import SaveError, save_atomically
from engine.text_file import TextFile


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
