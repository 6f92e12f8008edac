"""Write held-out cases for measuring a model, one JSON object a line.

    python packaging/starter/cases.py --out cases.jsonl --per-task 120 --seed 7

The material comes from held-out files only. No case is written twice.
"""

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from corpus import Corpus, load
from tasks import TASKS, Example, generate

CACHE = Path("build/starter/corpus.json")
LENGTHS = (80, 140, 220, 320)
MAX_WORDS = 60


def draw_cases(rng: random.Random, corpus: Corpus, per_task: int) -> Iterator[Example]:
    """Yield `per_task` different cases of each task, of evenly spread lengths."""
    for task in TASKS:
        seen: set[tuple[str, str]] = set()
        while len(seen) < per_task:
            case = generate(rng, corpus, task, LENGTHS[len(seen) % len(LENGTHS)])
            key = (case.instruction, case.selected)
            if key not in seen and len(case.selected.split()) <= MAX_WORDS:
                seen.add(key)
                yield case


def main() -> None:
    """Read the options and write the cases."""
    parser = argparse.ArgumentParser(description="Write held-out cases as JSON lines.")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument("--per-task", type=int, default=120, help="cases of each task")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--cache", type=Path, default=CACHE, help="where the corpus is kept")
    options = parser.parse_args()
    corpus = load(options.cache).held_out
    cases = draw_cases(random.Random(options.seed), corpus, options.per_task)
    lines = (json.dumps(asdict(case), ensure_ascii=False) for case in cases)
    options.out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
