"""The editor's side of finding and replacing words: goes to their places, marks and counts them.

It must not know the bar that asks.
"""

from app.editor.finder import Finder
from app.editor.replace_plan import Replaced, plan_replacing, touches
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

    def replace(self, query: str, after: str, case: bool) -> Replaced:
        """Put ``after`` in the selected place of ``query`` as one undo step, and go to the next.

        Where no place of it is selected, only go to the next: nobody has seen what would go.
        """
        self.mark(query, case)
        here = self._selected()
        if self._edit.draft.typing is not None or not self._finder.outcome(here)[0]:
            self.go_first(query, case)
            return Replaced(0, 0)
        if touches((here.start, here.end), self._hidden()):
            self.go(query, False, case)
            return Replaced(0, 1)
        self._edit.steps.replace(here, after)
        self.mark(query, case)
        place = self._finder.next(here.start + len(after))
        if place is not None:
            self._select(place)
        return Replaced(1, 0)

    def replace_all(self, query: str, after: str, case: bool) -> Replaced:
        """Put ``after`` in every place of ``query``, all as one undo step; the caret stays."""
        self.mark(query, case)
        plan = plan_replacing(self._finder.every, after, self._hidden())
        if plan.places:
            self._edit.steps.replace_all(plan)
            self.mark(query, case)
        return plan.outcome

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
            self._select(place)
        return place is not None

    def _select(self, place: Span) -> None:
        self._edit.select(*self._edit.content.to_units(place))

    def _selected(self) -> Span:
        cursor = self._edit.textCursor()
        return self._edit.content.to_span(cursor.selectionStart(), cursor.selectionEnd())

    def _hidden(self) -> Span | None:
        """Return what a draft stands in place of: it is not on the screen."""
        anchor = self._edit.draft.anchor
        return None if anchor is None else self._edit.content.to_span(anchor.start, anchor.end)
