"""The training pairs of the starter model: `generate` draws one example of a task.

An example is an instruction, a selected text and the text that the instruction makes of it.
Except for `fill`, the target follows from the other two by rule; the makers of each task keep
to that, and the prompts in `resources/prompts/starter_tasks.json` are all that is taught.
"""

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus import Corpus
from material import PairMaker, draw_budget
from tasks_code import make_repair_python
from tasks_prose import make_backticks, make_fill, make_spelling, make_tighten
from tasks_repair import make_repair_markdown
from tasks_structure import make_bullets, make_headings, make_numbered, make_table

PROMPTS = Path(__file__).resolve().parents[2] / "resources" / "prompts" / "starter_tasks.json"
CANONICAL_SHARE = 0.4
LOOSE_SHARE = 0.15
MAX_DRAWS = 2000

MAKERS: dict[str, PairMaker] = {
    "spelling": make_spelling,
    "tighten": make_tighten,
    "bullets": make_bullets,
    "numbered": make_numbered,
    "table": make_table,
    "backticks": make_backticks,
    "headings": make_headings,
    "repair-markdown": make_repair_markdown,
    "repair-python": make_repair_python,
    "fill": make_fill,
}
TASKS = tuple(MAKERS)


@dataclass(frozen=True, slots=True)
class Example:
    """One training pair. `language` is "markdown" or "python"."""

    task: str
    instruction: str
    language: str
    selected: str
    target: str


@cache
def read_instructions() -> dict[str, tuple[str, ...]]:
    """Return the wordings of each task's instruction, the canonical one first."""
    stored = json.loads(PROMPTS.read_text(encoding="utf-8"))
    return {key: tuple(entry["instructions"]) for key, entry in stored.items()}


def draw_instruction(rng: random.Random, key: str) -> str:
    """Draw a wording; some are typed loosely, in lower case or with a full stop."""
    canonical, *others = read_instructions()[key]
    wording = canonical if rng.random() < CANONICAL_SHARE else rng.choice(others)
    if rng.random() < LOOSE_SHARE:
        return rng.choice((wording.lower(), f"{wording}.", f"{wording.lower()}."))
    return wording


def generate(
    rng: random.Random,
    corpus: Corpus,
    task: str | None = None,
    max_chars: int = 260,
    make_pair: PairMaker | None = None,
) -> Example:
    """Draw one example of `task`, or of any task, with texts of at most `max_chars`.

    `make_pair` takes the place of the task's own maker. Raises LookupError when the corpus has
    nothing that suits the task and the length.
    """
    name = task if task is not None else rng.choice(TASKS)
    make_pair = make_pair or MAKERS[name]
    for _ in range(MAX_DRAWS):
        pair = make_pair(rng, corpus, draw_budget(rng, max_chars))
        if pair is not None and max(len(pair.selected), len(pair.target)) <= max_chars:
            return Example(
                task=name,
                instruction=draw_instruction(rng, pair.wording or name),
                language=pair.language,
                selected=pair.selected,
                target=pair.target,
            )
    raise LookupError(f"no material for {name} within {max_chars} characters")
