"""What tabs are called beside one another: files of one name by their folders too; no Qt."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path


def tab_titles(tabs: Sequence[tuple[str, Path | None]]) -> tuple[str, ...]:
    """Return what each tab is called: its name, and as much of its folder as tells it apart.

    Args:
        tabs: the name of each, and where it lies, ``None`` for a text that is in no file.
    """
    names = Counter(name for name, _ in tabs)
    return tuple(
        f"{name} · {_folder(path, [other for same, other in tabs if same == name])}"
        if path is not None and names[name] > 1
        else name
        for name, path in tabs
    )


def _folder(path: Path, all_of_name: Sequence[Path | None]) -> str:
    """Return the end of the folder of ``path`` that no other one of the same name has."""
    own = path.absolute().parent.parts
    others = [other.absolute().parent.parts for other in all_of_name if other is not None]
    for count in range(1, len(own)):
        end = own[-count:]
        if sum(other[-count:] == end for other in others) < 2:
            return "/".join(end)
    return str(path.absolute().parent)
