"""Where a replay is written, and in which format; knows no replay."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

_KINDS = {
    "webp": "Animated WebP (*.webp)",
    "gif": "Animated GIF (*.gif)",
    "jsonl": "JSON lines (*.jsonl)",
}


def ask_replay_file(parent: QWidget | None, suggested: Path) -> Path | None:
    """Let the person name a file; a name without an ending gets that of the chosen format."""
    dialog = QFileDialog(parent, "Export the replay", str(suggested.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters(list(_KINDS.values()))
    dialog.selectFile(suggested.name)

    def take_ending(chosen: str) -> None:
        ending = next(ending for ending, kind in _KINDS.items() if kind == chosen)
        dialog.setDefaultSuffix(ending)
        typed = Path(dialog.selectedFiles()[0])
        if typed.suffix.removeprefix(".") in _KINDS:
            dialog.selectFile(typed.with_suffix(f".{ending}").name)

    dialog.filterSelected.connect(take_ending)
    usual = _KINDS.get(suggested.suffix.removeprefix("."), _KINDS["webp"])
    dialog.selectNameFilter(usual)
    take_ending(usual)
    if not dialog.exec() or not dialog.selectedFiles():
        return None
    return Path(dialog.selectedFiles()[0])
