"""Shows the variants of the edit in front, and takes the person from one to another.

It must not know the engine thread and no text of the document.
"""

from PySide6.QtCore import QObject, Slot

from app.edit_flow import FlowState
from app.main_window import MainWindow
from app.panels.variants_drawer import Column, VariantsDrawer
from app.read_out import read_out
from app.review import compare, follow
from app.tab import Tab
from app.variants import beside, variants_of
from app.workspace import Workspace
from engine.events import Draft


class VariantsView(QObject):
    """What it shows is what the tab's flow says."""

    def __init__(
        self, window: MainWindow, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._workspace = workspace
        self.drawer = VariantsDrawer()
        window.drawer.addWidget(self.drawer)

    @Slot()
    def refresh(self) -> None:
        """Show the variants of the tab in front as they stand."""
        tab = self._workspace.current if len(self._workspace) else None
        state = FlowState.IDLE if tab is None else tab.flow.state
        number, count = (0, 1) if tab is None else _place(tab)
        running = state is FlowState.RUNNING
        self._window.draft_line.show_variant(number, count, running=running, name=_name(tab))
        commands = self._window.commands
        commands.next_variant.setEnabled(count > 1)
        commands.previous_variant.setEnabled(count > 1)
        commands.beside.setEnabled(count > 1 and not running)
        if count < 2 or running:
            self.show_beside(wanted=False)
        elif self._is_open and tab is not None:
            self._fill(tab)

    @Slot(int)
    def step(self, by: int) -> None:
        """Go to the next variant in front, +1, or to the previous one, -1."""
        tab = self._workspace.current
        if tab.flow.state is FlowState.RUNNING:
            number, count = _place(tab)
            tab.run.show_variant((number + by) % count)
        else:
            draft = _draft(tab)
            if draft is not None:
                tab.flow.offer(beside(draft, by))

    @Slot(int)
    def choose(self, number: int) -> None:
        """Take variant ``number``, from 0, of the tab in front under review."""
        draft = _draft(self._workspace.current)
        if draft is not None:
            self._workspace.current.flow.offer(variants_of(draft)[number])

    @Slot(bool)
    def show_beside(self, wanted: bool) -> None:
        """Show all variants side by side, or not."""
        drawer, window = self._window.drawer, self._window
        if wanted:
            self._fill(self._workspace.current)
            window.open_drawer(self.drawer)
            self.drawer.focus_current()
        elif self._is_open:
            inside = self.drawer.isAncestorOf(window.focusWidget() or window)
            drawer.hide()
            if inside:
                self._workspace.current.editor.setFocus()
        self.show_switch()

    @Slot()
    def show_switch(self) -> None:
        """Show whether all are side by side: another panel may have taken the drawer."""
        self._window.draft_line.variants.set_beside(self._is_open)
        self._window.commands.beside.setChecked(self._is_open)

    @property
    def _is_open(self) -> bool:
        drawer = self._window.drawer
        return not drawer.isHidden() and drawer.currentWidget() is self.drawer

    def _fill(self, tab: Tab) -> None:
        review, draft = tab.flow.review, _draft(tab)
        if review is None or draft is None:
            return
        columns = []
        for number, each in enumerate(variants_of(draft), 1):
            told = read_out(follow(review, review.request, each))
            columns.append(
                Column(
                    f"{_name(tab)} {number}",
                    " · ".join((told.verdict, told.figures[0], f"seed {each.seed}")),
                    compare(review.original, each.text),
                )
            )
        self.drawer.show_columns(columns, _place(tab)[0])
        self.drawer.set_text_font(tab.editor.text_font())


def _name(tab: Tab | None) -> str:
    """Return what each of the drafts is called: those of a gap differ in their lengths."""
    request = None if tab is None else tab.flow.request
    return "Length" if request is not None and not request.selected else "Variant"


def _draft(tab: Tab) -> Draft | None:
    """Return the draft under review as it came, with its others."""
    review = tab.flow.review
    return review.turns[-1].draft if review is not None and review.turns else None


def _place(tab: Tab) -> tuple[int, int]:
    """Return the place of the variant that is seen in front, from 0, and how many there are."""
    if tab.flow.state is FlowState.RUNNING and tab.flow.request is not None:
        request = tab.flow.request
        # A gap's are lengths that are tried: the run itself goes from one to another.
        alone = request.in_pieces or not request.selected
        return (0, 1) if alone else (tab.run.variant, request.options.variants)
    draft = _draft(tab)
    if draft is None:
        return 0, 1
    numbers = [each.variant for each in variants_of(draft)]
    return numbers.index(draft.variant), len(numbers)
