"""The menu bar: which commands stand in which menu, in which order; knows no behaviour."""

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QMenuBar

from app.actions import Actions
from app.model_menu import ModelMenu
from app.panels.menu_tips import MenuTips

_Entries = Sequence[QAction | QMenu | None]  # None is a line between two


def build_menus(bar: QMenuBar, action: Actions, recent: QMenu) -> ModelMenu:
    """Fill ``bar``, and return the menu of models, which changes and opens elsewhere too."""
    _add(bar, "&File", _file_entries(action, recent))
    _add(bar, "&Edit", _edit_entries(action))
    _add(bar, "&View", _view_entries(action, _theme_menu(bar, action)))
    review = (
        action.accept,
        action.reject,
        action.retry,
        action.compare,
        action.replay,
        action.token,
    )
    variants = (action.next_variant, action.previous_variant, action.beside)
    how = (action.presets, action.sampler)
    entries = (*review, None, _changes_menu(bar, action), None, *variants, None, *how)
    runs = (action.rewrite, action.fill, action.brush, action.stop)
    _add(bar, "&Rewrite", (*runs, None, *entries))
    models = _model_menu(bar, action)
    trouble = (action.report, action.logs)
    told = (action.help, action.welcome, action.marks, action.keys)
    helping = (*told, None, action.check_version, None, *trouble, None, action.about)
    for menu in (models.menu, _add(bar, "&Help", helping)):
        MenuTips(menu)  # of what may be grey for a reason that is not seen
    return models


def _file_entries(action: Actions, recent: QMenu) -> _Entries:
    return (
        action.new,
        action.open,
        recent,
        action.reopen_files,
        None,
        action.save,
        action.save_as,
        action.reload,
        None,
        action.close_tab,
        action.quit,
    )


def _edit_entries(action: Actions) -> _Entries:
    return (
        action.undo,
        action.redo,
        None,
        action.cut,
        action.copy,
        action.paste,
        action.select_all,
        None,
        action.find,
        action.find_next,
        action.find_previous,
        action.replace,
        action.replace_all,
    )


def _view_entries(action: Actions, themes: QMenu) -> _Entries:
    return (
        action.command_palette,
        None,
        action.page,
        action.history,
        action.switch,
        action.wrap,
        None,
        action.zoom_in,
        action.zoom_out,
        action.zoom_reset,
        None,
        themes,
        action.reduced_motion,
        None,
        action.next_tab,
        action.previous_tab,
    )


def _changes_menu(bar: QMenuBar, action: Actions) -> QMenu:
    menu = QMenu("Sin&gle changes", bar)
    _fill(menu, change_entries(action))
    return menu


def change_entries(action: Actions) -> Sequence[QAction | None]:
    """Return the commands on single changes of a draft."""
    return (
        action.next_change,
        action.previous_change,
        None,
        action.take_change,
        action.leave_change,
        None,
        action.take_piece,
        action.leave_piece,
        None,
        action.take_all,
        action.leave_all,
    )


def _theme_menu(bar: QMenuBar, action: Actions) -> QMenu:
    menu = QMenu("&Theme", bar)
    _fill(menu, (action.theme_system, action.theme_light, action.theme_dark))
    return menu


def _model_menu(bar: QMenuBar, action: Actions) -> ModelMenu:
    when, minutes = QMenu("When to l&oad", bar), QMenu("Unload when &idle", bar)
    _fill(when, (action.load_at_start, action.load_on_use))
    which = (action.starter_model, action.choose_model)
    again = (action.restart_engine, action.restart_anneal)
    memory = (action.load_model, action.unload_model, *again, when, minutes)
    rest = (None, action.models, None, *memory, None, action.work_offline)
    menu = _add(bar, "&Model", (*which, *rest))
    return ModelMenu(menu, action.starter_model, action.choose_model, minutes)


def _add(bar: QMenuBar, title: str, entries: _Entries) -> QMenu:
    menu = bar.addMenu(title)
    _fill(menu, entries)
    return menu


def _fill(menu: QMenu, entries: _Entries) -> None:
    for entry in entries:
        if entry is None:
            menu.addSeparator()
        elif isinstance(entry, QMenu):
            menu.addMenu(entry)
        else:
            menu.addAction(entry)
