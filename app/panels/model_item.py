"""The model in the line at the foot: state, device and memory; a press offers others.

Knows no engine.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from app.icons import ICON_POINTS, finest_ratio, tinted_icon, tinted_pixmap
from app.model_state import ICONS, ModelPhase, ModelState, state_tip, state_words
from app.panels.turning_icon import TurningIcon
from app.theme import Theme

_LETTERS = 8  # at least shown, where the line is narrow
_WARNED = (ModelPhase.FAILED, ModelPhase.SILENT)


class ModelItem(QToolButton):
    """A flat button with a drawing for the state and words beside it; narrow, it ends in dots.

    While a model is loaded, which may take long without a word, the drawing turns; with reduced
    motion it stands, and the words alone tell how far it is.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("model")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(ICON_POINTS, ICON_POINTS))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._theme: Theme | None = None
        self._reduced_motion = False
        self._turning = TurningIcon(self)
        # Not ``setIcon``, which has the whole window laid out anew.
        self._turning.turned.connect(self.update)
        self._state = ModelState(ModelPhase.NONE)

    def set_theme(self, theme: Theme) -> None:
        """Tint the drawing."""
        self._theme = theme
        self._tint()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let the drawing stand, or turn while a model is loaded."""
        self._reduced_motion = reduced
        self._tint()

    @property
    def turning(self) -> bool:
        """Return whether the drawing turns."""
        return self._turning.turning

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

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the button, its drawing as it stands now."""
        if not self.turning:
            super().paintEvent(event)
            return
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.icon = self._turning.icon
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()

    def _tint(self) -> None:
        if self._theme is None:
            return
        phase = self._state.phase
        colour = self._theme.warning if phase in _WARNED else self._theme.muted
        self.setIcon(tinted_icon(ICONS[phase], self._theme, colour))
        if phase is ModelPhase.LOADING and not self._reduced_motion:
            self._turning.turn(tinted_pixmap(ICONS[phase], colour, ratio=finest_ratio()))
        else:
            self._turning.rest()
