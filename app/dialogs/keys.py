"""Every key of the program on one page; it is told the keys and knows no action."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.dialogs.fitting import scrolled, take_size
from app.panels.widgets import make_label


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """A heading and its keys.

    Attributes:
        title: the heading.
        keys: pairs of what it does and the key as this system writes it.
    """

    title: str
    keys: tuple[tuple[str, str], ...]


class KeysDialog(QDialog):
    """The groups in two columns, which are scrolled where the screen is lower than they are."""

    def __init__(self, groups: Sequence[KeyGroup], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        page = QWidget()
        columns = QHBoxLayout(page)
        columns.setContentsMargins(28, 24, 28, 0)
        columns.setSpacing(44)
        half = (len(groups) + 1) // 2
        for share in (groups[:half], groups[half:]):
            column = QVBoxLayout()
            column.setSpacing(18)
            for group in share:
                column.addLayout(_group_layout(group))
            column.addStretch(1)
            columns.addLayout(column)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(28, 0, 28, 20)
        foot.addWidget(buttons)
        self.scroller = scrolled(page, "Keys")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(20)
        whole.addWidget(self.scroller)
        whole.addLayout(foot)
        below = whole.spacing() + foot.sizeHint().height()
        take_size(self, QSize(self.scroller.minimumWidth(), page.sizeHint().height() + below))
        self.scroller.setFocus()


def _group_layout(group: KeyGroup) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(6)
    grid.addWidget(make_label(group.title, "strong"), 0, 0, 1, 2)
    for row, (what, key) in enumerate(group.keys, start=1):
        cap = make_label(key)
        cap.setObjectName("key")
        grid.addWidget(make_label(what, "muted"), row, 0)
        grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
    return grid
