"""Shows the set-up once, at the first start, and does what is pressed there; knows no file.

The editor with its text is there before it, and the starter model is loaded meanwhile: only when
that is over is the machine looked at, since both take all of a small one.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent

from app.letting_go import let_go
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.models.models_desk import TITLE, ModelsDesk
from app.models.models_view import ModelsView
from app.network_switch import NetworkSwitch
from app.settings_store import SettingsStore
from app.workspace import Workspace

if TYPE_CHECKING:
    from app.models.set_up_card import SetUpCard

_PATIENCE_MS: Final = 15_000  # that a load may take before the machine is looked at all the same


class SetUpDesk(QObject):
    """Holds the card while it is shown."""

    def __init__(
        self,
        window: MainWindow,
        desk: ModelsDesk,
        view: ModelsView,
        store: SettingsStore,
        *,
        choice: ModelChoice,
        network: NetworkSwitch,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._view = view
        self._store = store
        self._choice = choice
        self._network = network
        self._workspace: Workspace | None = None
        self._card: SetUpCard | None = None
        self._asked = False

    @property
    def card(self) -> "SetUpCard | None":
        """Return the card while it is shown."""
        return self._card

    def offer(self, workspace: Workspace) -> None:
        """Show the set-up over the page beside the text, unless the person has seen it."""
        if self._store.settings.set_up_seen or self._card is not None:
            return
        self._workspace = workspace
        self._window.painted.connect(self._show)

    @Slot()
    def note_model(self) -> None:
        """A model is loaded, or none can be: now the machine can be looked at."""
        if self._card is not None and not self._asked:
            self._asked = True
            self._desk.machine.ask()

    @Slot()
    def _show(self) -> None:
        from app.models.set_up_card import SetUpCard

        self._window.painted.disconnect(self._show)
        card = self._card = SetUpCard(self._window.pages, self._window)
        card.offline.setChecked(not self._network.allowed)
        card.offline.setEnabled(not self._network.forced)
        card.start_asked.connect(self._end)
        card.dismissed.connect(self._end)
        card.large_asked.connect(self._get_large)
        card.folder_asked.connect(self._use_folder)
        card.offline_chosen.connect(self._network.set_offline)
        card.typed.connect(self._pass_on)
        self._desk.machine.changed.connect(self._tell)
        self._network.changed.connect(self._show_network)
        self._window.installEventFilter(self)
        commands = self._window.commands
        for begun in (commands.rewrite, commands.fill, commands.brush):
            begun.triggered.connect(self._end)
        self._tell()
        card.begin()
        QTimer.singleShot(_PATIENCE_MS, self, self.note_model)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Esc wherever the keyboard is, once nothing else wants it."""
        if watched is self._window and event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape:
                self._end()
        return super().eventFilter(watched, event)

    @Slot()
    def _tell(self) -> None:
        if self._card is not None:
            from app.models.set_up_words import set_up_view

            machine = self._desk.machine
            self._card.show_view(set_up_view(machine.machine, self._desk.large(), machine.problem))

    @Slot(bool)
    def _show_network(self, allowed: bool) -> None:
        """It was switched elsewhere, or here."""
        if self._card is not None:
            self._card.offline.setChecked(not allowed)

    @Slot(object)
    def _pass_on(self, event: QKeyEvent) -> None:
        """Give a letter to the text, which has the keyboard from now on; the card stays."""
        if self._workspace is not None:
            self._workspace.current.editor.setFocus()
            target = self._window.focusWidget()
            if target is not None:
                QCoreApplication.sendEvent(target, event)

    @Slot()
    def _get_large(self) -> None:
        self._end()
        self._desk.lead_to_get()
        self._view.open_page(TITLE)

    @Slot()
    def _use_folder(self) -> None:
        self._end()
        self._choice.ask_folder()

    @Slot()
    def _end(self) -> None:
        """The person goes on, or has begun to work beside it: it is never shown again."""
        card, self._card = self._card, None
        if card is None:
            return
        self._store.put(replace(self._store.settings, set_up_seen=True))
        self._desk.machine.changed.disconnect(self._tell)
        self._network.changed.disconnect(self._show_network)
        self._window.removeEventFilter(self)
        commands = self._window.commands
        for begun in (commands.rewrite, commands.fill, commands.brush):
            begun.triggered.disconnect(self._end)
        had_keyboard = card.isAncestorOf(self._window.focusWidget())
        card.end()
        let_go(card)
        if self._workspace is not None and had_keyboard:
            self._workspace.current.editor.setFocus()
