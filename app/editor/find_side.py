"""The editor's side of finding words: goes to their places, marks them and counts them.

It must not know the bar that asks.
"""

from app.editor.finder import Finder
from app.editor.text_edit import TextEdit
from engine.request import Span


class FindSide:
    """Serves one text."""

    def __init__(self, edit: TextEdit) -> None:
        self._edit = edit
        self._finder = Finder()

    def go(self, query: str, backwards: bool, case: bool) -> bool:
        """Go to the next place of ``query``, mark every one; return whether there is any."""
        return self._go(query, case, backwards=backwards, stay=False)

    def go_first(self, query: str, case: bool) -> bool:
        """Go to the first place of ``query`` from the selection's beginning on, mark every one."""
        return self._go(query, case, backwards=False, stay=True)

    def mark(self, query: str, case: bool) -> None:
        """Mark every place of ``query`` and go to none."""
        content = self._edit.content
        self._finder.search(content.text, content.revision, query, case, self._hidden())
        self._edit.set_found(self._finder.pattern)

    def found(self) -> tuple[int, int]:
        """Return which place is selected, from 1 (0 for none), and how many there are."""
        return self._finder.outcome(self._selected())

    def end(self) -> None:
        """Take the marks away; the selection stays."""
        self._finder.clear()
        self._edit.set_found(None)

    def _go(self, query: str, case: bool, *, backwards: bool, stay: bool) -> bool:
        self.mark(query, case)
        here = self._selected()
        if backwards:
            place = self._finder.previous(here.start)
        else:
            place = self._finder.next(here.start if stay else here.end)
        if place is not None:
            self._edit.select(*self._edit.content.to_units(place))
        return place is not None

    def _selected(self) -> Span:
        cursor = self._edit.textCursor()
        return self._edit.content.to_span(cursor.selectionStart(), cursor.selectionEnd())

    def _hidden(self) -> Span | None:
        """Return what a draft stands in place of: it is not on the screen."""
        anchor = self._edit.draft.anchor
        return None if anchor is None else self._edit.content.to_span(anchor.start, anchor.end)
