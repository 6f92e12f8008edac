"""Panel, text and page side by side, with borders to drag; knows none of the three."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget

_HANDLE = 1  # px
_UNSEEN = 10_000  # any width, while there is none yet: only its shares count


class ThreeParts(QSplitter):
    """Text and page share the width as the person wants it, whatever the panel at the side takes.

    The panel keeps its width when the window's changes.
    """

    def __init__(self, side: QWidget, text: QWidget, page: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._side, self._text, self._page = side, text, page
        self._share = 0.5
        for stretch, part in enumerate((side, text, page)):
            self.addWidget(part)
            self.setStretchFactor(stretch, int(part is not side))
        self.setChildrenCollapsible(False)
        self.setHandleWidth(_HANDLE)
        self.splitterMoved.connect(self._note_drag)
        side.hide()

    def share(self) -> float:
        """Return the text's share of what text and page have together, 0 to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        """Give the text ``share`` (0 to 1), and the page the rest."""
        self._share = share
        self._share_out(self._side.width())

    def show_page(self, shown: bool) -> None:
        """Show or hide the page; the text takes its room."""
        self._page.setVisible(shown)
        self._share_out(self._side.width())

    def open_side(self, width: int) -> None:
        """Show the panel, ``width`` px wide; text and page share the rest as before."""
        self._side.show()
        self._share_out(max(width, self._side.minimumSizeHint().width()))

    def close_side(self) -> None:
        """Hide the panel."""
        self._side.hide()
        self._share_out(0)

    def _share_out(self, side: int) -> None:
        parts = (self._side, self._text, self._page)
        shown = sum(not part.isHidden() for part in parts)
        whole = self.width() - _HANDLE * (shown - 1) if self.isVisible() else _UNSEEN
        side = 0 if self._side.isHidden() else min(side, whole // 2)
        room = whole - side
        text = room if self._page.isHidden() else round(room * self._share)
        self.setSizes([side, text, round(room * (1 - self._share))])

    @Slot(int, int)
    def _note_drag(self, _place: int, border: int) -> None:
        """The person dragged a border: that between text and page says how these share."""
        side, text, page = self.sizes()
        if border == 1:
            self._share_out(side)
        else:
            self._share = text / max(1, text + page)
