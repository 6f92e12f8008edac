"""How quick the page alone is: a draft's step, a typing pause and a scroll, each to its paint.

The window around it, the editor and the engine are left out; other benchmarks measure them all.

Usage: python -m tests.bench.page_paint
"""

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.preview.page_view import PageView
from app.theme import load_theme
from engine.request import Span
from tests.bench.figures import Figure, percentile, to_json

ROUNDS = 300
BOUND_MS = 16.0
SMALL, MIDDLE, LARGE = 10_000, 200_000, 1_000_000
PASSAGE = (
    "The editor keeps every draft beside the text that you wrote, so nothing is lost when you "
    "change your mind. Select a paragraph, say what you want, and watch the words settle one "
    "after the other. When the draft reads well you take it with a single key. When it does not, "
    "you ask again with another seed, and the original stays."
)
SECTION = """## Section {number}

A paragraph with *emphasis*, **strong words**, `code`, and a [link](https://example.org/{number})
that goes on for a second line, as people write them, before it ends somewhere here.[^note]

- one point of the list, with `a.call({number})` in it
- [ ] a task that is open

| key | value |
|---|---|
| number | {number} |
| square | `{number} * {number}` |

```python
def section_{number}(value: int) -> int:
    return value * {number}  # a comment
```

"""
CODE = '''def function_{number}(value: int) -> int:
    """Return what a function returns.

    It says so over several lines.
    """
    text = "a string" + f"and {{value}} another"
    return value * {number} + len(text)  # a comment


'''
MARKS = ("**", "`", "|", "\n- ", "\n\n```\n", "[", "](", "\n| a | b |\n|-")


def document_of(size: int) -> str:
    """Return Markdown of about ``size`` characters with the passage in its middle."""
    sections = [SECTION.format(number=number) for number in range(size // len(SECTION))]
    sections.insert(len(sections) // 2, f"{PASSAGE}\n\nHere a person types.\n\n")
    return "".join(sections) + "[^note]: A note of the page.\n"


def code_of(size: int) -> str:
    """Return Python of about ``size`` characters."""
    return "".join(CODE.format(number=number) for number in range(size // len(CODE)))


def open_page(text: str, language: str) -> tuple[PageView, float]:
    """Return a page with ``text`` and the ms until its first paint; its idle work is done."""
    begun = time.perf_counter()
    page = PageView(load_theme("light"))
    page.resize(900, 1000)
    page.show()
    page.set_source(text, language)
    QCoreApplication.processEvents()
    took = (time.perf_counter() - begun) * 1000
    settle(page)
    return page, took


def settle(page: PageView) -> None:
    """Let the page do what it does when nothing happens."""
    while not page.is_settled:
        QCoreApplication.processEvents()


def clock(action: Callable[[], None]) -> float:
    """Return the ms from ``action`` to the end of the paint that shows it."""
    begun = time.perf_counter()
    action()
    QCoreApplication.processEvents()
    return (time.perf_counter() - begun) * 1000


def measure(text: str, language: str, passage: str) -> dict[str, list[float]]:
    """Return the times of steps, typing pauses and scrolls in ``text``."""
    page, opened = open_page(text, language)
    times: dict[str, list[float]] = {"open": [opened]}
    chance = random.Random(7)
    start = text.index(passage)
    page.scroll_to_line(text.count("\n", 0, start) - 2)
    span = Span(start, start + len(passage))
    settle(page)
    times |= {"step": [], "type": [], "scroll": []}
    words = passage.split(" ")
    for _ in range(ROUNDS):
        for _ in range(4):
            words[chance.randrange(len(words))] = chance.choice((*PASSAGE.split(), *MARKS))
        times["step"].append(clock(partial(page.set_draft, span, " ".join(words))))
    page.clear_draft()
    settle(page)
    for number in range(ROUNDS):
        typed = f"{text[: span.end]} typed{number}{text[span.end :]}"
        times["type"].append(clock(partial(page.set_source, typed, language)))
    bar = page.verticalScrollBar()
    for _ in range(ROUNDS):
        times["scroll"].append(clock(partial(bar.setValue, bar.value() + 72)))
    page.close()
    page.deleteLater()
    return times


def figures() -> list[Figure]:
    """Return the measured figures."""
    out: list[Figure] = []
    middles: dict[int, dict[str, float]] = {}
    for size, name in ((SMALL, "10 KB"), (MIDDLE, "200 KB"), (LARGE, "1 MB")):
        times = measure(document_of(size), "markdown", PASSAGE)
        middles[size] = {what: percentile(times[what], 50) for what in times}
        out += _figures(times, f"page_{size // 1000}k", f"page alone, {name}")
    times = measure(code_of(LARGE), "python", CODE.format(number=LARGE // len(CODE) // 2))
    out += _figures(times, "page_code_1000k", "page alone, code of 1 MB")
    for what, title in (("step", "a draft's step"), ("type", "a typing pause")):
        ratio = middles[LARGE][what] / middles[SMALL][what]
        out.append(Figure(f"page_{what}_growth", f"{title} in 1 MB against 10 KB", ratio, "x", 1.5))
    return out


def _figures(times: dict[str, list[float]], key: str, where: str) -> list[Figure]:
    found = []
    for what, title in (
        ("step", "a draft's step to its paint"),
        ("type", "a typing pause to its paint"),
        ("scroll", "a scroll to its paint"),
    ):
        middle, worst = percentile(times[what], 50), max(times[what])
        detail = f"{ROUNDS} times, median {middle:.2f} ms, worst {worst:.1f}"
        value = percentile(times[what], 99)
        label = f"{title}, {where}, p99"
        found.append(Figure(f"{key}_{what}", label, value, "ms", BOUND_MS, detail=detail))
    opened = Figure(f"{key}_open", f"to show a text, {where}", times["open"][0], "ms", 150.0)
    return [*found, opened]


def main() -> int:
    """Measure and print."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    open_page(document_of(SMALL), "markdown")[0].close()  # fonts and grammars are read once
    measured = figures()
    sys.stdout.write(f"{to_json(measured)}\n")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
