"""How quick the editor alone is: a key, a draft's step and a scrolled pixel, each to its paint.

The window around it, the page and the engine are left out; other benchmarks measure them all.

Usage: python -m tests.bench.editor_paint
"""

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.editor.editor_view import EditorView
from app.fonts import editor_font
from app.theme import load_theme
from engine.events import DenoiseStep, TokenState, TokenView
from engine.request import Span
from tests.bench.figures import Figure, percentile, to_json

ROUNDS = 300
BOUND_MS = 16.0
LARGE, MIDDLE = 1_000_000, 200_000
PASSAGE = (
    "The editor keeps every draft beside the text that you wrote, so nothing is lost when you "
    "change your mind. Select a paragraph, say what you want, and watch the words settle one "
    "after the other. When the draft reads well you take it with a single key. When it does not, "
    "you ask again with another seed, and the original stays."
)
SECTION = """## Section {number}

A paragraph with *emphasis*, **strong words**, `code`, and a [link](https://example.org/{number})
that goes on for a second line, as people write them, before it ends somewhere here.

- one point of the list, with `a.call({number})` in it

```python
def section_{number}(value: int) -> int:
    return value * {number}  # a comment
```

"""


def document_of(size: int) -> str:
    """Return a Markdown document of about ``size`` characters with the passage at its start."""
    head = f"# A document\n\n{PASSAGE}\n\nHere a person types.\n\n"
    count = size // len(SECTION)
    return head + "".join(SECTION.format(number=number) for number in range(count))


def open_view(text: str) -> EditorView:
    """Return an editor on the screen with ``text``, coloured to its end."""
    view = EditorView()
    view.set_font(editor_font("", 11))
    view.set_theme(load_theme("light"))
    view.resize(900, 1000)
    view.set_text(text, "markdown")
    view.show()
    view.setFocus()
    return view


def settle(seconds: float) -> None:
    """Let the editor do what it does when nobody types."""
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QCoreApplication.processEvents()


def step_of(words: list[str], number: int, chance: random.Random) -> DenoiseStep:
    """Return a step that changes a few words and settles others."""
    for _ in range(4):
        words[chance.randrange(len(words))] = chance.choice(PASSAGE.split())
    tokens, place = [], 0
    for word in words:
        state = TokenState.ACCEPTED if chance.random() < number / ROUNDS else TokenState.FREE
        tokens.append(TokenView(place, place + len(word) + 1, chance.random() * 3, state))
        place += len(word) + 1
    text = "".join(f"{word} " for word in words)
    return DenoiseStep(1, 0, number + 1, ROUNDS, 0.6, text, tuple(tokens), 0.1)


def press(view: EditorView, text: str) -> None:
    """Press a key as a keyboard would."""
    target = view.focusProxy()
    if target is None:
        raise RuntimeError("the editor takes no keys")
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        key = Qt.Key.Key_Space if text == " " else Qt.Key.Key_A
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(target, event)


def clock(action: Callable[[], None]) -> float:
    """Return the ms from ``action`` to the end of the paint that shows it."""
    begun = time.perf_counter()
    action()
    QCoreApplication.processEvents()
    return (time.perf_counter() - begun) * 1000


def measure(size: int) -> dict[str, list[float]]:
    """Return the times of keys, steps and scrolls in a document of ``size`` characters."""
    text = document_of(size)
    begun = time.perf_counter()
    view = open_view(text)
    QCoreApplication.processEvents()
    times: dict[str, list[float]] = {"open": [(time.perf_counter() - begun) * 1000]}
    chance = random.Random(7)
    start = text.index(PASSAGE)
    typing = text.index("Here a person types.") + 6
    view.select_span(Span(typing, typing))
    view.begin_draft(Span(start, start + len(PASSAGE)))
    words = PASSAGE.split()
    times |= {"step": [], "key": [], "scroll": []}
    for number in range(ROUNDS):
        step = step_of(words, number, chance)
        times["step"].append(clock(partial(view.show_step, step)))
        times["key"].append(clock(partial(press, view, chance.choice("ab c"))))
    view.end_draft()
    for number in range(ROUNDS):
        times["scroll"].append(clock(partial(view.scroll_to_line, number * 0.7)))
    settle(0.1)
    view.close()
    return times


def figures() -> list[Figure]:
    """Return the measured figures."""
    out = []
    for size, name in ((LARGE, "1 MB"), (MIDDLE, "200 KB")):
        times = measure(size)
        for what, title in (
            ("key", "a key to its paint"),
            ("step", "a draft's step to its paint"),
            ("scroll", "a scrolled line to its paint"),
        ):
            middle = percentile(times[what], 50)
            out.append(
                Figure(
                    f"editor_{what}_{size // 1000}k",
                    f"{title}, editor alone, {name}, p99",
                    percentile(times[what], 99),
                    "ms",
                    BOUND_MS,
                    detail=f"{ROUNDS} times, median {middle:.2f} ms, worst {max(times[what]):.1f}",
                )
            )
        out.append(
            Figure(
                f"editor_open_{size // 1000}k",
                f"to show a text, {name}",
                times["open"][0],
                "ms",
                150.0,
                detail="widget made to first paint",
            )
        )
    return out


def main() -> int:
    """Measure and print."""
    application = QApplication.instance() or QApplication(sys.argv[:1])
    open_view(document_of(1000)).close()  # fonts and grammars are read once
    measured = figures()
    sys.stdout.write(f"{to_json(measured)}\n")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
