"""The changing part of the menu of models: what to switch to, and after how long to unload.

It must not know the engine and no settings; data in, choices out.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from app.known_models import KnownModel

_LONGEST: Final = 51  # letters
MINUTES: Final = (0, 5, 15, 30, 60)


class ModelMenu(QObject):
    """Fills the menu that it is given, anew each time that it opens.

    Attributes:
        menu: of models.

    Signals:
        opening(): the menu is about to be shown; what it lists may be given now.
        model_chosen(Path): the person wants the checkpoint in this folder.
        minutes_chosen(int): unload after so many minutes of rest, 0 for never.
    """

    opening = Signal()
    model_chosen = Signal(object)
    minutes_chosen = Signal(int)

    def __init__(self, menu: QMenu, starter: QAction, before: QAction, minutes: QMenu) -> None:
        """Take the menu.

        Args:
            menu: of models.
            starter: its entry for the starter model, which is checked where that is loaded.
            before: its entry that the other models stand above.
            minutes: its submenu of the times of rest.
        """
        super().__init__(menu)
        self.menu = menu
        self._starter = starter
        self._before = before
        self._minutes = minutes
        self._models: list[QAction] = []
        self._rests = QActionGroup(self)
        self._group = QActionGroup(self)
        # No model may be loaded at all.
        self._group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        self._group.addAction(starter)
        menu.aboutToShow.connect(self.opening)
        self.show_minutes(0)

    def open_above(self, corner: QPoint) -> None:
        """Open the menu above ``corner``, in the screen's coordinates."""
        self.opening.emit()  # before it is measured
        self.menu.popup(corner - QPoint(0, self.menu.sizeHint().height()))

    def show_models(
        self, models: Sequence[KnownModel], current: Path | None, *, starter: bool
    ) -> None:
        """List ``models`` and mark the one in the folder ``current``.

        Args:
            models: besides the starter.
            current: folder of the model that takes requests, ``None`` for none.
            starter: that is the starter.
        """
        for entry in self._models:
            self.menu.removeAction(entry)
            self._group.removeAction(entry)
            entry.deleteLater()
        self._models = [self._entry(model) for model in models]
        self._starter.setChecked(starter)
        for entry, model in zip(self._models, models, strict=True):
            entry.setChecked(model.folder == current)

    def show_minutes(self, minutes: int) -> None:
        """List the times of rest and mark one; the person's own stands among them."""
        self._minutes.clear()
        for choice in sorted({*MINUTES, minutes}):
            entry = self._minutes.addAction(_minutes_text(choice))
            entry.setCheckable(True)
            entry.setChecked(choice == minutes)
            entry.triggered.connect(lambda _=False, chosen=choice: self.minutes_chosen.emit(chosen))
            self._rests.addAction(entry)

    def _entry(self, model: KnownModel) -> QAction:
        entry = QAction(_shown(model.name).replace("&", "&&"), self.menu)
        entry.setCheckable(True)
        entry.setToolTip(str(model.folder))
        entry.setStatusTip(str(model.folder))  # so that its tip is shown
        entry.triggered.connect(lambda: self.model_chosen.emit(model.folder))
        self._group.addAction(entry)
        self.menu.insertAction(self._before, entry)
        return entry


def _shown(name: str) -> str:
    """Return a name without its middle where a menu would be as wide as the window for it."""
    half = (_LONGEST - 1) // 2
    return name if len(name) <= _LONGEST else f"{name[:half]}…{name[-half:]}"


def _minutes_text(minutes: int) -> str:
    if not minutes:
        return "&Never"
    text = "1 minute" if minutes == 1 else f"{minutes} minutes"
    return f"&{text}" if minutes in MINUTES else text
