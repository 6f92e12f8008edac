"""The card at the span in which a person says what is wanted; knows no editor and no engine."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.instruction import Instruction
from app.panels.card import Card
from app.panels.chosen import Chosen, asked_for, hindrance_of, meant_by, words_of
from app.panels.instruction_history import InstructionHistory
from app.panels.instruction_keys import InstructionKeys
from app.panels.instruction_picks import InstructionPicks
from app.panels.instruction_row import InstructionRow
from app.panels.paint_row import PaintRow
from app.panels.preset_list import PresetList
from app.panels.run_choices import RunChoices
from app.panels.widgets import ElidedLabel, set_tone
from app.presets.own_row import OwnRow
from app.theme import Theme
from engine.presets import Preset

NOT_STARTED = "Nothing started: pick one above (↓). Free words need the 26B model."
_SENTENCES, _POINTS = ". ", " · "  # what parts the words that may go where room is short
_HINT = "Enter starts · ↓ list · ↑ earlier ones · Tab completes"


class InstructionBar(Card):
    """One line to type in, with the presets that fit below it, and the strength below them.

    The slider shows what is usual for what Enter would start, until the person moves it.

    Signals:
        instruction_given(Instruction): Enter, or a click on a preset; the bar has closed.
        closed(Instruction): Esc; the bar has closed and nothing starts; what stood in its line.
        left(Instruction): the same, since the keyboard went elsewhere, as with a click into the
            text.
        saving_asked(Instruction): keep this as a preset; the bar stays open.
        drafts_chosen(int): the person wants that many drafts of one run.
        brush_asked(): the bar has closed, and words of its span are to be painted.
        typed(str): a key in the line; what stands there now.
    """

    instruction_given = Signal(object)
    closed = Signal(object)
    left = Signal(object)
    saving_asked = Signal(object)
    drafts_chosen = Signal(int)
    brush_asked = Signal()
    typed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._usual: Callable[[str], float | None] = lambda _instruction: 1.0
        self._row = InstructionRow()
        self._row.keep_clicked.connect(self._ask_to_save)
        self._line = self._row.line
        self._rule = QFrame()
        self._rule.setFrameShape(QFrame.Shape.HLine)
        self._list = PresetList()
        self._picks = InstructionPicks(self._line, self._list)
        self._picks.changed.connect(self._say_what_fits)
        self._line.textEdited.connect(self.typed)
        self._list.preset_clicked.connect(lambda row: self._give(meant_by(row)))
        self._choices = RunChoices()
        self._choices.drafts_chosen.connect(self.drafts_chosen)
        self._choices.brush_asked.connect(self._ask_brush)
        self._notice = ElidedLabel("muted")  # always one line: the list above keeps its height
        self._wire_keys()
        for part in (self._row, self._rule, self._list, self._choices):
            self.column.addWidget(part)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        foot.addWidget(self._notice, 1)
        foot.addWidget(self._choices.drafts)
        self.column.addLayout(foot)

    def _wire_keys(self) -> None:
        keys = InstructionKeys(self._line, self._choices.slider(), self)
        self._choices.take_keys(keys)
        keys.escaped.connect(self.close_bar)
        keys.entered.connect(self._enter)
        keys.completed.connect(self._picks.complete)
        keys.went_up.connect(self._picks.go_up)
        keys.went_down.connect(self._picks.go_down)
        keys.line_wanted.connect(self._line.setFocus)
        keys.saving_wanted.connect(self._ask_to_save)
        keys.keyboard_left.connect(self._note_keyboard_left)

    def set_theme(self, theme: Theme) -> None:
        """Tint the icon and the hairline."""
        self._row.set_theme(theme)
        self._choices.set_theme(theme)
        self._rule.setStyleSheet(f"background: {theme.border}; border: none; max-height: 1px;")

    def set_presets(
        self, presets: Sequence[Preset], taught: Callable[[str], bool] | None = None
    ) -> None:
        """Offer ``presets``; ``taught`` tells which instructions a small model knows.

        ``taught`` is ``None`` for a model that takes any instruction.
        """
        self._picks.set_presets(presets, taught)
        free = "Ask for a rewrite, or pick one"
        self._line.setPlaceholderText("Pick an edit or type its name" if taught else free)
        if self.isVisible():
            self._picks.refresh()

    def set_own(self, rows: Sequence[OwnRow]) -> None:
        """Offer the person's own presets above the others."""
        self._picks.set_own(rows)
        if self.isVisible():
            self._picks.refresh()

    def set_drafts(self, count: int) -> None:
        """Show how many drafts a run makes, 1 to 4."""
        self._choices.drafts.set_count(count)

    def set_usual_strength(self, usual: Callable[[str], float | None]) -> None:
        """Ask ``usual`` for the strength of an instruction ("": none yet), ``None``: no source."""
        self._usual = usual

    def set_history(self, instructions: Sequence[str]) -> None:
        """Take the instructions of earlier days, the newest last."""
        self._picks.history = InstructionHistory(instructions)

    def history(self) -> tuple[str, ...]:
        """Return the instructions so far, the newest last."""
        return self._picks.history.instructions

    def open_for(
        self,
        target: str,
        language: str,
        *,
        instruction: Instruction | None = None,
        blocked: str = "",
        usually_cut: Callable[[str], bool] | None = None,
        paint: str | None = None,
    ) -> None:
        """Open the bar and give it the keyboard.

        Args:
            target: says what would be rewritten.
            language: of the text, as in ``EditRequest``.
            instruction: stands in the line, selected: the next key replaces it. Its strength
                is one that the person set earlier.
            blocked: says why nothing can start here, "" where something can.
            usually_cut: tells of an instruction ("": none yet) whether the text is refined piece
                by piece unless the person says otherwise; ``None`` where it cannot be.
            paint: says how much of the span is painted with the strength brush, "" for
                nothing; ``None`` where it cannot be painted.
        """
        self._picks.begin(language, blocked)
        self._row.show_target(target)
        earlier = Instruction() if instruction is None else instruction
        self._choices.set_paint(paint)
        self._choices.begin(earlier.strength, earlier.in_pieces, usually_cut)
        self._line.setText(earlier.text)
        self._line.selectAll()
        self._picks.refresh()
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def give_way(self, by: int | None) -> None:
        """Let the list of presets take ``by`` px less, all that it needs for ``None``."""
        self._list.reserve(None if by is None else self._list.height() - by)

    def close_bar(self) -> None:
        """Close and start nothing."""
        if self.isVisible():
            self.hide()
            self.closed.emit(self._unsent())

    def target(self) -> str:
        """Return what the bar says would be rewritten."""
        return self._row.target()

    def paint_row(self) -> PaintRow:
        """Return what the bar shows of the strength brush."""
        return self._choices.paint_row()

    def notice(self) -> str:
        """Return what the bar says under its list."""
        return self._notice.whole_text()

    def _note_keyboard_left(self) -> None:
        if self.isVisible():
            self.hide()
            self.left.emit(self._unsent())

    def _ask_brush(self) -> None:
        self.close_bar()
        self.brush_asked.emit()

    def _unsent(self) -> Instruction:
        return Instruction(self._line.text(), self._choices.strength, self._choices.in_pieces)

    @Slot()
    def _say_what_fits(self) -> None:
        chosen = self._picks.chosen()
        problem = self._picks.blocked or hindrance_of(chosen, self._line.text())
        self._notice.show_text(problem or _HINT, _SENTENCES if problem else _POINTS)
        set_tone(self._notice, "warning" if problem else "muted")
        usual = None if self._picks.blocked else self._usual_of(chosen)
        self._choices.show_usual(usual, words_of(chosen))

    def _usual_of(self, chosen: Chosen | None) -> float | None:
        own = chosen.preset.strength if isinstance(chosen, OwnRow) else None
        return self._usual(words_of(chosen)) if own is None else own

    def _enter(self) -> None:
        chosen = self._picks.chosen()
        if chosen is not None:
            self._give(chosen)
        elif self._line.text().strip() and not self._picks.blocked:
            self._refuse(NOT_STARTED)

    def _refuse(self, words: str) -> None:
        """Say it anew; the words that were not understood give way to the next key."""
        self._notice.show_text(words, _SENTENCES)
        set_tone(self._notice, "error")
        self._line.selectAll()

    def _give(self, chosen: Chosen) -> None:
        if problem := hindrance_of(chosen, ""):
            self._refuse(problem)
            return
        asked = asked_for(chosen, self._choices.strength, self._choices.in_pieces)
        self._picks.history.add(asked.remembered)
        self.hide()
        self.instruction_given.emit(asked)

    def _ask_to_save(self) -> None:
        """Ask to keep what Enter would start, else what stands in the line."""
        chosen = self._picks.chosen() or self._line.text().strip()
        asked = asked_for(chosen, self._choices.strength, self._choices.in_pieces)
        self.saving_asked.emit(asked)
