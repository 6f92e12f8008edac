"""What the program is, in a small window; knows no model and no settings."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLayout, QVBoxLayout, QWidget

from app.icons import finest_ratio, tinted_pixmap
from app.panels.widgets import make_label

_WHAT = (
    "A Markdown and code editor in which a text-diffusion model refines the selected span in "
    "place.\n\nThe model runs inside this program. Nothing that you write leaves this machine."
)


_WIDTH = 344  # px, of the words


def program_version() -> str:
    """Return the installed version, "" in a tree that was never installed."""
    # Slow to import, and seldom needed: not before somebody asks.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("anneal")
    except PackageNotFoundError:
        return ""


class AboutDialog(QDialog):
    """Name, version, what it does, licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Anneal")
        mark = QLabel()
        mark.setPixmap(tinted_pixmap("anneal", "#000000", 72, finest_ratio()))
        title = make_label(f"Anneal {program_version()}".strip(), "strong")
        font = title.font()
        font.setPointSizeF(font.pointSizeF() + 4)
        title.setFont(font)
        what = make_label(_WHAT)
        what.setWordWrap(True)
        what.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        # A window takes no height from words that wrap: it would cut their first and last line.
        what.setFixedSize(_WIDTH, what.heightForWidth(_WIDTH))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.setCenterButtons(True)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(what)
        column.addWidget(
            make_label("Apache License 2.0", "muted"), 0, Qt.AlignmentFlag.AlignHCenter
        )
        column.addSpacing(4)
        column.addWidget(buttons)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
