"""Fill at the caret: asks at once for what is missing there; knows no engine and no widget."""

from PySide6.QtCore import QObject, Signal, Slot

from app.asked_place import bring_into_view
from app.asking import Asking
from app.main_window import MainWindow
from app.sampling_choice import SamplingChoice
from app.strengths import REWRITE
from app.workspace import Workspace

NOTHING_AROUND = "Nothing to go by here yet: write something before or after the gap first"
SOMETHING_SELECTED = "Filling writes at the caret: click where something is missing, or rewrite"
A_DRAFT_WAITS = "A draft waits here: accept or reject it first, or follow up"


class Filling(QObject):
    """Serves Ctrl+J and its menu entry.

    Signals:
        notice_given(str): why nothing was started, in a few words.
    """

    notice_given = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        asking: Asking,
        sampling: SamplingChoice,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._workspace = workspace
        self._asking = asking
        self._sampling = sampling

    @Slot()
    def start(self) -> None:
        """Write what is missing at the caret of the tab in front."""
        self._asking.dismiss()
        tab = self._workspace.current
        if not self._asking.may_ask(tab):
            return
        gap = tab.editor.selected_span()
        if tab.flow.review is not None:
            self.notice_given.emit(A_DRAFT_WAITS)
        elif len(gap):
            self.notice_given.emit(SOMETHING_SELECTED)
        elif not tab.editor.text().strip():
            self.notice_given.emit(NOTHING_AROUND)
        else:
            bring_into_view(tab.editor, gap, self._window.floating_area())
            tab.flow.begin(tab.make_request(gap, "", self._sampling.options(REWRITE)))
