"""The rendered page beside the text: data in through methods, intents out as signals.

It opens nothing and fetches nothing: a link is a signal, a picture a local file. It knows no
editor and no engine.
"""

from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QApplication, QMenu, QToolTip, QWidget

from app.preview.page_canvas import PageCanvas
from app.preview.typography import Typography
from app.theme import Theme
from engine.request import Span

_DEFAULT_POINTS = 12.0


class PageView(PageCanvas):
    """Shows Markdown rendered, and any other language as coloured code.

    Signals:
        link_activated(str): a link that leads out of the page was chosen; nothing was opened.
        selection_changed(): what is selected is another text now.
        draft_came(): a draft is shown where none was, or the last one of its run.
        resized(): there is more or less room than before, and the page is laid out in it.
    """

    link_activated = Signal(str)
    draft_came = Signal()
    resized = Signal()
    selection_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show an empty page in the colours of ``theme``."""
        super().__init__(theme, _DEFAULT_POINTS, parent)
        self._hand.link_chosen.connect(self.link_activated)
        self._hand.selection_changed.connect(self.selection_changed)
        self._word_chosen_at: tuple[int, QPointF] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        self.setAccessibleName("Rendered page")
        self.setAccessibleDescription("The document as its readers see it")

    @property
    def rendered(self) -> int:
        """How many blocks were laid out since the start."""
        return self._flow.rendered

    def set_source(self, text: str, language: str) -> None:
        """Show ``text``; blocks that did not change stay as they are and where they are.

        Args:
            text: the document, its lines ended by line feeds.
            language: "markdown" is rendered, any other one shown as code.
        """
        self._flow.change(lambda: self._flow.source.set_source(text, language))
        self._refresh()

    def set_draft(self, span: Span, draft: str, *, finished: bool = False) -> None:
        """Show ``draft`` in the place of the document's ``span``, marked as a draft.

        Args:
            span: in the text that was set last.
            draft: what one step, or the whole run, made of it.
            finished: no more steps come; it is shown just as it would look when accepted.

        Raises:
            ValueError: the span ends behind the document.
        """
        before, scroll = self._draft_area(), self._flow.scroll
        beside = self._flow.source.beside_draft()
        came = before.isNull() or (finished and not self._flow.source.is_finished)
        # What is finished may have changed blocks around it too.
        final = finished or self._flow.source.is_finished
        self._flow.change(lambda: self._flow.source.set_draft(span, draft, finished=finished))
        after = self._draft_area()
        resting = scroll == self._flow.scroll and before.bottom() == after.bottom()
        alone = not final and beside == self._flow.source.beside_draft()
        if alone and resting and not before.isNull():
            self._refresh(before.united(after))
        else:
            self._refresh()
        if came:
            self.draft_came.emit()

    def clear_draft(self) -> None:
        """Show the document without a draft."""
        self._flow.change(self._flow.source.clear_draft)
        self._refresh()

    def set_base_folder(self, folder: Path | None) -> None:
        """Look for pictures with relative paths in ``folder``."""
        if folder != self._pictures.folder:
            self._pictures.folder = folder
            self._flow.forget_looks()
            self._refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of the new room once the page is laid out in it."""
        super().resizeEvent(event)
        self.resized.emit()

    def scroll_to_line(self, line: float) -> None:
        """Put the source line, counted from 0, to the top; ``top_line_changed`` is not sent."""
        self._flow.show_line(line)
        self._refresh()

    def show_draft(self, y: float) -> None:
        """Put the draft ``y`` pixels below the top, unless all of it is seen already."""
        self._flow.show_draft(y)
        self._refresh()

    def top_line(self) -> float:
        """Return the source line at the top of the page, with its fraction."""
        return self._flow.line_at_top()

    def scroll_to_anchor(self, name: str) -> bool:
        """Show the heading or footnote ``name``; return whether the page has it."""
        return self._hand.show_anchor(name)

    def find_words(
        self, query: str, *, backwards: bool = False, again: bool = True
    ) -> tuple[int, int]:
        """Select the next place of ``query`` and show it.

        Args:
            query: words, whatever their case.
            backwards: the place before the selection is wanted.
            again: what is selected now does not count; otherwise it may be found once more.

        Returns:
            Which place that is, counted from 1, and how many there are; (0, 0) for none.
        """
        return self._hand.find(query, backwards=backwards, again=again)

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._theme = theme
        self._set_typography(Typography(theme, self._points))

    def set_font_size(self, points: float) -> None:
        """Take another size of the body's text, from which all others follow.

        Raises:
            ValueError: the size is not above 0.
        """
        if not points > 0.0:
            raise ValueError(f"a font size must be above 0, got {points}")
        if points != self._points:
            self._points = points
            self._set_typography(Typography(self._theme, points))

    def has_selection(self) -> bool:
        """Return whether text is selected."""
        return self._hand.selection.ends() is not None

    def selected_text(self) -> str:
        """Return the selected text as plain text."""
        return self._hand.selection.text()

    def select_all(self) -> None:
        """Select the whole page."""
        self._hand.choose_all()

    def copy(self) -> None:
        """Put the selected text on the clipboard; without one the clipboard stays as it is."""
        text = self.selected_text()
        if text:
            QGuiApplication.clipboard().setText(text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a selection, or a click on a link; a third click in a row takes the block."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = event.position()
        if self._word_chosen_at is not None:
            when, where = self._word_chosen_at
            self._word_chosen_at = None
            soon = event.timestamp() - when < QApplication.doubleClickInterval()
            if soon and (point - where).manhattanLength() < QApplication.startDragDistance():
                self._hand.choose_block(point)
                return
        extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._hand.press(point, extend=extend)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Extend the selection, or show what lies under the mouse by its shape."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._hand.drag(event.position(), float(self.viewport().height()))
            return
        run = self._hand.link_at(event.position())
        shape = Qt.CursorShape.PointingHandCursor if run else Qt.CursorShape.IBeamCursor
        if self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a selection, or follow the link that was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hand.release(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select a word."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._word_chosen_at = (event.timestamp(), event.position())
            self._hand.choose_word(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl held the wheel is for the window, which zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll, copy, select, or follow the link that the keyboard is on."""
        bar = self.verticalScrollBar()
        actions = QAbstractSlider.SliderAction
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif event.key() == Qt.Key.Key_Space:
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = actions.SliderPageStepSub if back else actions.SliderPageStepAdd
            bar.triggerAction(step)
        elif event.key() == Qt.Key.Key_Home:
            bar.triggerAction(actions.SliderToMinimum)
        elif event.key() == Qt.Key.Key_End:
            bar.triggerAction(actions.SliderToMaximum)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._hand.follow_focused():
                super().keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Let Tab go through the links that are seen before the focus leaves the page."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            tab = event.key() == Qt.Key.Key_Tab
            if (tab or event.key() == Qt.Key.Key_Backtab) and self._hand.focus_link(forward=tab):
                return True
        return super().event(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the text, and with the link under the mouse."""
        menu = QMenu(self)
        copy = menu.addAction("Copy", self.copy)
        copy.setEnabled(self.has_selection())
        menu.addAction("Select All", self.select_all)
        link = self._hand.link_at(QPointF(event.pos()))
        if link is not None and not link.href.startswith("#"):
            href = link.href
            menu.addAction("Copy Link", lambda: QGuiApplication.clipboard().setText(href))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def viewportEvent(self, event: QEvent) -> bool:
        """Show where a link leads and what a picture is called."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            run = self._hand.run_at(QPointF(event.pos()))
            tip = ""
            if run is not None:
                address = run.href if not run.href.startswith("#fn") else ""
                tip = "\n".join(part for part in (run.title, address) if part)
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)
