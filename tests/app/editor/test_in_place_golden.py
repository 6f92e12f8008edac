"""The in-place view as a list of its marks, held against golden files in both themes.

Lists and not pictures: which words have which letters, line, inks and sign is the same whatever
font a machine has.
"""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.editor.draft_view import DraftView
from app.editor.editor_view import EditorView
from app.editor.token_looks import look_of
from app.theme import Theme, load_theme
from app.utf16 import Utf16Index
from engine.events import DenoiseStep, TokenState, TokenView
from tests.app.editor.editor_stage import PASSAGE, inner, open_editor, span_of

GOLDEN = Path(__file__).parent / "golden"
FREE, ACCEPTED, PINNED = TokenState.FREE, TokenState.ACCEPTED, TokenState.PINNED
_Word = tuple[str, TokenState, float]


def step(number: int, *words: _Word) -> DenoiseStep:
    text, tokens = "", []
    for shown, state, entropy in words:
        tokens.append(TokenView(len(text), len(text) + len(shown), entropy, state))
        text += shown
    return DenoiseStep(1, 0, number, 8, 0.7, text, tuple(tokens), 0.1)


def run() -> list[DenoiseStep]:
    """A few steps in which every state comes to be: the fifth is what is held against the file."""
    head: list[_Word] = [("Glass", ACCEPTED, 0.0), (" *which*", ACCEPTED, 0.1)]
    code = "\n\n```python\ndef cool"
    tail: list[_Word] = [(code, ACCEPTED, 0.0), ("(glass", PINNED, 0.0), (")", FREE, 1.2)]
    before = [*head, (" cools", FREE, 2.0), (" fast", FREE, 0.1), *tail]
    after: list[_Word] = [
        head[0],
        (" *that*", FREE, 2.0),  # it was settled on another word
        (" cooled", FREE, 3.5),  # it has just changed
        (" fast", FREE, 0.1),  # as long as it was
        *tail,
    ]
    end = [*after]
    end[1] = (" *that*", ACCEPTED, 0.0)
    return [*(step(number, *before) for number in range(1, 5)), step(5, *after), step(6, *end)]


def letters(draft: DraftView) -> list[str]:
    """Return the stretches of text that have a format, as ``text | colour and shape``."""
    out = []
    for placed in draft._replacement._placed:
        text = placed.paragraph.text
        for made in placed.paragraph.layout.formats():
            look, index = made.format, Utf16Index(text)
            first, last = index.to_code_point(made.start), made.start + made.length
            shape = "bold " * (look.fontWeight() > 400) + "italic" * look.fontItalic()
            colour = look.foreground().color().name() if look.hasProperty(0x821) else "-"
            shown = text[first : index.to_code_point(last)]
            out.append(f"{shown!r} | {colour} {shape}".rstrip())
    return out


def marks(draft: DraftView, theme: Theme) -> list[str]:
    """Return what is painted over the words, as ``text | line, inks, wash and sign``."""
    out = []
    shown = draft._shown
    for stretch in shown.stretches:
        look = look_of(stretch, theme)
        line = f"{look.line.name.lower()} {look.ink} x{look.strength:.2f}" if look.ink else "none"
        parts = [
            line,
            "letters in its ink" if look.inked else f"washed x{look.wash:.2f}",
            f"wedge {look.sign}" if look.sign else "",
        ]
        text = shown.text[stretch.start : stretch.end]
        out.append(f"{text!r} | " + ", ".join(part for part in parts if part))
    return out


def picture(view: EditorView, theme: Theme) -> str:
    draft = inner(view).draft
    ground = [f"ground {theme.draft}, edge {theme.draft_edge}, text {theme.token_settled}"]
    return "\n".join((*ground, "", *letters(draft), "", *marks(draft, theme))) + "\n"


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_view_is_as_in_the_golden_file(qtbot: QtBot, name: str) -> None:
    view, theme = open_editor(qtbot), load_theme(name)
    view.set_theme(theme)
    view.begin_draft(span_of(view, PASSAGE))
    shown = []
    for each in run():
        view.show_step(each)
        shown.append(picture(view, theme))
    golden = (GOLDEN / f"in_place_{name}.txt").read_text(encoding="utf-8")
    assert f"step 5\n{shown[4]}\nstep 6\n{shown[5]}" == golden


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_settled_word_looks_the_same_from_then_on(qtbot: QtBot, name: str) -> None:
    """Whatever the sampler does with it next: no other letters, no other marks."""
    view, theme = open_editor(qtbot), load_theme(name)
    view.set_theme(theme)
    view.begin_draft(span_of(view, PASSAGE))
    view.show_step(step(1, ("Glass", ACCEPTED, 0.0), (" cools", FREE, 2.0)))
    before = view.grab().toImage()
    first = picture(view, theme)
    view.show_step(step(2, ("Glass", FREE, 3.0), (" cools", FREE, 2.0)))
    assert picture(view, theme) == first
    assert view.grab().toImage() == before
