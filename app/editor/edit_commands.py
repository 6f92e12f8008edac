"""Enter, Tab and their kin on a cursor, each one undo step; knows no widget."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextBlock, QTextCursor

from app.editor.typing_rules import enter_at, indent_unit, indented, is_list_item, outdented, tab_at
from app.utf16 import Utf16Index

_LINES_LOOKED_AT = 200
MARKDOWN = "markdown"


def press_for(event: QKeyEvent) -> Callable[[QTextCursor, str], None] | None:
    """Return what a key does at a cursor in a language; ``None`` for any other key."""
    key, modifiers = event.key(), event.modifiers()
    plain = not modifiers & ~(
        Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
    )
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
        return press_enter
    if key == Qt.Key.Key_Tab and plain:
        return press_tab
    return press_backtab if key == Qt.Key.Key_Backtab else None


def unit_at(cursor: QTextCursor, language: str) -> str:
    """Return one level of indent as the lines around ``cursor`` use it."""
    block = cursor.document().findBlockByNumber(
        max(0, cursor.blockNumber() - _LINES_LOOKED_AT // 2)
    )
    lines: list[str] = []
    while block.isValid() and len(lines) < _LINES_LOOKED_AT:
        lines.append(block.text())
        block = block.next()
    return indent_unit(lines, language)


def press_enter(cursor: QTextCursor, language: str) -> None:
    """Break the line at ``cursor`` and go on as the line began: indent, list item, quote."""
    cursor.beginEditBlock()
    cursor.removeSelectedText()
    line = cursor.block().text()
    index = Utf16Index(line)
    insertion = enter_at(
        line,
        index.to_code_point(cursor.positionInBlock()),
        language,
        unit_at(cursor, language),
    )
    if insertion.swallowed:
        cursor.setPosition(cursor.block().position(), QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(insertion.text)
    if insertion.after:
        place = cursor.position()
        cursor.insertText(insertion.after)
        cursor.setPosition(place)
    cursor.endEditBlock()


def press_tab(cursor: QTextCursor, language: str) -> None:
    """Indent the selected lines or the list item at ``cursor``, else go to the next stop."""
    unit = unit_at(cursor, language)
    line = cursor.block().text()
    several = cursor.document().findBlock(cursor.anchor()) != cursor.block()
    if several or (language == MARKDOWN and is_list_item(line) and not cursor.hasSelection()):
        _rewrite_lines(cursor, unit, deeper=True)
        return
    column = cursor.positionInBlock()
    if not line[:column].strip() or language != MARKDOWN:
        cursor.insertText(tab_at(column, unit))
    else:
        cursor.insertText(tab_at(column, "    "))


def press_backtab(cursor: QTextCursor, language: str) -> None:
    """Take a level of indent from the selected lines, or from the line at ``cursor``."""
    _rewrite_lines(cursor, unit_at(cursor, language), deeper=False)


def _rewrite_lines(cursor: QTextCursor, unit: str, *, deeper: bool) -> None:
    document = cursor.document()
    block = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    # A selection that ends at the beginning of a line does not take that line along.
    if last != block and last.position() == cursor.selectionEnd():
        last = last.previous()
    cursor.beginEditBlock()
    while block.isValid() and block.blockNumber() <= last.blockNumber():
        _reindent(block, unit, deeper=deeper)
        block = block.next()
    cursor.endEditBlock()


def _reindent(block: QTextBlock, unit: str, *, deeper: bool) -> None:
    line = block.text()
    change = QTextCursor(block)
    if deeper:
        change.insertText(indented(line, unit)[: -len(line)] if line else "")
        return
    gone = len(line) - len(outdented(line, unit))
    change.setPosition(block.position() + gone, QTextCursor.MoveMode.KeepAnchor)
    change.removeSelectedText()
