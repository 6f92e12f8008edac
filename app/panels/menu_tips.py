"""Why an entry of a menu is grey, or more of what it is: a tip, which Qt shows for all or none."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QMenu, QToolTip


class MenuTips(QObject):
    """Shows the tip of an entry that has something to say; owned by its menu."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        menu.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Answer what Qt asks when the mouse rests."""
        if not isinstance(event, QHelpEvent) or event.type() is not QEvent.Type.ToolTip:
            return super().eventFilter(watched, event)
        entry = self._menu.actionAt(event.pos())
        # An action without a tip of its own gives its words for one; a status tip is a reason.
        if entry is not None and entry.statusTip():
            QToolTip.showText(event.globalPos(), entry.toolTip(), self._menu)
        else:
            QToolTip.hideText()
        return True
