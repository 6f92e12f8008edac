"""The parts of the history together; no behaviour."""

from dataclasses import dataclass
from pathlib import Path

from app.file_desk import FileDesk
from app.history.again import HistoryAgain
from app.history.desk import HistoryDesk
from app.history.keeper import HistoryKeeper
from app.main_window import MainWindow
from app.questions import Questions
from app.run_queue import RunQueue
from app.settings_store import SettingsStore
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class History:
    """What keeps runs, what serves the panel, and what uses a run again."""

    keeper: HistoryKeeper
    desk: HistoryDesk
    again: HistoryAgain


def keep_runs(folder: Path | None, store: SettingsStore, window: MainWindow) -> HistoryKeeper:
    """Return what keeps runs in ``folder`` as the settings have it; without one, it keeps none."""
    settings = store.settings
    return HistoryKeeper(
        folder,
        keeping=settings.keep_history,
        megabytes=settings.history_megabytes,
        parent=window,
    )


def make_history(
    window: MainWindow,
    workspace: Workspace,
    queue: RunQueue,
    files: FileDesk,
    keeper: HistoryKeeper,
    *,
    questions: Questions,
    store: SettingsStore,
) -> History:
    """Return the parts, not yet connected."""
    desk = HistoryDesk(window, workspace, keeper, questions, store=store, parent=window)
    again = HistoryAgain(window, workspace, queue, files, desk.chronicle_of)
    desk.use(again)
    return History(keeper, desk, again)
