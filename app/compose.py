"""Builds everything and wires it: the one table of connections, no behaviour."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.appearance import Appearance
from app.asking import Asking
from app.disk_watch import DiskWatch
from app.document import Document
from app.edit_flow import EditFlow
from app.editor.editor_view import EditorView
from app.file_desk import FileDesk
from app.file_drop import FileDrop
from app.finding import Finding
from app.help import Help
from app.main_window import MainWindow
from app.model_choice import ModelChoice
from app.preview.page_view import PageView
from app.questions import Questions
from app.quitting import Quitting
from app.recovery import RecoveryStore
from app.recovery_keeper import RecoveryKeeper
from app.run_queue import EnginePort, RunQueue
from app.run_view import RunView
from app.scroll_sync import ScrollSync
from app.settings_store import SettingsStore
from app.status_feed import StatusFeed
from app.tab import Tab
from app.tab_shelf import TabShelf
from app.text_commands import TextCommands
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
    asking: Asking
    run_view: RunView
    finding: Finding
    text: TextCommands
    status: StatusFeed
    model: ModelChoice
    help: Help
    quitting: Quitting


def compose(
    application: QApplication,
    engine: EnginePort,
    store: SettingsStore,
    recovery: RecoveryStore,
    make_questions: Callable[[QWidget], Questions] = Questions,
) -> Program:
    """Return the program, wired and without a tab; the engine is neither started nor loaded."""
    appearance = Appearance(application, store.settings.theme)
    window = MainWindow()
    appearance.setParent(window)
    store.setParent(window)
    questions = make_questions(window)
    workspace = Workspace(_tab_maker(appearance), window)
    queue = RunQueue(engine, window)
    desk = FileDesk(workspace, questions, store, window)
    keeper = RecoveryKeeper(recovery, workspace, window)
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
        view=ViewControl(window, workspace, appearance, store, window),
        asking=Asking(window, workspace, queue, store, window),
        run_view=RunView(window, workspace, queue, window),
        finding=Finding(window.find_bar, workspace, window),
        text=TextCommands(workspace, window),
        status=StatusFeed(window, workspace, queue, window),
        model=ModelChoice(queue, questions, store, window),
        help=Help(window),
        quitting=Quitting(window, desk, keeper, window),
    )
    for wire in (_wire_tabs, _wire_files, _wire_text, _wire_runs, _wire_view, _wire_rest):
        wire(program)
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


def _wire_tabs(program: Program) -> None:
    workspace, bar = program.workspace, program.window.tab_bar
    workspace.tab_added.connect(program.view.dress)
    workspace.tab_added.connect(program.shelf.add)
    workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))
    workspace.tab_removed.connect(program.shelf.remove)
    workspace.tab_removed.connect(lambda tab: program.queue.remove_flow(tab.flow))
    workspace.tab_titled.connect(program.shelf.retitle)
    workspace.tab_titled.connect(program.status.show_tab)
    workspace.current_changed.connect(program.asking.dismiss)
    workspace.current_changed.connect(program.window.status.clear_notice)
    workspace.current_changed.connect(program.shelf.show)
    workspace.current_changed.connect(program.view.feed_pages)
    workspace.current_changed.connect(program.status.show_tab)
    workspace.current_changed.connect(program.run_view.refresh)
    workspace.current_changed.connect(program.window.find_bar.close_bar)
    workspace.current_changed.connect(program.watch.check)
    bar.currentChanged.connect(workspace.select_index)
    bar.tabMoved.connect(workspace.move)
    bar.close_asked.connect(program.desk.close_index)


def _wire_tab(program: Program, tab: Tab) -> None:
    """Connect one tab; what it tells of itself counts while it is in front."""

    def in_front(slot: Callable[..., object], *, values: bool = True) -> Callable[..., None]:
        def pass_on(*given: object) -> None:
            if tab is program.workspace.current:
                slot(*(given if values else ()))

        return pass_on

    program.queue.add_flow(tab.flow)
    program.keeper.watch(tab)
    program.drop.guard(tab.editor)
    tab.words_changed.connect(in_front(program.status.show_tab))
    tab.text_changed.connect(in_front(program.asking.dismiss))
    tab.text_changed.connect(in_front(program.run_view.note_text))
    tab.run.changed.connect(in_front(program.run_view.refresh))
    tab.flow.state_changed.connect(in_front(program.window.status.clear_notice, values=False))
    tab.flow.state_changed.connect(lambda _state: program.shelf.show_edit(tab))
    tab.flow.problem_arose.connect(program.window.status.show_warning)
    tab.flow.review_started.connect(in_front(program.run_view.spend_escape, values=False))
    tab.flow.flow_ended.connect(in_front(program.run_view.say_end))
    tab.editor.caret_moved.connect(in_front(program.status.show_position))
    tab.editor.selection_changed.connect(in_front(program.asking.note_selection, values=False))
    tab.editor.top_line_changed.connect(in_front(program.asking.place, values=False))
    tab.page.link_activated.connect(program.help.open_link)


def _wire_files(program: Program) -> None:
    desk, commands, window = program.desk, program.window.commands, program.window
    commands.new.triggered.connect(desk.new)
    commands.open.triggered.connect(desk.ask_open)
    commands.save.triggered.connect(desk.save)
    commands.save_as.triggered.connect(desk.save_as)
    commands.reload.triggered.connect(program.watch.reload)
    commands.close_tab.triggered.connect(desk.close_current)
    commands.next_tab.triggered.connect(lambda: program.workspace.step(+1))
    commands.previous_tab.triggered.connect(lambda: program.workspace.step(-1))
    commands.welcome.triggered.connect(desk.open_welcome)
    window.files_dropped.connect(desk.open_files)
    program.drop.files_dropped.connect(desk.open_files)
    window.recent_chosen.connect(desk.open_file)
    window.activated.connect(program.watch.check)
    desk.recent_changed.connect(window.show_recent)
    desk.notice_given.connect(window.status.show_notice)
    # Later, since it waits for the person: at the start the window is not up yet.
    desk.open_failed.connect(program.questions.tell, Qt.ConnectionType.QueuedConnection)
    desk.tab_saved.connect(program.keeper.forget)
    desk.tab_closing.connect(program.keeper.forget)
    program.watch.tab_reloaded.connect(program.keeper.forget)
    program.keeper.problem_arose.connect(window.status.show_warning)
    program.store.save_failed.connect(window.status.show_warning)


def _wire_text(program: Program) -> None:
    text, commands, bar = program.text, program.window.commands, program.window.find_bar
    commands.undo.triggered.connect(text.undo)
    commands.redo.triggered.connect(text.redo)
    commands.cut.triggered.connect(text.cut)
    commands.copy.triggered.connect(text.copy)
    commands.paste.triggered.connect(text.paste)
    commands.select_all.triggered.connect(text.select_all)
    commands.find.triggered.connect(program.asking.dismiss)
    commands.find.triggered.connect(program.finding.open)
    commands.find_next.triggered.connect(lambda: bar.ask(backwards=False))
    commands.find_previous.triggered.connect(lambda: bar.ask(backwards=True))
    bar.search_changed.connect(program.finding.search)
    bar.find_asked.connect(program.finding.go)
    bar.closed.connect(program.finding.end)
    bar.closed.connect(program.run_view.spend_escape)


def _wire_runs(program: Program) -> None:
    commands, window = program.window.commands, program.window
    run_view, asking, queue = program.run_view, program.asking, program.queue
    queue.model_ready.connect(program.model.note_ready)
    queue.load_failed.connect(program.model.note_failure)
    commands.rewrite.triggered.connect(window.status.clear_notice)
    commands.rewrite.triggered.connect(asking.open)
    window.selection_button.clicked.connect(asking.open)
    window.instruction_bar.instruction_given.connect(asking.start)
    window.instruction_bar.closed.connect(asking.close)
    window.instruction_bar.left.connect(asking.leave)
    window.resized.connect(asking.place)
    asking.notice_given.connect(window.status.show_notice)
    asking.refused.connect(program.questions.tell)
    commands.stop.triggered.connect(run_view.stop)
    commands.accept.triggered.connect(run_view.accept)
    commands.reject.triggered.connect(run_view.reject_by_key)
    commands.retry.triggered.connect(run_view.retry)
    commands.compare.toggled.connect(run_view.compare)
    window.run_strip.stop_clicked.connect(run_view.stop)
    window.review_bar.accept_clicked.connect(run_view.accept)
    window.review_bar.reject_clicked.connect(run_view.reject)
    window.review_bar.retry_clicked.connect(run_view.retry)
    window.review_bar.compare_toggled.connect(run_view.compare)
    window.status.notice_changed.connect(run_view.refresh)
    queue.queue_moved.connect(run_view.refresh)
    queue.model_loading.connect(program.status.show_loading)
    queue.model_ready.connect(program.status.show_model)
    queue.model_ready.connect(asking.note_model)
    queue.model_failed.connect(program.status.show_failure)
    queue.model_failed.connect(program.questions.tell)


def _wire_view(program: Program) -> None:
    commands, view = program.window.commands, program.view
    program.appearance.theme_changed.connect(view.apply_theme)
    commands.page.triggered.connect(view.show_page)
    commands.wrap.triggered.connect(view.wrap)
    commands.zoom_in.triggered.connect(view.zoom_in)
    commands.zoom_out.triggered.connect(view.zoom_out)
    commands.zoom_reset.triggered.connect(view.zoom_reset)
    commands.theme_system.triggered.connect(lambda: view.choose_theme("system"))
    commands.theme_light.triggered.connect(lambda: view.choose_theme("light"))
    commands.theme_dark.triggered.connect(lambda: view.choose_theme("dark"))
    commands.reduced_motion.triggered.connect(view.reduce_motion)


def _wire_rest(program: Program) -> None:
    commands, window = program.window.commands, program.window
    commands.starter_model.triggered.connect(program.model.take_starter)
    commands.choose_model.triggered.connect(program.model.ask_folder)
    window.status.model_clicked.connect(window.open_model_menu)
    commands.keys.triggered.connect(program.help.show_keys)
    commands.about.triggered.connect(program.help.show_about)
    commands.quit.triggered.connect(window.close)
    window.close_asked.connect(program.quitting.quit)
    program.quitting.leaving.connect(program.view.remember_window)
    program.quitting.leaving.connect(program.store.save)
