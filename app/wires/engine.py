"""The model: which one, when it is in memory, what is said of it, and an engine that breaks."""

from app.program import Program
from app.tab import Tab


def wire(program: Program) -> None:
    """Connect."""
    commands, window, queue = program.window.commands, program.window, program.queue
    parts = program.engine
    model, rest, care, desk = parts.choice, parts.rest, parts.care, parts.desk
    queue.model_woken.connect(model.note_woken)
    queue.model_ready.connect(model.note_ready)
    queue.model_expected.connect(program.asking.note_model)
    queue.load_failed.connect(model.note_failure)
    queue.model_failed.connect(program.questions.tell)
    queue.model_loading.connect(program.status.show_state)
    queue.queue_moved.connect(program.status.show_state)
    queue.memory_returned.connect(program.status.show_memory)
    queue.engine_lost.connect(care.note_lost)
    queue.model_ready.connect(care.note_ready)
    care.notice_given.connect(window.status.show_warning)
    commands.starter_model.triggered.connect(model.take_starter)
    commands.choose_model.triggered.connect(model.ask_folder)
    commands.load_model.triggered.connect(care.load)
    commands.unload_model.triggered.connect(queue.unload)
    commands.restart_engine.triggered.connect(care.restart)
    commands.restart_anneal.triggered.connect(program.quitting.restart)
    program.quitting.restart_refused.connect(program.questions.tell)
    commands.load_at_start.triggered.connect(lambda: rest.choose_rule("start"))
    commands.load_on_use.triggered.connect(lambda: rest.choose_rule("use"))
    window.run_strip.restart_clicked.connect(care.restart)
    window.status.model_clicked.connect(window.model_menu.open_above)
    window.model_menu.opening.connect(desk.fill)
    window.model_menu.model_chosen.connect(model.take_folder)
    window.model_menu.minutes_chosen.connect(rest.choose_minutes)
    queue.queue_moved.connect(desk.refresh)
    queue.model_loading.connect(desk.refresh)
    queue.model_ready.connect(rest.stir)
    window.instruction_bar.typed.connect(queue.wake)
    window.instruction_bar.typed.connect(rest.stir)
    commands.rewrite.triggered.connect(rest.stir)
    program.workspace.tab_added.connect(lambda tab: _wire_tab(program, tab))


def _wire_tab(program: Program, tab: Tab) -> None:
    tab.flow.state_changed.connect(lambda _state: program.engine.rest.stir())
