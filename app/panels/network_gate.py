"""A button or an action that needs the network: shut, with the reason, where none may be used.

Knows neither who forbids it nor what the button does.
"""

from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton

NEEDS_NETWORK: Final = "needs_network"  # the property that tells such buttons and actions apart


class NetworkGate(QObject):
    """Is open where what it guards is possible and nobody forbids it; owned by what it guards.

    Whoever wants it enabled or disabled tells this object, and never the button itself.

    Signals:
        forbidden_changed(str): why no network may be used from now on, "" where it may.
    """

    forbidden_changed = Signal(str)

    def __init__(self, target: QAbstractButton | QAction, tip: str = "") -> None:
        """Guard ``target``, whose tool tip is ``tip`` while nothing stands in its way."""
        super().__init__(target)
        self._target = target
        self._tip = tip
        self._possible = target.isEnabled()
        self._why_not = ""
        self._forbidden = ""
        target.setProperty(NEEDS_NETWORK, True)
        self._show()

    @property
    def target(self) -> QAbstractButton | QAction:
        """Return what is guarded."""
        return self._target

    @property
    def forbidden(self) -> str:
        """Return why no network may be used, "" where it may."""
        return self._forbidden

    def set_possible(self, possible: bool, why_not: str = "") -> None:
        """Say whether it could be pressed if there is a network, and if not, why."""
        self._possible, self._why_not = possible, why_not
        self._show()

    def forbid(self, reason: str) -> None:
        """Shut it for ``reason``; "" lifts that."""
        self._forbidden = reason
        self._show()
        self.forbidden_changed.emit(reason)

    def _show(self) -> None:
        reason = self._forbidden or ("" if self._possible else self._why_not)
        self._target.setEnabled(self._possible and not self._forbidden)
        self._target.setToolTip(reason or self._tip)
        self._target.setStatusTip(reason)
        if isinstance(self._target, QAbstractButton):
            self._target.setAccessibleDescription(reason)
