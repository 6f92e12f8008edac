"""Carries the commands on single changes to the tab in front; knows no editor and no engine."""

from PySide6.QtCore import QObject, Slot

from app.main_window import MainWindow
from app.review_pieces import pieces_of
from app.spare_keys import SpareKeys
from app.workspace import Workspace


class ReviewCommands(QObject):
    """Serves the keys, the menu and the bar of a review."""

    def __init__(
        self, window: MainWindow, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        commands = window.commands
        self._commands = (
            commands.next_change,
            commands.previous_change,
            commands.take_change,
            commands.leave_change,
            commands.take_all,
            commands.leave_all,
        )
        self._piece_commands = (commands.take_piece, commands.leave_piece)
        SpareKeys((*self._commands, *self._piece_commands), window)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The commands are on while there are changes to decide on."""
        tab = self._workspace.current if len(self._workspace) else None
        review = None if tab is None else tab.flow.review
        for command in self._commands:
            command.setEnabled(review is not None and review.changed)
        for command in self._piece_commands:
            command.setEnabled(review is not None and len(pieces_of(review)) > 1)

    @Slot()
    def next(self) -> None:
        """Point at the next change."""
        self._workspace.current.run.reviewing.go(1)

    @Slot()
    def previous(self) -> None:
        """Point at the change before."""
        self._workspace.current.run.reviewing.go(-1)

    @Slot()
    def take(self) -> None:
        """Take the change that is pointed at."""
        self._workspace.current.run.reviewing.decide(taken=True)

    @Slot()
    def leave(self) -> None:
        """Leave the original there."""
        self._workspace.current.run.reviewing.decide(taken=False)

    @Slot()
    def take_piece(self) -> None:
        """Take all changes of the piece that is pointed at."""
        self._workspace.current.run.reviewing.decide_piece(taken=True)

    @Slot()
    def leave_piece(self) -> None:
        """Leave that piece as the original has it."""
        self._workspace.current.run.reviewing.decide_piece(taken=False)

    @Slot()
    def take_all(self) -> None:
        """Take every change."""
        self._workspace.current.run.reviewing.decide_all(taken=True)

    @Slot()
    def leave_all(self) -> None:
        """Leave the whole original."""
        self._workspace.current.run.reviewing.decide_all(taken=False)
