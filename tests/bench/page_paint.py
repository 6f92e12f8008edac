"""How quick the page alone is: a draft's step, a typing pause and a scroll, each to its paint.

The window around it, the editor and the engine are left out; other benchmarks measure them all.
That the cost does not follow the document's length is measured on two pages at once, the short
one and the long one in turn, so that both meet the same moments of a busy machine.

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
SMALL, LARGE = 10_000, 1_000_000
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
NOTED = """## Section {number}

A paragraph with a [reference][r{number}] and something to add.[^n{number}]

- one point of the list, with `a.call({number})` in it

[r{number}]: https://example.org/{number}
[^n{number}]: What there is to say about section {number}.

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


def noted_document_of(size: int) -> str:
    """Return Markdown with a link target and a footnote in every section."""
    sections = [NOTED.format(number=number) for number in range(size // len(NOTED))]
    sections.insert(len(sections) // 2, f"{PASSAGE} [r1] and[^n1].\n\nHere a person types.\n\n")
    return "".join(sections)


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


class Reader:
    """A page that is read in the middle of its text, while a passage there is rewritten."""

    def __init__(self, text: str, language: str, passage: str) -> None:
        """Open the text and go to the passage."""
        self.page, self.opened = open_page(text, language)
        self._text, self._language = text, language
        self._chance = random.Random(7)
        self._words = passage.split(" ")
        start = text.index(passage)
        self.page.scroll_to_line(text.count("\n", 0, start) - 2)
        self._span = Span(start, start + len(passage))
        self._typed = 0
        settle(self.page)

    def step(self) -> float:
        """Show one more step of a draft; return the ms to its paint."""
        for _ in range(4):
            word = self._chance.choice((*PASSAGE.split(), *MARKS))
            self._words[self._chance.randrange(len(self._words))] = word
        return clock(partial(self.page.set_draft, self._span, " ".join(self._words)))

    def rest(self) -> None:
        """Take the draft back, and let the page do what waits."""
        self.page.clear_draft()
        settle(self.page)

    def type(self) -> float:
        """Type a word behind the passage; return the ms to its paint."""
        self._typed += 1
        end = self._span.end
        typed = f"{self._text[:end]} typed{self._typed}{self._text[end:]}"
        return clock(partial(self.page.set_source, typed, self._language))

    def scroll(self) -> float:
        """Turn the wheel once; return the ms to its paint."""
        bar = self.page.verticalScrollBar()
        return clock(partial(bar.setValue, bar.value() + 72))

    def close(self) -> None:
        """Be done."""
        self.page.close()
        self.page.deleteLater()


def measure(*readers: Reader) -> list[dict[str, list[float]]]:
    """Return the times of steps, typing pauses and scrolls of each, taken in turn."""
    times: list[dict[str, list[float]]] = [{"open": [reader.opened]} for reader in readers]
    for what in ("step", "type", "scroll"):
        for reader, found in zip(readers, times, strict=True):
            reader.rest()
            found[what] = []
        for _ in range(ROUNDS):
            for reader, found in zip(readers, times, strict=True):
                found[what].append(getattr(reader, what)())
    for reader in readers:
        reader.close()
    return times


def figures() -> list[Figure]:
    """Return the measured figures."""
    out: list[Figure] = []
    for make, key, name in (
        (document_of, "page", "page alone"),
        (noted_document_of, "page_noted", "notes and references"),
    ):
        texts = [make(size) for size in (SMALL, LARGE)]
        small, large = measure(*(Reader(text, "markdown", PASSAGE) for text in texts))
        out += _figures(small, f"{key}_10k", f"{name}, 10 KB")
        out += _figures(large, f"{key}_1000k", f"{name}, 1 MB")
        out += _growth(small, large, key, name)
    passage = CODE.format(number=LARGE // len(CODE) // 2)
    (code,) = measure(Reader(code_of(LARGE), "python", passage))
    return out + _figures(code, "page_code_1000k", "page alone, code of 1 MB")


def _growth(
    small: dict[str, list[float]], large: dict[str, list[float]], key: str, name: str
) -> list[Figure]:
    """Return how much dearer an update is in the long document."""
    out = []
    for what, title in (("step", "a draft's step"), ("type", "a typing pause")):
        ratio = percentile(large[what], 50) / percentile(small[what], 50)
        parts = (
            f"p{percent}: {percentile(small[what], percent):.2f} and "
            f"{percentile(large[what], percent):.2f} ms"
            for percent in (50, 90, 99)
        )
        label = f"{title} in 1 MB against 10 KB, {name}"
        out.append(Figure(f"{key}_{what}_growth", label, ratio, "x", 1.5, detail="; ".join(parts)))
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
