"""Ship a trained starter model: copy the checkpoint and write its model card and loss plot.

    python packaging/starter/card.py --quality build/starter/quality.json

Reads what training left under ``build/starter``; every figure on the card is read from there.
"""

import argparse
import json
import shutil
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import architecture as arch
from corpus import load
from sources import Source

STRUCTURAL = ("bullets", "numbered", "table", "backticks", "headings")
REPAIRS = ("repair-markdown", "repair-python")
WIDTH, HEIGHT, EDGE = 720, 260, 44
LIMITS = """## What it cannot do

It has seen technical English and Python only. Texts longer than about 60 words, other languages
and other instructions lie outside of what it was taught. A draft can differ from the selected
text where it should not: the comparison shows every difference before anything is accepted.
"""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the training log."""

    step: int
    loss: float
    wrong: float
    seconds: float


def read_log(path: Path) -> list[LogLine]:
    """Return the log; where an interrupted run was taken up again, the later lines count."""
    lines: dict[int, LogLine] = {}
    for text in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(text)
        step = int(record["step"])
        lines[step] = LogLine(step, record["loss"], record["wrong"], record["seconds"])
    return [lines[step] for step in sorted(lines)]


def draw_plot(log: list[LogLine]) -> str:
    """Return the loss curve as SVG."""
    last, top = log[-1].step, max(line.loss for line in log)

    def x(step: float) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * step / last

    def y(loss: float) -> float:
        return HEIGHT - EDGE + 8 - (HEIGHT - 1.5 * EDGE) * loss / top

    points = " ".join(f"{x(line.step):.1f},{y(line.loss):.1f}" for line in log)
    marks = [
        f'<text x="{x(last * part / 4):.0f}" y="{HEIGHT - 14}" text-anchor="middle">'
        f"{round(last * part / 4)}</text>"
        for part in range(5)
    ]
    for part in range(1, 5):
        level = top * part / 4
        marks.append(
            f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{y(level):.0f}" y2="{y(level):.0f}" '
            'stroke="#d0d4da" stroke-width="0.5"/>'
            f'<text x="{EDGE - 6}" y="{y(level) + 4:.0f}" text-anchor="end">{level:.1f}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="11" fill="#5c6470">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>{"".join(marks)}'
        f'<polyline points="{points}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>'
        f'<text x="{EDGE}" y="16">Loss in nats a token, over training steps</text>'
        "</svg>\n"
    )


def bar_of(task: str) -> str:
    """Return what a task was meant to reach, for people."""
    if task in STRUCTURAL or task in REPAIRS:
        return "90 % exact"
    return {"spelling": "60 % of errors gone, under 3 % damaged", "tighten": "80 % exact"}.get(
        task, "none"
    )


def reached(task: str, score: dict[str, float]) -> bool:
    """Say whether a task's score passes its bar."""
    if task in STRUCTURAL or task in REPAIRS:
        return score["exact"] >= 0.9
    if task == "spelling":
        return score["cer_after"] <= 0.4 * score["cer_before"] and score["damaged"] < 0.03
    return task == "fill" or score["exact"] >= 0.8


def quality_table(tasks: dict[str, dict[str, float]]) -> str:
    """Return the scores as a Markdown table."""
    rows = [
        "| task | cases | exact | character errors before → after | clean words damaged | steps "
        "| meant to reach | reached |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for task, score in tasks.items():
        mark = "–" if bar_of(task) == "none" else "yes" if reached(task, score) else "no"
        rows.append(
            f"| {task} | {score['n']:.0f} | {score['exact']:.0%} "
            f"| {score['cer_before']:.3f} → {score['cer_after']:.3f} | {score['damaged']:.1%} "
            f"| {score['steps']:.1f} | {bar_of(task)} | {mark} |"
        )
    return "\n".join(rows)


def licence_table(sources: tuple[Source, ...]) -> str:
    """Return what was read, grouped by licence, as a Markdown table."""
    by_licence: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        by_licence[source.licence].append(f"{source.name} {source.version}")
    rows = ["| licence | read |", "| --- | --- |"]
    rows += [f"| {licence} | {', '.join(by_licence[licence])} |" for licence in sorted(by_licence)]
    return "\n".join(rows)


def write_card(
    log: list[LogLine], quality: dict[str, Any], sources: tuple[Source, ...], note: str
) -> str:
    """Return the model card; ``note`` is a paragraph of its own about this training run."""
    end = log[-1]
    return f"""# The starter model

A text-diffusion model of the class `DiffusionGemmaForBlockDiffusion`, small enough to ship with
Anneal, trained by us on text that programs wrote, from random weights of which the first layers
begin as copying circuits. It runs on a CPU. It knows the edits in the table below under the
wordings in `resources/prompts/starter_tasks.json` and nothing else: free instructions need the 26B
model.

Licence of the weights: Apache-2.0.

| | |
| --- | --- |
| layers, width | {arch.LAYERS}, {arch.HIDDEN} |
| layers with shared keys and values | {arch.LAYER_TYPES.count("full_attention")} |
| experts | {arch.EXPERTS} of width {arch.EXPERT_WIDTH}, {arch.EXPERTS_PER_TOKEN} a token |
| dense layer beside them | {arch.DENSE} |
| vocabulary | {arch.VOCABULARY}, byte-level BPE |
| canvas, context | {arch.CANVAS_LENGTH} tokens, {arch.CONTEXT_LENGTH} tokens |

## What it can do

Held-out cases: drawn from files that training never read, texts of up to 60 words, started from
pure noise unless the preset has a strength of its own, seed 0. Where a preset puts right what is
wrong (spelling, backticks and the two repairs), a word on which the draft does not settle stays as
it was selected; the two numbers of that (`engine/keeping.py`) were chosen on other cases.

{quality_table(quality["tasks"])}

`fill` has no single right answer; it is listed for completeness.

## Training

{end.step:,} steps in {end.seconds / 3600:.1f} hours, seed 20261, bfloat16 compute with float32
weights. The log counts the positions that training asks for most: those that come next, and
mistakes that the model had accepted, in drills too, which hold many times the changes of a real
text. There the last logged loss is {end.loss:.3f} nats a token, and the argmax is wrong at
{end.wrong:.1%} of them.

{note}

![Loss curve](loss.svg)

`make starter` trains a model anew, from nothing and with today's mixture: other weights than these.

## What was read

Passages, docstrings, headings, names and code of the packages below, as installed; the pairs were
made from them by rule. Nothing of them is in this repository.

{licence_table(sources)}

{LIMITS}"""


def main() -> None:
    """Read the options and write ``resources/starter``."""
    parser = argparse.ArgumentParser(description="Ship a trained starter model.")
    parser.add_argument("--folder", type=Path, default=Path("build/starter"))
    parser.add_argument("--quality", type=Path, required=True, help="of `anneal bench --quality`")
    parser.add_argument("--into", type=Path, default=Path("resources/starter"))
    parser.add_argument("--note", default="", help="a paragraph about this training run")
    options = parser.parse_args()
    options.into.mkdir(parents=True, exist_ok=True)
    for path in (options.folder / "checkpoint").iterdir():
        shutil.copyfile(path, options.into / path.name)
    log = read_log(options.folder / "log.jsonl")
    quality = json.loads(options.quality.read_text(encoding="utf-8"))
    sources = load(options.folder / "corpus.json").sources
    card = write_card(log, quality, sources, options.note)
    (options.into / "README.md").write_text(card, encoding="utf-8")
    (options.into / "loss.svg").write_text(draw_plot(log), encoding="utf-8")


if __name__ == "__main__":
    main()
