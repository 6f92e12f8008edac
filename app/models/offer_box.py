"""What an install would fetch: sizes, where it goes, what is free; it is told, and asks nothing."""

from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from app.models.boxes import Box, ButtonRow, plain_button
from app.models.fact_row import FactRow
from app.models.graphics_facts import Offer
from app.models.offer_words import offer_facts
from app.panels.row_painter import AT_END, BEHIND, RowPainter
from app.panels.widgets import make_label
from app.theme import Theme
from engine.sizes import size_text

_LIST_HEIGHT: Final = 176  # px: six packages, and that there are more


class OfferBox(Box):
    """The sums, and every package on request."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._title = make_label(tone="strong")
        self._rows = [FactRow(theme, signs=False) for _ in range(4)]
        self.packages = plain_button("Show the pac&kages")
        self.packages.setCheckable(True)
        self.packages.toggled.connect(self._show_list)
        self.list = QListWidget()
        self.list.setObjectName("framed")
        self.list.setAccessibleName("Packages that an install fetches")
        self.list.setItemDelegate(RowPainter(self.list))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setFixedHeight(_LIST_HEIGHT)
        self.list.hide()
        self.column.addWidget(self._title)
        for row in self._rows:
            self.column.addWidget(row)
        self.column.addWidget(ButtonRow(self.packages))
        self.column.addWidget(self.list)

    def show_offer(self, offer: Offer) -> None:
        """Show what would be fetched."""
        title = f"An install fetches {offer.title}"
        self._title.setText(title)
        self.setAccessibleName(title)
        for row, fact in zip(self._rows, offer_facts(offer), strict=True):
            row.show_fact(fact)
        self.list.clear()
        for package in offer.packages:
            item = QListWidgetItem(package.name)
            item.setData(BEHIND, package.version)
            item.setData(AT_END, size_text(package.nbytes))
            self.list.addItem(item)

    def set_theme(self, theme: Theme) -> None:
        """Tint what is drawn."""
        for row in self._rows:
            row.set_theme(theme)

    def text(self) -> str:
        """Return all that it says, the packages aside."""
        return "\n".join([self._title.text(), *(row.accessibleName() for row in self._rows)])

    @Slot(bool)
    def _show_list(self, shown: bool) -> None:
        self.list.setVisible(shown)
        self.packages.setText("Hide the pac&kages" if shown else "Show the pac&kages")
        self.packages.setAccessibleName(self.packages.text().replace("&", ""))
