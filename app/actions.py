"""Every command of the program as a Qt action with its words and keys; knows no behaviour."""

import sys
from dataclasses import dataclass, fields

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from app.dialogs.keys import KeyGroup

_Standard = QKeySequence.StandardKey
_Keys = QKeySequence.StandardKey | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Actions:
    """The commands, by name; compose connects them, the window shows them."""

    new: QAction
    open: QAction
    save: QAction
    save_as: QAction
    reload: QAction
    close_tab: QAction
    quit: QAction
    reopen_files: QAction
    undo: QAction
    redo: QAction
    cut: QAction
    copy: QAction
    paste: QAction
    select_all: QAction
    find: QAction
    find_next: QAction
    find_previous: QAction
    replace: QAction
    replace_all: QAction
    command_palette: QAction
    history: QAction
    switch: QAction
    page: QAction
    wrap: QAction
    zoom_in: QAction
    zoom_out: QAction
    zoom_reset: QAction
    theme_system: QAction
    theme_light: QAction
    theme_dark: QAction
    reduced_motion: QAction
    next_tab: QAction
    previous_tab: QAction
    rewrite: QAction
    brush: QAction
    fill: QAction
    accept: QAction
    reject: QAction
    retry: QAction
    compare: QAction
    next_change: QAction
    previous_change: QAction
    token: QAction
    take_change: QAction
    leave_change: QAction
    take_piece: QAction
    leave_piece: QAction
    take_all: QAction
    leave_all: QAction
    stop: QAction
    replay: QAction
    next_variant: QAction
    previous_variant: QAction
    beside: QAction
    presets: QAction
    sampler: QAction
    starter_model: QAction
    choose_model: QAction
    load_model: QAction
    unload_model: QAction
    restart_engine: QAction
    restart_anneal: QAction
    load_at_start: QAction
    load_on_use: QAction
    work_offline: QAction
    models: QAction
    welcome: QAction
    help: QAction
    marks: QAction
    keys: QAction
    logs: QAction
    report: QAction
    check_version: QAction
    about: QAction


# name: text with its mnemonic, keys. Where a system has no standard key, the second is taken.
_SPECS: dict[str, tuple[str, _Keys]] = {
    "new": ("&New", _Standard.New),
    "open": ("&Open…", _Standard.Open),
    "save": ("&Save", _Standard.Save),
    "save_as": ("Save &as…", ("Ctrl+Shift+S",)),
    "reload": ("&Reload from disk", ""),
    "close_tab": ("&Close tab", ("Ctrl+W",)),
    "quit": ("&Quit", ("Ctrl+Q",)),
    "reopen_files": ("Open &last files at the start", ""),
    "undo": ("&Undo", _Standard.Undo),
    "redo": ("&Redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
    "cut": ("Cu&t", _Standard.Cut),
    "copy": ("&Copy", _Standard.Copy),
    "paste": ("&Paste", _Standard.Paste),
    "select_all": ("Select &all", _Standard.SelectAll),
    "find": ("&Find…", _Standard.Find),
    "find_next": ("Find &next", ("F3", "Ctrl+G")),
    "find_previous": ("Find pre&vious", ("Shift+F3", "Ctrl+Shift+G")),
    "replace": ("R&eplace…", ("Ctrl+H",)),
    "replace_all": ("Rep&lace all", ("Ctrl+Alt+Enter", "Ctrl+Alt+Return")),
    "command_palette": ("&Commands…", ("Ctrl+Shift+P",)),
    "history": ("&History", ("Ctrl+Shift+H",)),
    "switch": ("Between te&xt and history", ("F6",)),
    "page": ("&Page beside the text", ("Ctrl+Shift+V",)),
    "wrap": ("&Wrap long lines of code", ("Alt+Z",)),
    "zoom_in": ("Zoom &in", ("Ctrl++", "Ctrl+=")),
    "zoom_out": ("Zoom &out", ("Ctrl+-",)),
    "zoom_reset": ("&Actual size", ("Ctrl+0",)),
    "theme_system": ("Follow the &system", ""),
    "theme_light": ("&Light", ""),
    "theme_dark": ("&Dark", ""),
    "reduced_motion": ("Reduced &motion", ""),
    "next_tab": ("&Next tab", ("Ctrl+Tab", "Ctrl+PgDown")),
    "previous_tab": ("Pre&vious tab", ("Ctrl+Shift+Tab", "Ctrl+PgUp")),
    "rewrite": ("&Rewrite…", ("Ctrl+K",)),
    "brush": ("Strength br&ush", ("Ctrl+Shift+B",)),
    "fill": ("&Fill the gap at the caret", ("Ctrl+J",)),
    "accept": ("&Accept", ("Ctrl+Enter", "Ctrl+Return")),
    "reject": ("Re&ject", ("Esc",)),
    "retry": ("Re&try with a new seed", ("Ctrl+R",)),
    "compare": ("&Compare with the original", ("Ctrl+D",)),
    "next_change": ("&Next change", ("Alt+Down",)),
    "previous_change": ("Pre&vious change", ("Alt+Up",)),
    "take_change": ("&Take this change", ("Alt+Right",)),
    "leave_change": ("&Leave the original here", ("Alt+Left",)),
    "take_piece": ("Take this p&iece", ("Alt+PgDown",)),
    "leave_piece": ("Leave the original &piece", ("Alt+PgUp",)),
    "take_all": ("Take &all changes", ("Alt+Shift+Right",)),
    "leave_all": ("Leave the &whole original", ("Alt+Shift+Left",)),
    "stop": ("&Stop", ("Esc",)),
    "replay": ("Repla&y the run", ("Ctrl+Shift+R",)),
    "token": ("About the &word at the caret", ("Alt+I",)),
    "next_variant": ("&Next variant", ("Ctrl+]",)),
    "previous_variant": ("&Previous variant", ("Ctrl+[",)),
    "beside": ("Variants side &by side", ("Ctrl+\\",)),
    "presets": ("My pr&esets…", ""),
    "sampler": ("Sa&mpler…", ""),
    "starter_model": ("&Starter model", ""),
    "choose_model": ("&Choose a folder…", ""),
    "load_model": ("&Load the model", ""),
    "unload_model": ("&Unload the model", ""),
    "restart_engine": ("&Restart the engine", ""),
    "restart_anneal": ("Restart A&nneal", ""),
    "load_at_start": ("&At the start", ""),
    "load_on_use": ("&When first asked", ""),
    "work_offline": ("&Work without network", ""),
    "models": ("&Models…", ("Ctrl+Shift+M",)),
    "welcome": ("&Welcome tour", ""),
    "help": ("&Help", ("F1",)),
    "marks": ("What the &marks mean", ""),
    "keys": ("&Keys", ""),
    "logs": ("Open &log folder", ""),
    "report": ("Copy &report…", ""),
    "check_version": ("Check for a new &version…", ""),
    "about": ("&About Anneal", ""),
}
_CHECKABLE = (
    "reopen_files",
    "page",
    "wrap",
    "theme_system",
    "theme_light",
    "theme_dark",
    "reduced_motion",
    "compare",
    "replay",
    "beside",
    "work_offline",
    "starter_model",
    "load_at_start",
    "load_on_use",
)
_WORDS = ("take_change", "leave_change", "take_piece", "leave_piece")
_ONE_OF = (("theme_system", "theme_light", "theme_dark"), ("load_at_start", "load_on_use"))
# Where a Mac has another meaning for a key: Cmd+Tab and Cmd+H are the system's.
_MAC_KEYS = (("Ctrl+Tab", "Meta+Tab"), ("Ctrl+H", "Ctrl+Alt+F"))
# A key that is held down means one word on one draft, not one on the next draft as well.
_ONE_PRESS = ("accept", "reject", "retry", "compare", "stop", "replace_all", *_WORDS)
_CHANGES = (
    "next_change",
    "previous_change",
    "take_change",
    "leave_change",
    "take_piece",
    "leave_piece",
    "take_all",
    "leave_all",
)
_GROUPS: dict[str, tuple[str, ...]] = {
    "Rewrite": (
        "rewrite",
        "brush",
        "fill",
        "stop",
        "accept",
        "reject",
        "retry",
        "compare",
        "replay",
        "token",
    ),
    "Changes of a draft": _CHANGES,
    "Variants": ("next_variant", "previous_variant", "beside"),
    "Files": ("new", "open", "save", "save_as", "close_tab", "next_tab", "previous_tab", "quit"),
    "Edit": ("undo", "redo", "find", "find_next", "find_previous", "replace", "replace_all"),
    "View": (
        "command_palette",
        "history",
        "switch",
        "page",
        "zoom_in",
        "zoom_out",
        "zoom_reset",
        "models",
        "help",
    ),
}


def build_actions(parent: QWidget) -> Actions:
    """Return all actions, owned by ``parent`` and reachable by key from its whole window."""
    made: dict[str, QAction] = {}
    for name, (text, keys) in _SPECS.items():
        action = QAction(text, parent)
        action.setShortcuts(_sequences(keys))
        action.setCheckable(name in _CHECKABLE)
        action.setAutoRepeat(name not in _ONE_PRESS)
        action.setObjectName(name)
        parent.addAction(action)
        made[name] = action
    made["quit"].setMenuRole(QAction.MenuRole.QuitRole)
    made["about"].setMenuRole(QAction.MenuRole.AboutRole)
    for names in _ONE_OF:
        group = QActionGroup(parent)
        for name in names:
            group.addAction(made[name])
    return Actions(**{field.name: made[field.name] for field in fields(Actions)})


def shown_key(action: QAction) -> str:
    """Return the first key of ``action`` as this system writes it, with "Enter" for "Return"."""
    text = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return text.replace("Return", "Enter")


def key_groups(actions: Actions) -> tuple[KeyGroup, ...]:
    """Return every command that has a key, for the page of keys."""
    groups = []
    for title, names in _GROUPS.items():
        group = [getattr(actions, name) for name in names]
        rows = tuple((plain_text(action), shown_key(action)) for action in group)
        groups.append(KeyGroup(title, rows))
    return tuple(groups)


def plain_text(action: QAction) -> str:
    """Return the words of ``action`` without mnemonic and dots."""
    return action.text().replace("&", "").rstrip("…")


def _sequences(keys: _Keys) -> list[QKeySequence]:
    if isinstance(keys, QKeySequence.StandardKey):
        return QKeySequence.keyBindings(keys)
    texts = (keys,) if isinstance(keys, str) else keys
    if sys.platform == "darwin":
        for usual, there in _MAC_KEYS:
            texts = tuple(text.replace(usual, there) for text in texts)
    return [QKeySequence(text) for text in texts if text]
