"""Takes files that are dropped over a text, before the text takes their names; knows no tab."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.main_window import local_files


class FileDrop(QObject):
    """Looks at the drags over the widgets that it guards; text is left to them.

    Signals:
        files_dropped(list[Path]): files of this machine were let go.
    """

    files_dropped = Signal(list)

    def guard(self, widget: QWidget) -> None:
        """Look at what is dragged over ``widget`` and what stands in it."""
        for part in (widget, *widget.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags that carry files."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
            files = local_files(event.mimeData())
            if files:
                event.acceptProposedAction()
                if event.type() is QEvent.Type.Drop:
                    self.files_dropped.emit(files)
                return True
        return super().eventFilter(watched, event)
