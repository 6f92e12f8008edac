"""The checkpoints that there are, one row each; shows what it is told and decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.letting_go import let_go
from app.models.boxes import Box, ButtonRow, plain_button, wrapped
from app.models.model_row import ModelRow
from app.models.offers import Offer
from app.models.stored import StoredModel
from app.theme import Theme


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A checkpoint as the list shows it.

    Attributes:
        model: what it is.
        offers: what can be done with it.
        in_use: it takes requests, or is being loaded.
    """

    model: StoredModel
    offers: tuple[Offer, ...]
    in_use: bool


class ModelList(Box):
    """Rows with lines between them.

    Signals:
        wanted(Path, Deed), answered(Path, str, str): as those of ``ModelRow``.
        laid_out(): parts have come or gone.
        asked(QWidget): a question stands in a row now.
        folder_asked(): the person has a folder of a model elsewhere.
    """

    wanted = Signal(object, object)
    answered = Signal(object, str, str)
    folder_asked = Signal()
    laid_out = Signal()
    asked = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Models on this machine", parent)
        self._theme = theme
        self.rows: dict[Path, ModelRow] = {}
        self._lines: list[QFrame] = []
        self._leading: Path | None = None
        self._state = wrapped("Looking for models…", "muted")
        self.folder = plain_button("Use a f&older that I have…", "Load a model from another folder")
        self.folder.clicked.connect(self.folder_asked)
        self.column.setSpacing(4)
        self.column.addWidget(self._state)
        self.column.addSpacing(4)
        self.column.addWidget(ButtonRow(self.folder))

    def show_models(self, models: Sequence[ListedModel]) -> None:
        """Show these from the top; rows of the same folder stay, with what is asked in them."""
        order = [listed.model.folder for listed in models]
        leading = self._leading if self._leading in order else None
        for folder in [folder for folder in self.rows if folder not in order]:
            row = self.rows.pop(folder)
            row.hide()
            let_go(row)
        for line in self._lines:
            line.hide()
            let_go(line)
        self._lines = []
        place = self.column.indexOf(self._state) + 1
        for number, listed in enumerate(models):
            if number:
                line = QFrame()
                line.setObjectName("line")
                line.setFixedHeight(1)
                self._lines.append(line)
                self.column.insertWidget(place, line)
                place += 1
            row = self._row(listed.model.folder)
            row.show_model(listed.model, listed.offers, in_use=listed.in_use)
            self.column.insertWidget(place, row)
            row.show()  # at once: Tab goes through what is seen alone
            place += 1
        self.laid_out.emit()
        if leading is not None:
            self._leading = None
            self.rows[leading].more.setFocus(Qt.FocusReason.OtherFocusReason)
        self._state.setVisible(not models)
        if not models:
            self._state.setText("There is no model. Get one below.")

    def lead_to(self, folder: Path) -> None:
        """Give the keyboard to the row of ``folder`` once it is shown."""
        self._leading = folder

    def show_failure(self, words: str) -> None:
        """Say why the models are not known."""
        self._state.setText(words)
        self._state.show()

    def text(self) -> str:
        """Return all that the list says."""
        said = [] if self._state.isHidden() else [self._state.text()]
        return "\n".join([*said, *(row.text() for row in self.rows.values())])

    def set_theme(self, theme: Theme) -> None:
        """Tint the icons."""
        self._theme = theme
        for row in self.rows.values():
            row.set_theme(theme)

    def _row(self, folder: Path) -> ModelRow:
        if folder not in self.rows:
            row = self.rows[folder] = ModelRow(self._theme)
            row.wanted.connect(self.wanted)
            row.answered.connect(self.answered)
            row.laid_out.connect(self.laid_out)
            row.asked.connect(self.asked)
        return self.rows[folder]
