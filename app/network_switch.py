"""The one place that decides whether Anneal may use the network; opens no connection itself.

It must not know who needs a network: they give it their gates, or listen.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs.environment import job_environment
from app.panels.network_gate import NetworkGate
from app.settings_store import SettingsStore

_SWITCHED_OFF: Final = (
    "Needs the network, and Anneal works without: switch Model > Work without network off first."
)
_FORCED: Final = (
    "Needs the network, and Anneal was started without: the variable ANNEAL_OFFLINE is set."
)


class NetworkSwitch(QObject):
    """Holds the person's choice, which what is set outside overrules.

    Signals:
        changed(bool): the network may be used from now on, or not.
    """

    changed = Signal(bool)

    def __init__(
        self, store: SettingsStore, *, forced: bool, parent: QObject | None = None
    ) -> None:
        """Take the choice from the settings.

        Args:
            store: of the settings.
            forced: the environment forbids the network, and nothing here can change that.
            parent: owns the switch.
        """
        super().__init__(parent)
        self._store = store
        self._forced = forced
        self._gates: list[NetworkGate] = []

    @property
    def forced(self) -> bool:
        """Return whether the environment forbids it, so that nothing can be switched here."""
        return self._forced

    @property
    def allowed(self) -> bool:
        """Return whether the network may be used where the person asks for it."""
        return not (self._forced or self._store.settings.offline)

    @property
    def reason(self) -> str:
        """Return why it may not, and what to do, as a tip; "" where it may."""
        if self.allowed:
            return ""
        return _FORCED if self._forced else _SWITCHED_OFF

    def environment(self) -> Mapping[str, str]:
        """Return what a child process gets over our own environment, as the settings are now."""
        return job_environment(replace(self._store.settings, offline=not self.allowed))

    def govern(self, *gates: NetworkGate) -> None:
        """Shut these, now and later, while there is no network."""
        for gate in gates:
            self._gates.append(gate)
            gate.destroyed.connect(lambda _=None, gone=gate: self._gates.remove(gone))
            gate.forbid(self.reason)

    @Slot(bool)
    def set_offline(self, offline: bool) -> None:
        """Use no network whatever is pressed, or use it where the person asks for it."""
        before = self.allowed
        self._store.put(replace(self._store.settings, offline=offline))
        if self.allowed == before:
            return
        for gate in self._gates:
            gate.forbid(self.reason)
        self.changed.emit(self.allowed)
