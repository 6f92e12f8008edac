"""Fills the command palette with every command and preset, and does what is picked there.

It must not know what a command does: it triggers its action.
"""

from dataclasses import fields

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.actions import Actions, plain_text, shown_key
from app.asked_place import span_and_text
from app.edit_flow import FlowState
from app.instruction import Instruction
from app.languages import usual_name
from app.main_window import MainWindow
from app.own_presets import OwnPresets
from app.panels.command_palette import Entry
from app.panels.widgets import key_text
from app.settings_store import SettingsStore
from app.workspace import Workspace
from engine.presets import Preset, starter_presets

_COMMAND, _PRESET, _OWN = "command/", "preset/", "own/"


class Commanding(QObject):
    """Serves Ctrl+Shift+P.

    Signals:
        start_wanted(Instruction): a built-in preset was picked.
    """

    start_wanted = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        own: OwnPresets,
        store: SettingsStore,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._card = window.command_palette
        self._workspace = workspace
        self._own = own
        self._store = store
        self._before: QWidget | None = None  # that had the keyboard

    @Slot()
    def open(self) -> None:
        """Open the palette; the same key closes it."""
        if self._card.isVisible():
            self._card.close_card()
            return
        self._before = QApplication.focusWidget()
        entries = (*self._presets(), *self._commands())
        recent = {name: place for place, name in enumerate(self._store.settings.recent_commands)}
        last = len(recent)
        self._card.open_with(sorted(entries, key=lambda entry: recent.get(entry.name, last)))

    @Slot()
    def give_back(self) -> None:
        """Give the keyboard back to who had it."""
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus()
        else:
            self._workspace.current.editor.setFocus()

    @Slot(str)
    def do(self, name: str) -> None:
        """Do what was picked."""
        self.give_back()
        self._store.put(self._store.settings.with_recent_command(name))
        if name.startswith(_COMMAND):
            action: QAction = getattr(self._window.commands, name.removeprefix(_COMMAND))
            action.trigger()
        elif name.startswith(_OWN):
            self._own.start(name.removeprefix(_OWN))
        else:
            key = name.removeprefix(_PRESET)
            preset = next(preset for preset in starter_presets() if preset.key == key)
            self.start_wanted.emit(Instruction(preset.instruction))

    def _commands(self) -> list[Entry]:
        commands = self._window.commands
        names = [field.name for field in fields(Actions) if field.name != "command_palette"]
        return [_command(name, getattr(commands, name)) for name in names]

    def _presets(self) -> list[Entry]:
        tab = self._workspace.current
        span, text = span_and_text(tab)
        able = tab.flow.state is not FlowState.RUNNING and bool(text)
        language = usual_name(tab.editor.language_at(span))
        entries = []
        for row in self._own.rows(tab, span, text):
            if not row.languages or language in row.languages:
                where = " · ".join(filter(None, ("Your preset", row.hindrance)))
                key = key_text(row.preset.key)
                enabled = able and not row.hindrance
                entries.append(Entry(_OWN + row.title, row.title, where, key, enabled))
        entries += [
            Entry(_PRESET + preset.key, preset.title, "Preset", enabled=able)
            for preset in starter_presets()
            if _offered(preset, language)
        ]
        return entries


def _offered(preset: Preset, language: str) -> bool:
    return not preset.gap and (not preset.languages or language in preset.languages)


def _command(name: str, action: QAction) -> Entry:
    where = " › ".join(_menu_path(action))
    if action.isCheckable():
        where = f"{where} · {'on' if action.isChecked() else 'off'}"
    title = action.text().replace("&", "")
    return Entry(_COMMAND + name, title, where, shown_key(action), action.isEnabled())


def _menu_path(action: QAction) -> list[str]:
    """Return the titles of the menus that lead to ``action``, the outermost first."""
    for place in action.associatedObjects():
        if isinstance(place, QMenu) and (title := plain_text(place.menuAction())):
            return [*_menu_path(place.menuAction()), title]
    return []
