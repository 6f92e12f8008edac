"""Take a step's draft, or write the replay into a file, with how far that is; knows no track."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from app.icons import tinted_icon
from app.panels.widgets import make_button, make_label
from app.theme import Theme

TAKE = "Take this step’s draft"


class ExportRow(QWidget):
    """The two buttons, and while a file is made its progress in place of the second one.

    Signals:
        take_clicked(): the draft of the present step is to be the result.
        export_clicked(): the replay is to be written into a file.
        cancel_clicked(): it is not, after all.
    """

    take_clicked = Signal()
    export_clicked = Signal()
    cancel_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take = make_button(TAKE, "primary", "")
        self._export = make_button("Export…", "quiet", "As animated WebP or GIF, or as JSON lines")
        self._cancel = make_button("Cancel", "quiet", "Write no file")
        self._what = make_label("", "muted")
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setMinimumWidth(48)
        self._progress.setAccessibleName("Export")
        self._take.clicked.connect(self.take_clicked)
        self._export.clicked.connect(self.export_clicked)
        self._cancel.clicked.connect(self.cancel_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self._take, self._export, self._what, self._progress, self._cancel):
            row.addWidget(part)
        row.addStretch(1)
        self.set_takeable("")
        self.show_progress(None)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._export.setIcon(tinted_icon("export", theme))

    def set_takeable(self, why_not: str) -> None:
        """Offer the draft, or say why it cannot be taken ("" where it can)."""
        self._take.setEnabled(not why_not)
        self._take.setToolTip(why_not or "Review the draft as it was at this step (Enter)")

    def show_progress(self, share: float | None) -> None:
        """Show how much of the file is made, 0 to 1; ``None`` where none is being made."""
        busy = share is not None
        self._export.setVisible(not busy)
        for part in (self._what, self._progress, self._cancel):
            part.setVisible(busy)
        if share is not None:
            self._what.setText(f"{round(100 * share)} %")
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * share))

    def button(self, name: str) -> QPushButton:
        """Return the button "take", "export" or "cancel"."""
        return {"take": self._take, "export": self._export, "cancel": self._cancel}[name]
