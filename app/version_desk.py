"""Asks whether there is a newer Anneal, when the person presses for it and never by itself.

The question is asked by a process of its own: the editor opens no connection.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction

from app.letting_go import let_go, let_go_when_closed
from app.main_window import MainWindow
from app.panels.network_gate import NetworkGate
from app.settings_store import SettingsStore
from engine.jobs import JobFailed
from engine.release.address import release_address

if TYPE_CHECKING:
    from app.dialogs.version import VersionDialog
    from app.jobs.query import Query

NO_ADDRESS = "This build names no address for releases: new ones come the way this one came."


class VersionDesk(QObject):
    """One question at a time.

    Signals:
        open_asked(str): the person pressed to open the page of a release.
    """

    open_asked = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        action: QAction,
        store: SettingsStore,
        environment: Callable[[], Mapping[str, str]],
    ) -> None:
        """Hold the action, greyed where this build names no address.

        Args:
            window: owns the dialog.
            action: the command in the menu.
            store: says whether anything may move.
            environment: what a child process gets over our own.
        """
        super().__init__(window)
        self._window = window
        self._store = store
        self._environment = environment
        self._address = release_address()
        self._dialog: VersionDialog | None = None
        self._query: Query | None = None
        self.gate = NetworkGate(action)
        self.gate.set_possible(bool(self._address), NO_ADDRESS)
        if not self._address:
            action.setText("Check for a new &version (this build names no address)")

    @Slot()
    def check(self) -> None:
        """Ask; a question that is open comes to the front."""
        # Imported when they are wanted: no start should wait for them.
        from urllib.parse import urlsplit

        from app.dialogs.version import VersionDialog

        if self._dialog is None:
            host = urlsplit(self._address).hostname or ""
            still = self._store.settings.reduced_motion
            self._dialog = VersionDialog(host, self._window, still=still)
            let_go_when_closed(self._dialog)
            self._dialog.open_asked.connect(self.open_asked)
            self._dialog.finished.connect(self._forget)
            self._ask()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot(bool)
    def note_network(self, allowed: bool) -> None:
        """Ask no more where the network was forbidden meanwhile, and say so."""
        if not allowed and self._query is not None:
            self.leave()
            self._show({"verdict": "forbidden"})

    @Slot()
    def leave(self) -> None:
        """Ask no more, since the program ends."""
        if self._query is not None:
            self._query.drop()
            let_go(self._query)
            self._query = None

    def _ask(self) -> None:
        from app.jobs.query import Query

        verb = ("version", "--check", "--json", "--address", self._address)
        self._query = Query(verb, self._environment(), parent=self)
        self._query.answered.connect(self._show)
        self._query.failed.connect(self._show_failure)
        self._query.start()

    @Slot(object)
    def _show(self, answer: object) -> None:
        from app.version_words import answer_words

        if self._dialog is not None:
            self._dialog.show_answer(answer_words(answer))

    @Slot(object)
    def _show_failure(self, failure: JobFailed) -> None:
        self._show({"verdict": "unreachable", "detail": failure.words})

    @Slot()
    def _forget(self) -> None:
        self._dialog = None
        self.leave()
