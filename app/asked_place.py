"""What a request would rewrite in a tab: where it stands, and in which words that is said."""

from typing import Final

from PySide6.QtCore import QRect

from app.editor.editor_view import EditorView
from app.tab import Tab
from app.word_count import count_words
from engine.request import Span

_LINES_ABOVE: Final = 4


def span_and_text(tab: Tab) -> tuple[Span, str]:
    """Return what would be rewritten, and where it stands: a draft in place of its span."""
    review, span = tab.flow.review, tab.flow.span
    if review is not None and span is not None:
        return span, review.text
    span = tab.editor.span_to_edit()
    return span, tab.editor.text_at(span)


def target_words(tab: Tab, span: Span, text: str) -> str:
    """Return what would be rewritten, in a few words."""
    if not text:
        return ""
    count, selected = count_words(text), tab.editor.selected_span()
    if tab.flow.review is not None:
        what = "Follow-up on the draft"
    elif span == selected:
        what = "Selection"
    elif selected.start < span.start:
        what = "Below the caret"
    else:
        what = "At the caret" if selected.start <= span.end else "Above the caret"
    return f"{what} · {count} word" if count == 1 else f"{what} · {count} words"


def bring_into_view(editor: EditorView, span: Span, area: QRect) -> None:
    """Scroll until all of the span is seen, or its beginning where it is too long for that.

    Args:
        editor: of the tab in front.
        span: of its text.
        area: that is seen of the editor, in its coordinates.
    """
    rect = editor.span_rect(span)
    fits = rect.height() <= area.height()
    if _within(rect, area) or (rect.intersects(area) and not fits):
        return
    line = float(editor.text_at(Span(0, span.start)).count("\n"))
    editor.scroll_to_line(max(0.0, line - _LINES_ABOVE))
    if fits and not _within(editor.span_rect(span), area):
        editor.scroll_to_line(line)


def _within(rect: QRect, area: QRect) -> bool:
    return area.top() <= rect.top() and rect.bottom() <= area.bottom()
