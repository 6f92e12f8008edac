"""A name that is as wide as it is, and gives way where there is less room; knows no model."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy

from app.panels.widgets import ElidedLabel


class NameLabel(ElidedLabel):
    """Asks for the width of the whole name, so that what stands behind it stands close."""

    def __init__(self, tone: str = "") -> None:
        super().__init__(tone, dots=Qt.TextElideMode.ElideMiddle)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str, parted_by: str = "") -> None:
        """Show ``text`` as far as it fits."""
        super().show_text(text, parted_by)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room that the whole name takes."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.whole_text()) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """Return no width: every page is narrower than some name."""
        return QSize(0, self.fontMetrics().height())
