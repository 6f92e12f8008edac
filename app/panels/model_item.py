"""The model in the line at the foot: state, device and memory; a press offers others.

Knows no engine.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from app.icons import ICON_POINTS, tinted_icon
from app.model_state import ICONS, ModelPhase, ModelState, state_tip, state_words
from app.theme import Theme

_LETTERS = 8  # at least shown, where the line is narrow
_WARNED = (ModelPhase.FAILED, ModelPhase.SILENT)


class ModelItem(QToolButton):
    """A flat button with a drawing for the state and words beside it; narrow, it ends in dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(ICON_POINTS, ICON_POINTS))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme: Theme | None = None
        self._state = ModelState(ModelPhase.NONE)

    def set_theme(self, theme: Theme) -> None:
        """Tint the drawing."""
        self._theme = theme
        self._tint()

    def show_state(self, state: ModelState) -> None:
        """Show where the model stands."""
        again = state.phase is self._state.phase
        self._state = state
        words = state_words(state)
        self.setText(f" {words}")  # the space parts it from its drawing
        self.setToolTip(state_tip(state))
        self.setAccessibleName(f"Model: {words}")
        self.setAccessibleDescription(state_tip(state))
        if not again:
            self._tint()

    def minimumSizeHint(self) -> QSize:
        """Ask for the drawing and the beginning of the words; the rest goes first."""
        whole = self.sizeHint()
        letters = self.fontMetrics().averageCharWidth() * _LETTERS
        return QSize(min(whole.width(), ICON_POINTS + letters), whole.height())

    def _tint(self) -> None:
        if self._theme is not None:
            colour = self._theme.warning if self._state.phase in _WARNED else None
            self.setIcon(tinted_icon(ICONS[self._state.phase], self._theme, colour))
