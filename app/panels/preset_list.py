"""The presets that fit what is typed, one a row; knows no engine and no editor."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from app.languages import MARKDOWN, PLAIN
from app.panels.chosen import Row
from app.panels.row_painter import AT_END, BEHIND, FAINT, RowPainter
from app.panels.widgets import key_text
from app.presets.own_row import OwnRow

_MOST_ROWS = 7
_FEWEST_ROWS = 2
_PROSE = (MARKDOWN, PLAIN)


def matching_presets(presets: Sequence[Row], text: str, language: str) -> list[Row]:
    """Return the presets for ``language`` that ``text`` fits, the closest first.

    A title that begins with the text comes before one that has a word beginning with it, and
    that before a preset with the text anywhere in its wordings; among equals the given order
    stays, but in code its own edits come before those for any text. What the model of now
    cannot run comes last.
    """
    usable = [item for item in presets if not item.languages or language in item.languages]
    if language not in _PROSE:
        usable.sort(key=lambda item: not item.languages)
    usable.sort(key=_is_hindered)
    wanted = " ".join(text.lower().split())
    if not wanted:
        return usable
    ranked = [(_distance(item, wanted), item) for item in usable]
    near = [(rank, item) for rank, item in ranked if rank is not None]
    return [item for _, item in sorted(near, key=lambda pair: (_is_hindered(pair[1]), pair[0]))]


def _is_hindered(preset: Row) -> bool:
    return isinstance(preset, OwnRow) and bool(preset.hindrance)


def _distance(preset: Row, wanted: str) -> int | None:
    title = preset.title.lower()
    if title.startswith(wanted):
        return 0
    if f" {wanted}" in title:
        return 1
    wordings = (title, preset.instruction, *preset.wordings)
    return 2 if any(wanted in wording.lower() for wording in wordings) else None


class PresetList(QListWidget):
    """The rows; the marked one is what Tab completes and what the arrows went to.

    Signals:
        preset_clicked(Preset | OwnRow): picked with the mouse.
    """

    preset_clicked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: list[Row] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setItemDelegate(RowPainter(self))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Presets")
        self.itemClicked.connect(self._click)

    def show_presets(self, presets: Sequence[Row]) -> None:
        """Show these rows and mark none."""
        self._shown = list(presets)
        self.clear()
        for preset in presets:
            self.addItem(_item(preset))
        self.setCurrentRow(-1)

    def reserve(self, room: int | None = None) -> None:
        """Keep the height that the rows need now: what is filtered out leaves blank ground.

        So the line above the list stays where it is while one types.

        Args:
            room: the most that the list may take, in px; two rows are kept in any case.
        """
        row = self.sizeHintForRow(0) if self.count() else 0
        most = _MOST_ROWS if room is None or not row else max(_FEWEST_ROWS, room // row)
        self.setFixedHeight(min(self.count(), _MOST_ROWS, most) * row)

    def mark(self, row: int) -> None:
        """Mark one row; -1 marks none."""
        self.setCurrentRow(row)

    def marked(self) -> Row | None:
        """Return the preset whose row is marked."""
        row = self.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def step(self, by: int) -> bool:
        """Mark the row ``by`` rows further, the first after none; return whether it exists."""
        row = self.currentRow() + by
        if not 0 <= row < len(self._shown):
            return False
        self.setCurrentRow(row)
        return True

    def mark_next(self, by: int) -> Row | None:
        """Mark the row ``by`` rows further, round the ends, and return its preset."""
        if not self._shown:
            return None
        row = self.currentRow()
        start = row if row >= 0 else (-1 if by > 0 else 0)
        self.setCurrentRow((start + by) % len(self._shown))
        return self.marked()

    def sizeHint(self) -> QSize:
        """Return a size that leaves the width to the card."""
        return QSize(0, self.height())

    def _click(self, item: QListWidgetItem) -> None:
        self.preset_clicked.emit(self._shown[self.row(item)])


def _item(preset: Row) -> QListWidgetItem:
    item = QListWidgetItem(preset.title)
    if isinstance(preset, OwnRow):
        item.setToolTip(preset.preset.instruction)
        item.setData(BEHIND, preset.hindrance or "yours")
        item.setData(AT_END, key_text(preset.preset.key))
        item.setData(FAINT, bool(preset.hindrance))
        said = ", ".join(filter(None, (preset.title, preset.hindrance, preset.preset.key)))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, said)
    else:
        item.setToolTip(preset.instruction)
    return item
