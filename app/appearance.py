"""The theme of the running program: follows the system unless the person chose one.

It knows the application object and no single widget: widgets that paint for themselves listen
to ``theme_changed``.
"""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.collector import collector_held
from app.palette import build_palette
from app.style import build_style_sheet
from app.theme import Theme, load_theme

CHOICES = ("system", "light", "dark")
_LEAST_POINTS = 10.0


class Appearance(QObject):
    """Holds the theme and gives it to Qt.

    Signals:
        theme_changed(Theme): palette and style sheet are already the new ones.
    """

    theme_changed = Signal(object)

    def __init__(
        self, application: QApplication, choice: str, parent: QObject | None = None
    ) -> None:
        """Apply the theme for ``choice`` ("system", "light" or "dark") at once."""
        super().__init__(parent)
        self._application = application
        self._choice = choice
        with collector_held():
            application.setStyle("Fusion")
            font = application.font()
            if 0 < font.pointSizeF() < _LEAST_POINTS:
                font.setPointSizeF(_LEAST_POINTS)
                application.setFont(font)
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._tell_system()
        self._theme = load_theme(self._wanted())
        self._apply()

    @property
    def theme(self) -> Theme:
        """Return the theme in use."""
        return self._theme

    @Slot(str)
    def choose(self, choice: str) -> None:
        """Take another choice: "system", "light" or "dark".

        Raises:
            ValueError: it is none of them.
        """
        if choice not in CHOICES:
            raise ValueError(f"the theme is one of {CHOICES}, got {choice!r}")
        self._choice = choice
        self._tell_system()
        self._follow()

    @Slot()
    def _follow(self) -> None:
        wanted = self._wanted()
        if wanted != self._theme.name:
            self._theme = load_theme(wanted)
            self._apply()
            self.theme_changed.emit(self._theme)

    def _tell_system(self) -> None:
        """Let what the system paints for the program, such as title bars, follow the choice."""
        hints = self._application.styleHints()
        if self._choice == "system":
            hints.unsetColorScheme()
        else:
            dark = self._choice == "dark"
            hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)

    def _wanted(self) -> str:
        if self._choice != "system":
            return self._choice
        dark = self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return "dark" if dark else "light"

    def _apply(self) -> None:
        with collector_held():
            self._application.setPalette(build_palette(self._theme))
            self._application.setStyleSheet(build_style_sheet(self._theme))
