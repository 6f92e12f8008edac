"""Makes a report when the person asks for one: the doctor in a process of its own, then the rest.

It shows everything and sends nothing.
"""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.appearance import Appearance
from app.letting_go import let_go, let_go_when_closed
from app.main_window import MainWindow
from app.questions import Questions
from app.settings_store import SettingsStore
from engine.files import SaveError, save_atomically

if TYPE_CHECKING:
    from app.dialogs.report import ReportDialog
    from app.jobs.child import Child

_DOCTOR = ("doctor", "--anonymous")
_NAME = "anneal-report.txt"
_NOTHING = "anneal doctor gave no answer"


class ReportDesk(QObject):
    """Opens the report, one at a time."""

    def __init__(
        self,
        window: MainWindow,
        questions: Questions,
        appearance: Appearance,
        store: SettingsStore,
        environment: Callable[[], Mapping[str, str]],
    ) -> None:
        """Hold what a report needs.

        Args:
            window: owns the dialog.
            questions: asks for a file's name.
            appearance: the theme.
            store: of the settings.
            environment: what a child process gets over our own.
        """
        super().__init__(window)
        self._window = window
        self._questions = questions
        self._appearance = appearance
        self._store = store
        self._environment = environment
        self._dialog: ReportDialog | None = None
        self._child: Child | None = None
        self._said = b""
        self._packages: list[str] = []

    @Slot()
    def show_report(self) -> None:
        """Open the report, made anew; one that is open comes to the front."""
        # Imported when it is wanted, as is the rest of it: no start should wait for it.
        from app.dialogs.report import ReportDialog

        if self._dialog is None:
            self._dialog = ReportDialog(self._window)
            let_go_when_closed(self._dialog)
            self._dialog.save_asked.connect(self._save)
            self._dialog.finished.connect(self._forget)
            self._ask_doctor()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    @Slot()
    def leave(self) -> None:
        """End what still looks at the machine, since the program ends."""
        if self._child is not None:
            self._child.kill()
            self._child.wait(1000)
            self._child = None

    def _ask_doctor(self) -> None:
        from app.jobs.child import Child

        self._said = b""
        self._packages = []
        threading.Thread(target=_list_packages, args=(self._packages,), daemon=True).start()
        self._child = Child(_DOCTOR, self._environment(), parent=self)
        self._child.wrote.connect(self._take)
        self._child.ended.connect(self._finish)
        self._child.not_started.connect(self._finish)
        self._child.start()

    @Slot(object)
    def _take(self, given: bytes) -> None:
        self._said += given

    @Slot(str)
    def _finish(self, how: str) -> None:
        from app.about_facts import about_facts, rows_text
        from app.display_facts import display_rows
        from app.report.text import (
            Section,
            common_sections,
            package_lines,
            person_of,
            report_text,
        )

        if self._child is not None:
            let_go(self._child)
            self._child = None
        if self._dialog is None:
            return
        doctor = self._said.decode("utf-8", "replace").strip()
        # Long there, but for a doctor that could not be started.
        packages = self._packages[0] if self._packages else package_lines()
        settings = self._store.settings
        sections = [
            Section("Anneal", about_facts().text()),
            Section("Display", rows_text(display_rows(self._appearance.theme))),
            *common_sections(settings, doctor or f"{_NOTHING}: {how}", packages),
        ]
        self._dialog.set_report(report_text(sections, person_of(settings)))

    @Slot()
    def _forget(self) -> None:
        self._dialog = None
        self.leave()

    @Slot(str)
    def _save(self, text: str) -> None:
        path = self._questions.file_to_save(Path.home() / _NAME)
        if path is None or self._dialog is None:
            return
        try:
            save_atomically(path, text.encode("utf-8"))
        except SaveError as error:
            self._dialog.say(f"Not saved: {error}")
        else:
            self._dialog.say(f"Saved as {path.name}")


def _list_packages(into: list[str]) -> None:
    """List the packages meanwhile; touches no object of Qt."""
    from app.report.text import package_lines

    into.append(package_lines())
