"""What a draft is, in one quiet line that gives way from its least important end; knows no run."""

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.icons import ICON_POINTS, finest_ratio, tinted_pixmap
from app.panels.widgets import make_label, set_tone
from app.read_out import ReadOut
from app.theme import Theme

_DOTS = Qt.TextElideMode.ElideRight
_GAP = 8  # px
_POINT = " · "
_LEAST = "Not settl…"  # with less room than this, words in dots say nothing
_SLACK = 2  # px that a label may take beyond the advance of its text


@dataclass(frozen=True, slots=True)
class _Words:
    verdict: str = ""
    meaning: str = ""
    figures: str = ""


class ReadOutLine(QWidget):
    """Icon, verdict, meaning and figures; whatever does not fit stands in the tool tip.

    Where room is short the figures go one by one, then the meaning ends in dots, and the verdict
    last. A warning has an icon and weight, so that it is none by colour alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read_out: ReadOut | None = None
        self._notice = ""
        self._notice_tone = ""
        self._icon = QLabel()
        self._icon.setAccessibleName("Warning")
        self._icon.hide()
        self._verdict = make_label()
        self._meaning = make_label()
        self._figures = make_label(tone="muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        for label in (self._icon, self._verdict, self._meaning, self._figures):
            self._row.addWidget(label)
        self._row.addStretch(1)
        self.setMinimumWidth(ICON_POINTS + _GAP + _width(self._verdict, _LEAST))

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon."""
        self._icon.setPixmap(tinted_pixmap("warning", theme.warning, ratio=finest_ratio()))

    def show_read_out(self, read_out: ReadOut) -> None:
        """Show what a draft is."""
        self._read_out = read_out
        self._tell()

    def show_notice(self, text: str, tone: str) -> None:
        """Say something in place of the line, "" to show that again; a warning's verdict stays."""
        self._notice = text
        self._notice_tone = tone
        self._tell()

    def needed_width(self, *, figures: bool = True) -> int:
        """Return the width in px in which the line fits, and whatever stands in its place.

        Without ``figures`` they may give way.
        """
        asked = (self._line(), self._said())
        if not figures:
            asked = (replace(asked[0], figures=""), replace(asked[1], figures=""))
        return self._icon_width() + max(map(self._width_of, asked))

    def text(self) -> str:
        """Return all that is said, also what is cut."""
        said = self._said()
        return " ".join(text for text in (said.verdict, said.meaning, said.figures) if text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the line into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _tell(self) -> None:
        """Show the line, and keep the whole of it for the tool tip and for those who listen."""
        said = self._said()
        self._verdict.setAccessibleName(said.verdict)
        self._meaning.setAccessibleName(said.meaning)
        self._figures.setAccessibleName(said.figures)
        whole = "" if self._read_out is None else self._read_out.whole
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(whole)
        self.setToolTip("\n".join(part for part in (self._notice, whole) if part))
        self._fit()

    def _fit(self) -> None:
        """Give the room to the verdict first, then to the meaning, and the rest to the figures."""
        self._icon.setVisible(self._warns())
        set_tone(self._verdict, "strong" if self._warns() else "")
        set_tone(self._meaning, self._notice_tone if self._notice else "")
        said = self._said()
        room = self.width() - self._icon_width()
        room -= _show(self._verdict, said.verdict, room)
        meaning, figures = said.meaning, said.figures
        if room < min(_width(self._meaning, meaning), _width(self._meaning, _LEAST)):
            meaning = ""
        room -= _show(self._meaning, meaning, room)
        while figures and _width(self._figures, figures) > room:
            figures = figures.rpartition(_POINT)[0]
        _show(self._figures, figures, room)
        self._row.activate()  # before the next paint, which would show words in the old places

    def _line(self) -> _Words:
        """Return what the line says of the draft where there is room without end."""
        told = self._read_out
        if told is None:
            return _Words()
        return _Words(f"{told.verdict}.", told.meaning, _POINT.join(told.figures))

    def _said(self) -> _Words:
        """Return what is said now: the notice, where there is one, and beside it a warning."""
        line = self._line()
        if not self._notice:
            return line
        return _Words(line.verdict if self._warns() else "", self._notice)

    def _width_of(self, words: _Words) -> int:
        """Return the px that ``words`` take with the gaps between them."""
        widths = [
            _width(label, text)
            for label, text in (
                (self._verdict, words.verdict),
                (self._meaning, words.meaning),
                (self._figures, words.figures),
            )
            if text
        ]
        return sum(widths) + _GAP * max(0, len(widths) - 1)

    def _warns(self) -> bool:
        return self._read_out is not None and self._read_out.warning

    def _icon_width(self) -> int:
        return ICON_POINTS + _GAP if self._warns() else 0


def _show(label: QLabel, text: str, room: int) -> int:
    """Show as much of ``text`` as ``room`` px hold, and return what that takes with its gap."""
    needed = _width(label, text)
    if needed > room:
        text = label.fontMetrics().elidedText(text, _DOTS, room - _SLACK)
    label.setText(text)
    label.setVisible(bool(text))
    return min(needed, room) + _GAP if text else 0


def _width(label: QLabel, text: str) -> int:
    label.ensurePolished()  # the style sheet says how wide its letters are
    return label.fontMetrics().horizontalAdvance(text) + _SLACK
