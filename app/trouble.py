"""What helps when something is wrong: About, the report, the question for a newer version."""

from dataclasses import dataclass

from app.about_desk import AboutDesk
from app.appearance import Appearance
from app.main_window import MainWindow
from app.network_switch import NetworkSwitch
from app.questions import Questions
from app.report_desk import ReportDesk
from app.settings_store import SettingsStore
from app.version_desk import VersionDesk


@dataclass(frozen=True, slots=True)
class Trouble:
    """The three of them."""

    about: AboutDesk
    report: ReportDesk
    version: VersionDesk


def make_trouble(
    window: MainWindow,
    questions: Questions,
    appearance: Appearance,
    store: SettingsStore,
    network: NetworkSwitch,
) -> Trouble:
    """Return the three, owned by the window."""
    action, environment = window.commands.check_version, network.environment
    return Trouble(
        AboutDesk(window, appearance.theme),
        ReportDesk(window, questions, appearance, store, environment),
        VersionDesk(window, action, store, environment),
    )
