"""Runs a request piece by piece, as one run with one draft; no torch, no model of its own."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace

from engine.errors import OutOfMemoryError, SpanTooLargeError
from engine.events import (
    Cancelled,
    DenoiseStep,
    Draft,
    DraftPiece,
    EngineEvent,
    PieceEnd,
    PromptReady,
    TokenState,
    TokenView,
)
from engine.pieces.split import Piece, smaller_pieces
from engine.pieces.structure import keeps_structure
from engine.request import EditRequest, Span, Stroke

Edit = Callable[[EditRequest, threading.Event], Iterator[EngineEvent]]


def edit_in_pieces(
    edit: Edit,
    request: EditRequest,
    cancel: threading.Event,
    pieces: tuple[Piece, ...],
    model: str,
) -> Iterator[EngineEvent]:
    """Carry out ``request`` piece by piece.

    Every step shows the whole span: the drafts of the pieces that are done, the piece that is
    being refined, and the rest as it was. Its canvases are counted over all pieces. A draft that
    would change how its piece is built is tried again in smaller pieces, and at the end the
    original stays.

    Args:
        edit: carries out a request that is not cut.
        request: what the person wants.
        cancel: as in ``Engine.edit``.
        pieces: of ``request.selected``.
        model: its name for people.

    Raises:
        OutOfMemoryError: with the draft of the whole span so far.
        EngineError: as in ``Engine.edit``.
    """
    run = _PieceRun(edit, request, cancel, len(pieces), model)
    for number, piece in enumerate(pieces):
        yield from run.take(number, piece)
    draft = run.draft()
    best = draft if run.steps else None
    if run.shortage is not None:
        raise OutOfMemoryError(str(run.shortage), best) from run.shortage
    yield Cancelled(request.edit_id, best) if run.stopped else draft


@dataclass
class _PieceRun:
    """What has been done of a request so far."""

    edit: Edit
    request: EditRequest
    cancel: threading.Event
    count: int
    model: str
    start: float = field(default_factory=time.perf_counter)
    stopped: bool = False  # no further piece is begun
    shortage: OutOfMemoryError | None = None  # what stopped it, if not the person
    steps: int = 0
    _done: str = ""  # stands in place of the selection up to `_here`
    _here: int = 0
    _pieces: list[DraftPiece] = field(default_factory=list)
    _drafts: list[Draft] = field(default_factory=list)
    _canvases: int = 0
    _corrections: int = 0  # of drafts that were not taken too, as `steps`
    _told_prompt: bool = False

    def take(self, number: int, piece: Piece) -> Iterator[EngineEvent]:
        """Carry out one piece, or leave it where the run was stopped."""
        if piece.kept or self.stopped:
            self._leave(piece.span, PieceEnd.KEPT if piece.kept else PieceEnd.NOT_REACHED)
            return
        selected = self._source(piece.span)
        draft = yield from self._refine(number, piece.span)
        language = self.request.language
        if isinstance(draft, PieceEnd):
            self._leave(piece.span, draft)
        elif keeps_structure(selected, draft.text, language):
            self._settle(piece.span, draft)
        elif self.stopped:
            self._leave(piece.span, PieceEnd.NOT_REACHED)
        else:
            yield from self._take_smaller(number, piece.span)

    def _take_smaller(self, number: int, span: Span) -> Iterator[EngineEvent]:
        """Try the blocks or items of a piece whose draft was built otherwise."""
        smaller = smaller_pieces(self._source(span), self.request.language)
        if len(smaller) < 2:
            self._leave(span, PieceEnd.STRUCTURE)
            return
        for piece in smaller:
            inner = Span(span.start + piece.span.start, span.start + piece.span.end)
            yield from self.take(number, Piece(inner, piece.kept))

    def _refine(self, number: int, span: Span) -> Generator[EngineEvent, None, Draft | PieceEnd]:
        """Run a piece; return its draft, or why it has none."""
        before = self._done + self._between(span)
        request = _request_for(self.request, span, before)
        offset = self._canvases
        draft: Draft | None = None
        try:
            for event in self.edit(request, self.cancel):
                if isinstance(event, DenoiseStep):
                    self.steps += 1
                    self._canvases = offset + event.canvas + 1
                    yield self._whole_step(event, before, span, number, offset)
                elif isinstance(event, PromptReady):
                    yield from self._prompt_once(event, len(before), span)
                elif isinstance(event, Draft):
                    draft = event
                elif isinstance(event, Cancelled):
                    self.stopped = True
                    draft = event.draft
        except SpanTooLargeError:
            return PieceEnd.TOO_LONG
        except OutOfMemoryError as error:
            self.stopped = True
            self.shortage = error
            draft = error.draft
        if draft is None:
            return PieceEnd.NOT_REACHED
        self._corrections += draft.corrections
        return draft

    def _prompt_once(self, event: PromptReady, before: int, span: Span) -> Iterator[PromptReady]:
        """Yield the first prompt; what it holds of the selection is no text around the span.

        Args:
            event: of the prompt for ``span``.
            before: characters of the whole draft before that piece.
            span: the piece.
        """
        if self._told_prompt:
            return
        self._told_prompt = True
        after = len(self.request.selected) - span.end
        yield replace(
            event,
            before_characters=max(0, event.before_characters - before),
            after_characters=max(0, event.after_characters - after),
        )

    def _whole_step(
        self, step: DenoiseStep, before: str, span: Span, number: int, offset: int
    ) -> DenoiseStep:
        """Return a piece's step as one of the whole span."""
        after = self.request.selected[span.end :]
        end = len(before) + len(step.text)
        tokens = [
            replace(token, start=token.start + len(before), end=token.end + len(before))
            for token in step.tokens
        ]
        if before:
            tokens.insert(0, TokenView(0, len(before), 0.0, TokenState.ACCEPTED))
        if after:
            tokens.append(TokenView(end, end + len(after), 0.0, TokenState.ACCEPTED))
        return replace(
            step,
            canvas=offset + step.canvas,
            text=before + step.text + after,
            tokens=tuple(tokens),
            seconds=time.perf_counter() - self.start,
            piece=number,
            pieces=self.count,
            corrections=self._corrections + step.corrections,
        )

    def draft(self) -> Draft:
        """Return the draft of the whole span."""
        rest = self.request.selected[self._here :]
        ends = {piece.end for piece in self._pieces}
        return Draft(
            edit_id=self.request.edit_id,
            text=self._done + rest,
            steps=self.steps,
            seconds=time.perf_counter() - self.start,
            converged=not self.stopped and all(draft.converged for draft in self._drafts),
            turn_closed=PieceEnd.NOT_REACHED not in ends
            and all(draft.turn_closed for draft in self._drafts),
            seed=self.request.options.seed,
            tokens=sum(draft.tokens for draft in self._drafts),
            model=self.model,
            canvases=self._canvases,
            corrections=self._corrections,
            pieces=tuple(self._pieces),
            kept=sum(draft.kept for draft in self._drafts),
        )

    def _source(self, span: Span) -> str:
        return self.request.selected[span.start : span.end]

    def _between(self, span: Span) -> str:
        """Return what stands between the last piece and ``span``."""
        return self.request.selected[self._here : span.start]

    def _settle(self, span: Span, draft: Draft) -> None:
        """A piece has its draft."""
        self._drafts.append(draft)
        end = PieceEnd.NOT_REACHED if self.stopped else PieceEnd.REFINED
        self._put(span, draft.text, end)

    def _leave(self, span: Span, end: PieceEnd) -> None:
        """A piece stays as it was."""
        self._put(span, self._source(span), end)

    def _put(self, span: Span, text: str, end: PieceEnd) -> None:
        start = len(self._done) + len(self._between(span))
        self._done += self._between(span) + text
        self._here = span.end
        self._pieces.append(DraftPiece(span, Span(start, len(self._done)), end))


def _request_for(request: EditRequest, span: Span, before: str) -> EditRequest:
    """Return the request for one piece, which sees the drafts of those before it."""
    document_start = request.span.start + span.start
    return replace(
        request,
        span=Span(document_start, document_start + len(span)),
        before=request.before + before,
        selected=request.selected[span.start : span.end],
        after=request.selected[span.end :] + request.after,
        options=replace(request.options, variants=1),
        pinned=tuple(_within(span, pin) for pin in request.pinned if _meets(span, pin)),
        strokes=tuple(
            Stroke(_within(span, stroke.span), stroke.strength)
            for stroke in request.strokes
            if _meets(span, stroke.span)
        ),
        in_pieces=False,
    )


def _meets(span: Span, other: Span) -> bool:
    return span.start < other.end and other.start < span.end


def _within(span: Span, other: Span) -> Span:
    """Return the part of ``other`` in ``span``, counted from its start."""
    return Span(max(other.start, span.start) - span.start, min(other.end, span.end) - span.start)
