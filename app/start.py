"""Starts the editor: the window first, then the engine's thread; ends without an abort.

It must not import torch, and nothing else that the first paint does not need.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.calls import Calls
from app.compose import compose
from app.crash_net import CrashNet
from app.engine_thread import EngineThread
from app.history.store import history_folder
from app.icons import window_icon
from app.jobs.environment import use_own_environment
from app.jobs.living import end_all
from app.log import (
    LogFile,
    note_engine_lost,
    note_model,
    note_no_model,
    note_start,
    note_stop,
    note_unloaded,
)
from app.one_instance import OneInstance
from app.program import Program
from app.recovery import RecoveryStore
from app.restarting import start_again
from app.settings_file import load_settings, settings_path
from app.settings_store import SettingsStore
from engine.paths import log_folder
from engine.runtime.trial import end_trials

# The name of the desktop entry in packaging/linux: docks find the window's icon and name by it.
DESKTOP_ID = "org.anneal_editor.Anneal"
RESTART_FAILED = 1


def run_editor(files: Sequence[str], instance: OneInstance | None = None) -> int:
    """Open the editor with ``files``, or with the tour where there are none.

    Args:
        files: as on the command line.
        instance: through which later starts give their files to this window; None for no others.

    Returns:
        The exit code: 0 once the person has quit, in the middle of a run too; RESTART_FAILED
        where the program should have started again and could not.
    """
    application = _make_application()
    engine = EngineThread()
    settings = load_settings(settings_path())
    outside = dict(os.environ)
    use_own_environment(settings.settings)
    store = SettingsStore(settings.settings, settings_path())
    program = compose(application, engine, store, RecoveryStore(), history_folder=history_folder())
    log = LogFile(log_folder())
    log.install()
    CrashNet(program.keeper.keep_all, program.questions.tell, log.note_crash).install()

    def start_engine() -> None:
        program.collector.start()
        engine.start()
        log.note_unended()
        note_start()
        if instance is not None:
            instance.listen()
        program.engine.choice.load_first()
        program.reopening.open_rest()

    program.window.painted.connect(start_engine)
    # An unsaved text goes into its file's tab, so that has to be there.
    program.reopening.opened.connect(lambda: program.keeper.offer(program.desk, program.questions))
    _log_models(program)
    if instance is not None:
        instance.called.connect(Calls(program.window, program.desk).take)
        # Before anything is ended or waited for: who starts Anneal now gets a window of its own.
        program.quitting.leaving.connect(instance.leave)
        application.aboutToQuit.connect(instance.leave)
    others = instance is not None and not instance.came_first
    open_first(program, files, beside_another=others)
    if settings.problem:
        program.window.status.show_warning(settings.problem)
    program.window.show()
    code = application.exec()
    note_stop(code)
    stopped = engine.stop() & end_all()
    end_trials()
    if not _start_again(program, outside, beside_another=others):
        code = RESTART_FAILED
    if not stopped:
        # The thread sits inside torch, or a child in the disk: neither can be waited for, and an
        # orderly end would abort, or wait all the same.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _log_models(program: Program) -> None:
    """Note in the log what comes of the model."""
    program.queue.model_ready.connect(note_model)
    program.queue.load_failed.connect(note_no_model)
    program.queue.memory_returned.connect(note_unloaded)
    program.queue.engine_lost.connect(lambda lost: note_engine_lost(lost.kind))


def _start_again(program: Program, outside: Mapping[str, str], *, beside_another: bool) -> bool:
    """Start again where the person wants it; return whether all is as wanted."""
    files = program.quitting.again
    if files is None:
        return True
    problem = start_again(files, outside, beside_another=beside_another)
    if problem is not None:
        program.questions.tell(problem)
    return problem is None


def open_first(program: Program, files: Sequence[str], *, beside_another: bool = False) -> None:
    """Fill the new window; a file that cannot be opened is told and the window stays.

    Args:
        program: whose window it is.
        files: as on the command line.
        beside_another: another window has the files of last time.
    """
    program.desk.show_recent()
    program.desk.open_files([Path(name) for name in files])
    if not files and not beside_another:
        program.reopening.open_front()
    if not len(program.workspace):
        if files:
            program.desk.new()
        else:
            program.desk.open_welcome()
    if not files:
        program.models.set_up.offer(program.workspace)


def _make_application() -> QApplication:
    # Ctrl+C in the terminal ends the program at once; unsaved text is offered at the next start.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    QCoreApplication.setApplicationName("Anneal")
    QCoreApplication.setOrganizationName("Anneal")
    application = QApplication(sys.argv[:1])
    application.setDesktopFileName(DESKTOP_ID)
    application.setWindowIcon(window_icon())
    return application
