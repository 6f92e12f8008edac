"""A document and the draft of a part of it as slots to draw; knows no Qt and no layout.

The document's blocks stay as they are while a draft is shown: the draft's blocks stand in the
place of some of them, which come back when the draft goes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.preview.block_stack import BlockStack, Slot
from app.preview.blocks import Block
from app.preview.code_contexts import CodeContexts
from app.preview.environment import Environment, View, matters
from app.preview.page_notes import PageNotes
from app.preview.placed_draft import PlacedDraft
from app.preview.reparse import (
    Change,
    Splice,
    moved_span,
    splice_code,
    splice_markdown,
    splice_pending,
)
from engine.request import Span


class PageSource:
    """Keeps the stack of slots in step with the text, its language and the draft."""

    def __init__(self, estimate: Callable[[Block], float]) -> None:
        """Start with an empty document; ``estimate`` guesses the height of a block in pixels."""
        self.stack = BlockStack()
        self.text = ""
        self.language = "markdown"
        self._estimate = estimate
        self._environment = Environment()
        self._contexts = CodeContexts()
        self._draft: PlacedDraft | None = None
        self._notes = PageNotes(estimate)

    @property
    def is_markdown(self) -> bool:
        """Whether the text is rendered, as opposed to shown as code."""
        return self.language == "markdown"

    @property
    def has_pending(self) -> bool:
        """Whether a part of the text waits to be parsed."""
        at = len(self.stack) - (2 if self._notes.are_laid else 1)
        return at >= 0 and self.stack[at].block.kind == "pending"

    def draft_range(self) -> tuple[int, int] | None:
        """Return the indices of the slots that show the draft, None without one."""
        if self._draft is None:
            return None
        shown = [at for at, slot in enumerate(self._draft.shown) if slot.drafted]
        if not shown:
            return None
        return self._draft.start + shown[0], self._draft.start + shown[-1] + 1

    def beside_draft(self) -> list[Slot]:
        """Return the slots that are shown anew with the draft, though it does not reach there."""
        return [] if self._draft is None else [s for s in self._draft.shown if not s.drafted]

    @property
    def is_finished(self) -> bool:
        """Whether a draft is shown just as it will look when it is accepted."""
        return self._draft is not None and self._draft.finished

    def draft_heights(self) -> tuple[float, float]:
        """Return, in pixels, how high the draft's blocks are, and those that they stand for.

        Raises:
            ValueError: there is no draft.
        """
        if self._draft is None:
            raise ValueError("no draft is shown")
        shown = sum(slot.height for slot in self._draft.shown)
        return shown, sum(slot.height for slot in self._draft.covered)

    def set_source(self, text: str, language: str) -> None:
        """Show another text; only blocks that differ get new slots.

        A draft stays where its span was not touched, and moves with it.
        """
        if language != self.language:
            self.clear_draft()
            self._notes.lift(self.stack)
            self.stack = BlockStack()
            self.text, self.language = "", language
            self._environment, self._contexts = Environment(), CodeContexts()
        if text == self.text:
            return
        draft = self._lift()
        change, self.text = Change.between(self.text, text), text
        if self.is_markdown:
            splice = splice_markdown(self.stack, change)
        else:
            splice = splice_code(self.stack, change, language)
        self._apply(splice)
        span = moved_span(draft.span, change) if draft is not None else None
        self._lay_notes()
        if draft is not None and span is not None:
            self._begin(replace(draft, span=span))

    def parse_more(self) -> None:
        """Parse the next part of the text that is pending."""
        draft = self._lift()
        splice = splice_pending(self.stack)
        if splice is not None:
            self._apply(splice)
        self._lay_notes()
        if draft is not None:
            self._begin(draft)

    @property
    def has_loose_colours(self) -> bool:
        """Whether a piece of code may have other colours once the code above it is read."""
        return not self._contexts.is_done and self._draft is None

    def settle_colours(self) -> bool:
        """Read a piece of code; return whether the next one looks different now."""
        return self._contexts.step(self.stack)

    def set_draft(self, span: Span, text: str, *, finished: bool = False) -> None:
        """Show ``text`` in the place of the document's ``span``; ``finished``: it is the last.

        Raises:
            ValueError: the span ends behind the document.
        """
        if span.end > len(self.text):
            raise ValueError(f"the span {span.start}:{span.end} ends behind the document")
        draft = self._draft
        if draft is not None and (draft.span, draft.finished) == (span, finished):
            if draft.text == text:
                return
            if not finished:
                draft.text = text
                self._show()
                return
        previous = self._lift()
        while self.has_pending and self._parsed_end() <= span.end:
            splice = splice_pending(self.stack)
            if splice is not None:
                self._apply(splice)
        self._lay_notes()
        shown = previous.shown if previous is not None else []
        self._begin(PlacedDraft(span, text, finished, shown=shown))

    def clear_draft(self) -> None:
        """Show the document alone."""
        if self._draft is not None:
            self._lift()
            self._lay_notes()

    def _parsed_end(self) -> int:
        return self.stack.before(len(self.stack) - 1).characters

    def _lift(self) -> PlacedDraft | None:
        """Take draft and footnotes off the stack, so that it holds the document's blocks alone."""
        self._notes.lift(self.stack)
        draft, self._draft = self._draft, None
        if draft is not None:
            self.stack.replace(draft.start, draft.start + len(draft.shown), draft.covered)
        return draft

    def _begin(self, draft: PlacedDraft) -> None:
        """Find the blocks that the draft's span touches and show the draft in their place."""
        if not len(self.stack):
            return
        count = len(self.stack) - self._notes.are_laid
        draft.place(self.stack, count, self.text, self.language)
        covered = draft.covered
        pool = [*draft.shown, *covered]
        draft.shown = covered
        self._draft = draft
        self._show(pool)

    def _show(self, pool: Sequence[Slot] = ()) -> None:
        """Put the draft's blocks onto the stack; ``pool`` holds slots that may be used again."""
        draft = self._draft
        if draft is None:
            return
        blocks = draft.blocks(self.language)
        defining = (block for block, _ in blocks if matters(block))
        environment = self._environment.with_draft(defining)
        covered_lines = sum(slot.lines for slot in draft.covered)
        share = covered_lines / max(sum(block.lines for block, _ in blocks), 1)
        known: dict[tuple[Block, View, bool], list[Slot]] = {}
        for slot in reversed([*draft.shown, *pool]):
            known.setdefault((slot.block, slot.view, slot.drafted), []).append(slot)
        shown: list[Slot] = []
        for block, inside in blocks:
            view = environment.view(block)
            found = known.get((block, view, inside))
            if found:
                shown.append(_for_draft(found.pop()))
            else:
                # A draft's definitions are seen: with no height at all they would not be laid out.
                height = max(self._estimate(block), float(inside))
                shown.append(Slot(block, 0, 0.0, height, view, inside))
            shown[-1].lines = block.lines * share
        shown[-1].lines += covered_lines - sum(slot.lines for slot in shown)
        stop = draft.start + len(draft.shown)
        self.stack.replace(draft.start, stop, shown)
        draft.shown = shown

    def _apply(self, splice: Splice) -> None:
        """Put the blocks of ``splice`` onto the stack; equal blocks keep their slots."""
        removed = self.stack.slots(splice.start, splice.stop)
        before = len(self.stack)
        pool: dict[Block, list[Slot]] = {}
        for slot in reversed(removed):
            # A fresh piece of code knows no context yet; the one it had is looked at again.
            fresh = slot.block if slot.block.context is None else replace(slot.block, context=None)
            pool.setdefault(fresh, []).append(slot)
        slots = [
            pool[block].pop() if pool.get(block) else self._new_slot(block)
            for block in splice.blocks
        ]
        self.stack.replace(splice.start, splice.stop, slots)
        self._contexts.note_splice(splice.start, splice.stop - splice.start, len(slots))
        gone = [slot.block for slot in removed if matters(slot.block)]
        come = [block for block in splice.blocks if matters(block)]
        if splice.stop == before and not gone:
            self._renew_environment(self._environment.with_blocks(come) if come else None)
            return
        after = self._environment.with_changed(gone, come)
        if after is None:
            documents = (slot.block for slot in self.stack if matters(slot.block))
            after = Environment().with_blocks(documents)
        self._renew_environment(after)

    def _new_slot(self, block: Block) -> Slot:
        view = self._environment.view(block)
        return Slot(block, len(block.source), block.lines, self._estimate(block), view)

    def _renew_environment(self, after: Environment | None) -> None:
        """Take over other definitions; blocks that see others now are laid out anew."""
        before = self._environment
        if after is None or after is before:
            return
        self._environment = after
        changed = _differing(before.links, after.links)
        changed |= {f"^{label}" for label in _differing(before.numbers, after.numbers)}
        self._notes.follow(before, after, changed)
        if not changed:
            return
        for slot in self.stack:
            block = slot.block
            note = block.kind == "note" and f"^{block.detail}" in changed
            if note or not changed.isdisjoint(block.mentions):
                view = after.view(block)
                if view != slot.view:
                    slot.view, slot.look = view, None

    def _lay_notes(self) -> None:
        if self.is_markdown:
            self._notes.lay(self.stack, self._environment)


def _for_draft(slot: Slot) -> Slot:
    """Return ``slot``, or, where it is the document's own, another one with its look."""
    if slot.characters == 0:
        return slot
    return Slot(slot.block, 0, 0.0, slot.height, slot.view, slot.drafted, slot.look)


def _differing(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Return the labels that lead elsewhere now."""
    if before is after:
        return set()
    return {label for label in {*before, *after} if before.get(label) != after.get(label)}
