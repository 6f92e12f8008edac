"""Colours of the window as one frozen value read from ``resources/themes``; knows no widgets.

A theme is data: ``light.json`` and ``dark.json`` hold one ``#rrggbb`` per field below.
"""

import json
from dataclasses import dataclass, fields
from pathlib import Path

from engine.paths import resource_folder


@dataclass(frozen=True, slots=True)
class Theme:
    """Every colour that the program paints with, as ``#rrggbb``.

    Attributes:
        name: "light" or "dark".
        window: chrome behind bars and tabs.
        surface: editor and page background.
        raised: instruction bar, pop-ups, code blocks.
        border: hairlines between areas.
        text: main text; at least 7:1 against ``surface``.
        muted: secondary text; at least 4.5:1 against ``surface``.
        accent: focus, links, primary buttons; at least 4.5:1 against ``surface``.
        on_accent: text on ``accent``.
        selection: behind selected text.
        current_line: behind the line of the caret.
        draft: behind the span while it refines.
        draft_edge: the bar that marks the span at its left.
        token_free: text of a token that is not yet accepted; at least 4.5:1 against ``draft``.
        token_new: line under a word that has just come; at least 3:1 against ``draft``.
        token_corrected: sign over a word that replaced a settled one; at least 3:1 there.
        token_settled: text of an accepted token.
        token_pinned: text of a pinned token.
        added: behind added words in a comparison.
        added_text: added words; at least 4.5:1 against ``added``.
        removed: behind removed words.
        removed_text: removed words.
        warning: text of a warning.
        error: text of an error.
        syntax_keyword: code.
        syntax_string: code.
        syntax_comment: code.
        syntax_number: code.
        syntax_function: code.
        syntax_type: code.
        syntax_operator: code.
        markup_heading: Markdown headings in the editor.
        markup_quote: Markdown quotes in the editor.
    """

    name: str
    window: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    selection: str
    current_line: str
    draft: str
    draft_edge: str
    token_free: str
    token_new: str
    token_corrected: str
    token_settled: str
    token_pinned: str
    added: str
    added_text: str
    removed: str
    removed_text: str
    warning: str
    error: str
    syntax_keyword: str
    syntax_string: str
    syntax_comment: str
    syntax_number: str
    syntax_function: str
    syntax_type: str
    syntax_operator: str
    markup_heading: str
    markup_quote: str


def load_theme(name: str, folder: Path | None = None) -> Theme:
    """Return the theme ``name`` ("light" or "dark").

    Raises:
        FileNotFoundError: there is no such theme.
        ValueError: the file lacks a colour or has one that :class:`Theme` does not know.
    """
    path = (folder or resource_folder() / "themes") / f"{name}.json"
    colours = json.loads(path.read_text(encoding="utf-8"))
    wanted = {field.name for field in fields(Theme)} - {"name"}
    if wanted != set(colours):
        odd = sorted(wanted ^ set(colours))
        raise ValueError(f"{path}: colours differ from the theme's: {odd}")
    return Theme(name=name, **colours)
