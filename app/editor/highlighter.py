"""Colours the document block by block, in slices of time; knows rules, not languages.

A change recolours its own blocks and those below it whose beginning it changes. What does not
fit into a few milliseconds is done later, piece by piece, so neither opening a large file nor
typing the fence that turns half of it into code holds anything up. What is on the screen comes
first: its state is guessed until the lines above have been looked at.

The state after a block is kept in the block (``userState``), which the document moves along.
"""

from collections.abc import Hashable
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextCursor, QTextDocument, QTextLayout

from app.line_rules import LineRules, PlainRules, Style, Styled
from app.utf16 import Utf16Index

_CHANGE_BUDGET = 0.002  # s that a change may take at once
_SLICE_BUDGET = 0.002  # s of one slice: as long as a key may have to wait
_SLICE_PAUSE = 8  # ms between two slices
_FIRST_PAUSE = 150  # ms before the first slice, so that a new text is painted first


class Highlighter(QObject):
    """Keeps the formats of a document's blocks in step with its text."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._document = document
        self._rules: LineRules = PlainRules()
        self._formats: dict[Style, QTextCharFormat] = {}
        self._base = 0  # user states below it are of earlier rules
        self._states: list[Hashable] = []
        self._numbers: dict[Hashable, int] = {}
        self._pending: list[QTextCursor] = []
        self._dirty = False  # formats were set that the layout has not heard of
        self._shown = (0, 0)  # numbers of the first and the last block on the screen
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)
        document.contentsChange.connect(self._note_change)

    @property
    def rules(self) -> LineRules:
        """The rules in use."""
        return self._rules

    @property
    def formats(self) -> dict[Style, QTextCharFormat]:
        """What every style looks like."""
        return self._formats

    @property
    def idle(self) -> bool:
        """Whether every block has its final colours."""
        return not self._pending

    def set_rules(self, rules: LineRules) -> None:
        """Colour the whole document by ``rules`` from now on."""
        self._rules = rules
        self._restart()

    def set_formats(self, formats: dict[Style, QTextCharFormat]) -> None:
        """Colour the whole document with ``formats`` from now on."""
        self._formats = formats
        self._restart()

    def ensure(self, first: QTextBlock, count: int) -> None:
        """Colour ``count`` blocks from ``first`` on that were not coloured yet."""
        self._shown = (first.blockNumber(), first.blockNumber() + count)
        block = first
        done: list[QTextBlock] = []
        for _ in range(count):
            if not block.isValid():
                break
            if self._is_stale(block):
                self._style(block)
                done.append(block)
            block = block.next()
        if done:
            self._flush(done[0], done[-1])

    def state_before(self, block: QTextBlock) -> Hashable:
        """Return the state at the beginning of ``block``, guessed where it is not known yet."""
        previous = block.previous()
        if not previous.isValid():
            return self._rules.initial
        number = previous.userState()
        if number >= self._base and number - self._base < len(self._states):
            return self._states[number - self._base]
        guessed = -number - 2
        if guessed >= self._base and guessed - self._base < len(self._states):
            return self._states[guessed - self._base]
        return self._rules.usual

    def _restart(self) -> None:
        self._base += len(self._states)
        self._states.clear()
        self._numbers.clear()
        self._pending = [self._cursor(0, self._document.characterCount() - 1)]
        self._timer.start(_FIRST_PAUSE)

    @Slot(int, int, int)
    def _note_change(self, position: int, removed: int, added: int) -> None:
        del removed
        last = self._document.characterCount() - 1
        changed = self._cursor(position, min(position + added, last))
        self._continue(self._walk(changed, perf_counter() + _CHANGE_BUDGET))

    @Slot()
    def _work(self) -> None:
        self._continue(self._walk(self._pending.pop(0), perf_counter() + _SLICE_BUDGET))

    def _continue(self, rest: QTextCursor | None) -> None:
        if rest is not None:
            self._pending.append(rest)
        if self._pending and not self._timer.isActive():
            self._timer.start(_SLICE_PAUSE)

    def _walk(self, cursor: QTextCursor, deadline: float) -> QTextCursor | None:
        """Colour from the cursor's anchor to its position, and on while states change.

        Returns:
            What is left to do after ``deadline``, a value of ``perf_counter``.
        """
        block = first = last = self._document.findBlock(cursor.anchor())
        rest: QTextCursor | None = None
        while block.isValid():
            changed = self._style(block)
            last = block
            # After a guess the lines below wait for the walk that comes from above.
            goes_on = changed and block.userState() >= self._base
            past = block.position() + block.length() > cursor.position()
            block = block.next()
            if past and not goes_on:
                break
            if perf_counter() > deadline and block.isValid():
                rest = self._cursor(block.position(), max(block.position(), cursor.position()))
                break
        self._flush(first, last)
        return rest

    def _style(self, block: QTextBlock) -> bool:
        """Set the formats of ``block`` and return whether the state after it has changed."""
        previous = block.previous()
        text = block.text()
        styled, state = self._rules.style_line(text, self.state_before(block))
        layout = block.layout()
        ranges = format_ranges(text, styled, self._formats)
        if not layout.preeditAreaText() and (ranges or layout.formats()):
            layout.setFormats(ranges)
            self._dirty = True
        number = self._base + self._number(state)
        if previous.isValid() and previous.userState() < self._base:
            number = -number - 2  # a guess: the lines above were not looked at yet
        changed = block.userState() != number
        block.setUserState(number)
        return changed

    def _flush(self, first: QTextBlock, last: QTextBlock) -> None:
        # New formats reach the layout only with this; one call for many blocks is much cheaper.
        if not self._dirty:
            return
        self._dirty = False
        layout = self._document.documentLayout()
        top, bottom = self._shown
        hidden = first.blockNumber() > bottom or last.blockNumber() < top
        was_blocked = layout.blockSignals(hidden)  # nothing to repaint
        start = first.position()
        self._document.markContentsDirty(start, last.position() + last.length() - start)
        layout.blockSignals(was_blocked)

    def _is_stale(self, block: QTextBlock) -> bool:
        number = block.userState()
        return -self._base - 2 < number < self._base

    def _number(self, state: Hashable) -> int:
        number = self._numbers.get(state)
        if number is None:
            number = self._numbers[state] = len(self._states)
            self._states.append(state)
        return number

    def _cursor(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self._document)
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor


def format_ranges(
    text: str, styled: list[Styled], formats: dict[Style, QTextCharFormat]
) -> list[QTextLayout.FormatRange]:
    """Return ``styled`` (code points of ``text``) as formats in UTF-16 units."""
    index = Utf16Index(text) if styled else None
    ranges = []
    for start, length, style in styled:
        if style not in formats or index is None:
            continue
        made = QTextLayout.FormatRange()
        made.start = index.to_utf16(start)
        made.length = index.to_utf16(start + length) - made.start
        made.format = formats[style]
        ranges.append(made)
    return ranges
