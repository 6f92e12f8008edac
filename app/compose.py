"""Builds everything and has it wired by ``app.wires``; no behaviour."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from app.appearance import Appearance
from app.asking import Asking
from app.commanding import Commanding
from app.disk_watch import DiskWatch
from app.document import Document
from app.edit_flow import EditFlow
from app.editor.editor_view import EditorView
from app.engine_parts import EngineParts, make_engine_parts
from app.engine_port import EnginePort
from app.file_desk import FileDesk
from app.file_drop import FileDrop
from app.filling import Filling
from app.finding import Finding
from app.help import Help
from app.history.room import keep_runs, make_history
from app.idle_collector import IdleCollector
from app.main_window import MainWindow
from app.models.room import Models, make_models
from app.network_switch import NetworkSwitch
from app.own_presets import OwnPresets
from app.painting import Painting
from app.preset_desk import PresetDesk
from app.preset_library import PresetLibrary
from app.preview.page_view import PageView
from app.program import Program
from app.questions import Questions
from app.quitting import Quitting
from app.recovery import RecoveryStore
from app.recovery_keeper import RecoveryKeeper
from app.reopening import Reopening
from app.replay_export import ReplayExport
from app.replay_view import Replay
from app.review_commands import ReviewCommands
from app.run_queue import RunQueue
from app.run_view import RunView
from app.sampling_choice import SamplingChoice
from app.scroll_sync import ScrollSync
from app.settings_store import SettingsStore
from app.status_feed import StatusFeed
from app.tab import Tab
from app.tab_shelf import TabShelf
from app.text_commands import TextCommands
from app.trouble import make_trouble
from app.variants_view import VariantsView
from app.view_control import ViewControl
from app.wires import (
    brush,
    draft,
    engine,
    files,
    fill,
    graphics,
    history,
    models,
    network_switch,
    presets,
    reopening,
    replay,
    rest,
    review,
    runs,
    tabs,
    text,
    trouble,
    variants,
    view,
)
from app.workspace import Workspace
from engine.network import network_allowed

# What is to be remembered is told before the rest saves it.
_AREAS = (
    *(
        tabs,
        files,
        reopening,
        text,
        brush,
        runs,
        fill,
        review,
        draft,
        variants,
        view,
        presets,
        replay,
    ),
    *(engine, history, models, graphics, network_switch, rest, trouble),
)


def compose(
    application: QApplication,
    engine: EnginePort,
    store: SettingsStore,
    recovery: RecoveryStore,
    make_questions: Callable[[QWidget], Questions] = Questions,
    *,
    history_folder: Path | None = None,
) -> Program:
    """Return the program, wired and without a tab; the engine is neither started nor loaded."""
    appearance, window = Appearance(application, store.settings.theme), MainWindow()
    questions = make_questions(window)
    workspace = Workspace(_tab_maker(appearance), window)
    queue = RunQueue(engine, window)
    desk = FileDesk(workspace, questions, store, window)
    keeper = RecoveryKeeper(recovery, workspace, window)
    library, own, sampling, asking = _asking_parts(window, workspace, queue, store)
    parts, network, room = _model_parts(window, queue, questions, store, appearance)
    kept = keep_runs(history_folder, store, window)
    past = make_history(window, workspace, queue, desk, kept, questions=questions, store=store)
    program = Program(
        window=window,
        questions=questions,
        appearance=appearance,
        store=store,
        workspace=workspace,
        shelf=TabShelf(window, workspace, window),
        queue=queue,
        desk=desk,
        drop=FileDrop(window),
        watch=DiskWatch(workspace, questions, window),
        keeper=keeper,
        variants=VariantsView(window, workspace, window),
        view=ViewControl(window, workspace, appearance, store, window),
        library=library,
        own=own,
        sampling=sampling,
        preset_desk=PresetDesk(library, sampling, questions, window),
        asking=asking,
        filling=Filling(window, workspace, asking, sampling, window),
        commanding=Commanding(window, workspace, own, store, window),
        painting=Painting(window, workspace, asking.paints, window),
        run_view=RunView(window, workspace, queue, questions, window),
        review=ReviewCommands(window, workspace, window),
        finding=Finding(window.find_bar, workspace, window),
        text=TextCommands(workspace, window),
        status=StatusFeed(window, workspace, queue, window),
        engine=parts,
        network=network,
        help=Help(window, appearance.theme),
        models=room,
        trouble=make_trouble(window, questions, appearance, store, network),
        replay=Replay(window, workspace, store, window),
        export=ReplayExport(window, workspace, questions, appearance, store, parent=window),
        history=past,
        quitting=Quitting(window, desk, keeper, window),
        reopening=Reopening(workspace, store, window),
        collector=IdleCollector(window, window),
    )
    return _wired(program)


def _asking_parts(
    window: MainWindow, workspace: Workspace, queue: RunQueue, store: SettingsStore
) -> tuple[PresetLibrary, OwnPresets, SamplingChoice, Asking]:
    """Return what a person asks with: presets of their own, the sampler, the instruction bar."""
    library = PresetLibrary(store.folder / "presets", window)
    own = OwnPresets(library, workspace, queue, window)
    sampling = SamplingChoice(queue, store, window)
    asking = Asking(window, workspace, queue, store, sampling=sampling, own=own, parent=window)
    return library, own, sampling, asking


def _model_parts(
    window: MainWindow,
    queue: RunQueue,
    questions: Questions,
    store: SettingsStore,
    appearance: Appearance,
) -> tuple[EngineParts, NetworkSwitch, Models]:
    """Return what cares for the model, what allows the network, and the Models window."""
    parts = make_engine_parts(window, queue, questions, store)
    network = NetworkSwitch(store, forced=not network_allowed(), parent=window)
    given = (window, store, appearance.theme, network, questions)
    return parts, network, make_models(*given, queue=queue, choice=parts.choice)


def _wired(program: Program) -> Program:
    """Return the program with all of its connections made, and all of it owned by the window."""
    program.appearance.setParent(program.window)
    program.store.setParent(program.window)
    for part in _AREAS:
        part.wire(program)
    return program


def _tab_maker(appearance: Appearance) -> Callable[[str, Document], Tab]:
    """Return what makes a tab; all flows number their edits from one counter."""
    edit_ids = count(1)

    def make_tab(key: str, document: Document) -> Tab:
        editor, page = EditorView(), PageView(appearance.theme)
        flow = EditFlow(editor.text_at, edit_ids=edit_ids)
        tab = Tab(key, document, editor, page, flow=flow)
        flow.setParent(tab)
        ScrollSync(editor, page, tab)
        return tab

    return make_tab
