from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtWidgets import QPlainTextDocumentLayout
from pytestqt.qtbot import QtBot

from app.code_rules import code_rules
from app.editor.highlighter import Highlighter
from app.editor.markdown_rules import MarkdownRules
from app.editor.syntax_formats import build_formats
from app.line_rules import Style
from app.theme import load_theme
from tests.app.editor.editor_stage import document_of, inner, open_editor

THEME = load_theme("light")


def coloured(text: str) -> tuple[QTextDocument, Highlighter]:
    document = QTextDocument()
    document.setDocumentLayout(QPlainTextDocumentLayout(document))
    document.setPlainText(text)
    highlighter = Highlighter(document)
    highlighter.set_formats(build_formats(THEME, QFont("DejaVu Sans Mono", 11)))
    highlighter.set_rules(MarkdownRules())
    return document, highlighter


def colour_at(document: QTextDocument, line: int, column: int = 0) -> str | None:
    found = None
    for part in document.findBlockByNumber(line).layout().formats():
        if part.start <= column < part.start + part.length:
            found = part.format.foreground().color().name()
    return found


def test_everything_is_coloured_in_time(qtbot: QtBot) -> None:
    document, highlighter = coloured("# a\n\n```python\ndef f(): pass\n```\n# b")
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 0, 2) == THEME.markup_heading
    assert colour_at(document, 3) == THEME.syntax_keyword
    assert colour_at(document, 5, 2) == THEME.markup_heading


def test_an_opened_fence_recolours_what_is_below_and_closing_it_gives_it_back(
    qtbot: QtBot,
) -> None:
    document, highlighter = coloured("start\n\n" + "# heading\n" * 3000)
    qtbot.waitUntil(lambda: highlighter.idle)
    cursor = document.find("start")
    cursor.insertText("```")
    assert not highlighter.idle  # not all of it at once
    qtbot.waitUntil(lambda: highlighter.idle)
    assert {colour_at(document, line, 3) for line in (2, 1500, 3000)} == {None}
    document.undo()
    qtbot.waitUntil(lambda: highlighter.idle)
    assert {colour_at(document, line, 3) for line in (2, 1500, 3000)} == {THEME.markup_heading}


def test_lines_on_the_screen_come_before_those_above(qtbot: QtBot) -> None:
    document, highlighter = coloured("```\n" + "# text\n" * 4000 + "```\n# heading\n")
    highlighter.ensure(document.findBlockByNumber(3990), 20)
    assert colour_at(document, 3995, 3) == THEME.markup_heading
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 3995, 3) is None  # the guess was wrong: it is in the fence
    assert colour_at(document, 4002, 3) == THEME.markup_heading


def test_colours_follow_the_rules_and_the_theme(qtbot: QtBot) -> None:
    document, highlighter = coloured("def f(): pass")
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 0) is None
    highlighter.set_rules(code_rules("python"))
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 0) == THEME.syntax_keyword
    dark = load_theme("dark")
    highlighter.set_formats(build_formats(dark, QFont()))
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 0) == dark.syntax_keyword


def test_characters_of_two_units_do_not_shift_the_colours(qtbot: QtBot) -> None:
    document, highlighter = coloured("😀 `a` 𝒳 **b**")
    qtbot.waitUntil(lambda: highlighter.idle)
    assert colour_at(document, 0, 2) is None
    assert colour_at(document, 0, 3) == THEME.syntax_string
    assert colour_at(document, 0, 5) == THEME.syntax_string
    assert colour_at(document, 0, 6) is None
    bold = [
        part
        for part in document.firstBlock().layout().formats()
        if part.format.fontWeight() == QFont.Weight.Bold
    ]
    assert [(part.start, part.length) for part in bold] == [(10, 5)]


def test_colours_are_no_change_of_the_document(qtbot: QtBot) -> None:
    document, highlighter = coloured("# a\n" * 50)
    document.setModified(False)
    revision = document.revision()
    qtbot.waitUntil(lambda: highlighter.idle)
    assert document.revision() == revision
    assert not document.isModified()
    assert document.availableUndoSteps() == 0


def test_typing_right_after_colouring_is_reported_where_it_is(qtbot: QtBot) -> None:
    document, highlighter = coloured("# a\n" * 50)
    qtbot.waitUntil(lambda: highlighter.idle)
    changes: list[tuple[int, int, int]] = []
    document.contentsChange.connect(lambda *change: changes.append(change))
    cursor = document.find("a")
    cursor.setPosition(8)
    cursor.insertText("x")
    assert changes == [(8, 0, 1)]


def test_a_large_file_is_shown_before_it_is_coloured_to_its_end(qtbot: QtBot) -> None:
    view = open_editor(qtbot, "# Heading\n\n`code` in a line of text.\n\n" * 5000)
    assert not inner(view).highlighter.idle
    assert colour_at(document_of(view), 2) == THEME.syntax_string
    view.scroll_to_line(15000)
    block = inner(view).firstVisibleBlock()
    assert any(
        colour_at(document_of(view), block.blockNumber() + k) == THEME.syntax_string
        for k in range(4)
    )


def test_every_style_is_told_from_plain_text(qtbot: QtBot) -> None:
    del qtbot
    formats = build_formats(THEME, QFont("DejaVu Sans Mono", 11))
    assert set(formats) == set(Style)
    assert all(made.propertyCount() > 0 for made in formats.values())
