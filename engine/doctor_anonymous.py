"""A diagnosis without what is a person's own: the names and folders of their checkpoints.

For reports that are passed on. What Anneal itself ships or downloads keeps its name.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from engine.doctor import Diagnosis, Verdict
from engine.paths import data_folder, starter_folder
from engine.plan.table import LARGE_NAME

_USUAL: Final = Path("(the usual place)")
_OTHER: Final = Path("(another place)")


def anonymous(diagnosis: Diagnosis) -> Diagnosis:
    """Return ``diagnosis`` with stand-ins for the person's own names and folders."""
    hidden: list[tuple[str, str]] = []
    verdicts = []
    for number, verdict in enumerate(diagnosis.checkpoints, start=1):
        name = _shown_name(verdict, number)
        hidden += [(str(verdict.folder), name), (verdict.name, name)]
        verdicts.append(replace(verdict, name=name, folder=Path(name)))
    kept = diagnosis.checkpoints_folder
    hidden.append((str(kept), str(_place(kept))))
    runtime = diagnosis.runtime
    if runtime.folder is not None:
        hidden.append((str(runtime.folder), str(_OTHER)))
    # A folder before the name that it ends in, or begins with.
    longest_first = sorted(hidden, key=lambda pair: len(pair[0]), reverse=True)

    def without(words: str) -> str:
        for own, instead in longest_first:
            if own != instead:
                words = instead.join(re.split(rf"(?<!\w){re.escape(own)}(?!\w)", words))
        return words

    return replace(
        diagnosis,
        checkpoints_folder=_place(kept),
        checkpoints=tuple(replace(one, words=without(one.words)) for one in verdicts),
        would_load=without(diagnosis.would_load),
        runtime=replace(runtime, folder=None, words=without(runtime.words)),
        runtime_advice=without(diagnosis.runtime_advice),
        problems=tuple(map(without, diagnosis.problems)),
        gpu=replace(diagnosis.gpu, words=without(diagnosis.gpu.words)),
    )


def _shown_name(verdict: Verdict, number: int) -> str:
    ours = verdict.folder == starter_folder() or verdict.name == LARGE_NAME
    return verdict.name if ours else f"checkpoint {number}"


def _place(folder: Path) -> Path:
    return _USUAL if folder == data_folder() / "checkpoints" else _OTHER
