"""The switch that forbids the network, where it is shown and who hears of it."""

from typing import TYPE_CHECKING, Final

from app.program import Program

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TITLE: Final = "Network"
FORCED: Final = "Set by the environment: Anneal was started with ANNEAL_OFFLINE"
_OFF: Final = "Anneal uses no network from now on"
_STOPPED: Final = "Anneal uses no network from now on: what was being fetched stops, and can go on"
_ON: Final = "Anneal uses the network again, only where you press for it"


def wire(program: Program) -> None:
    """Connect."""
    action, network = program.window.commands.work_offline, program.network

    def show(allowed: bool) -> None:
        stopped = not allowed and program.models.jobs.stop_network()
        action.setChecked(not allowed)
        program.window.status.show_notice(_ON if allowed else _STOPPED if stopped else _OFF)

    action.setChecked(not network.allowed)
    if network.forced:
        action.setEnabled(False)
        action.setText("&Work without network (set by the environment)")
        action.setToolTip(FORCED)
        action.setStatusTip(FORCED)
    action.triggered.connect(network.set_offline)
    network.changed.connect(show)
    program.models.view.add_page(TITLE, "network", lambda: _make_page(program))


def _make_page(program: Program) -> "QWidget":
    """Return the page Network; once, when the Models window is first opened."""
    from app.models.network_desk import NetworkDesk
    from app.models.network_page import NetworkPage

    page = NetworkPage(program.appearance.theme)
    program.appearance.theme_changed.connect(page.set_theme)
    NetworkDesk(page, program.network, program.store)
    return page
