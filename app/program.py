"""Every part of the running editor by name; knows no behaviour."""

from dataclasses import dataclass

from app.appearance import Appearance
from app.asking import Asking
from app.commanding import Commanding
from app.disk_watch import DiskWatch
from app.engine_parts import EngineParts
from app.file_desk import FileDesk
from app.file_drop import FileDrop
from app.filling import Filling
from app.finding import Finding
from app.help import Help
from app.history.room import History
from app.idle_collector import IdleCollector
from app.main_window import MainWindow
from app.models.room import Models
from app.network_switch import NetworkSwitch
from app.own_presets import OwnPresets
from app.painting import Painting
from app.preset_desk import PresetDesk
from app.preset_library import PresetLibrary
from app.questions import Questions
from app.quitting import Quitting
from app.recovery_keeper import RecoveryKeeper
from app.reopening import Reopening
from app.replay_export import ReplayExport
from app.replay_view import Replay
from app.review_commands import ReviewCommands
from app.run_queue import RunQueue
from app.run_view import RunView
from app.sampling_choice import SamplingChoice
from app.settings_store import SettingsStore
from app.status_feed import StatusFeed
from app.tab_shelf import TabShelf
from app.text_commands import TextCommands
from app.trouble import Trouble
from app.variants_view import VariantsView
from app.view_control import ViewControl
from app.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Program:
    """Every part of the running editor."""

    window: MainWindow
    questions: Questions
    appearance: Appearance
    store: SettingsStore
    workspace: Workspace
    shelf: TabShelf
    queue: RunQueue
    desk: FileDesk
    drop: FileDrop
    watch: DiskWatch
    keeper: RecoveryKeeper
    view: ViewControl
    library: PresetLibrary
    own: OwnPresets
    sampling: SamplingChoice
    variants: VariantsView
    preset_desk: PresetDesk
    asking: Asking
    filling: Filling
    commanding: Commanding
    painting: Painting
    run_view: RunView
    review: ReviewCommands
    finding: Finding
    text: TextCommands
    status: StatusFeed
    engine: EngineParts
    network: NetworkSwitch
    help: Help
    models: Models
    trouble: Trouble
    replay: Replay
    export: ReplayExport
    history: History
    quitting: Quitting
    reopening: Reopening
    collector: IdleCollector
