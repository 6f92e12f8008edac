"""The switch that forbids the network, where it is shown and who hears of it."""

from app.program import Program

_OFF = "Anneal uses no network from now on"
_ON = "Anneal uses the network again, only where you press for it"
FORCED = "Set by the environment: Anneal was started with ANNEAL_OFFLINE"


def wire(program: Program) -> None:
    """Connect."""
    action, network = program.window.commands.work_offline, program.network

    def show(allowed: bool) -> None:
        action.setChecked(not allowed)
        program.window.status.show_notice(_ON if allowed else _OFF)

    action.setChecked(not network.allowed)
    if network.forced:
        action.setEnabled(False)
        action.setText("&Work without network (set by the environment)")
        action.setToolTip(FORCED)
        action.setStatusTip(FORCED)
    action.triggered.connect(network.set_offline)
    network.changed.connect(show)
