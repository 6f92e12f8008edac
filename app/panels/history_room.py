"""How much room the history may take, as a menu, with the room that it takes; knows no files."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

SIZES = (50, 200, 1000)  # MB
_MEGABYTE = 1_000_000


class HistoryRoom(QMenu):
    """One entry a size; one of another size that the settings hold is among them.

    Signals:
        chosen(int): the history may take so many MB.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = SIZES[1]
        self._used: int | None = None
        self._sizes = QActionGroup(self)
        self.triggered.connect(self._choose)
        self.show_most(self._most)

    def show_most(self, megabytes: int) -> None:
        """Show how many MB the history may take."""
        self._most = megabytes
        for old in self.actions():
            self.removeAction(old)
            old.deleteLater()
        for size in sorted({*SIZES, megabytes}):
            entry = QAction(f"At most {size:,} MB", self, checkable=True, checked=size == megabytes)
            entry.setData(size)
            self._sizes.addAction(entry)
            self.addAction(entry)
        self._show()

    def show_used(self, used: int) -> None:
        """Show how many bytes the history takes."""
        self._used = used
        self._show()

    def _show(self) -> None:
        if self._used is None:
            self.setTitle(f"Room on the disk: at most {self._most:,} MB")
        else:
            self.setTitle(f"Room on the disk: {self._used / _MEGABYTE:,.1f} of {self._most:,} MB")

    def _choose(self, entry: QAction) -> None:
        size = entry.data()
        if isinstance(size, int) and size != self._most:
            self.chosen.emit(size)
