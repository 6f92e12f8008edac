"""A plain text edit that lays its text out in a column, with a draft in place of a span.

Qt's plain text edit keeps the document, the caret, undo, input methods and accessibility. This
part of the editor decides how the text stands; it takes no keys and paints nothing.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QTextCursor, QTextDocument, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from app.code_rules import code_rules
from app.editor.block_painter import CARET_WIDTH
from app.editor.blocks import MARKDOWN
from app.editor.document_text import DocumentText
from app.editor.draft_layout import DraftLayout
from app.editor.draft_view import DraftView
from app.editor.highlighter import Highlighter
from app.editor.markdown_rules import MarkdownRules
from app.editor.page_column import CODE_TOP, PROSE_TOP, code_column, prose_column
from app.editor.stand_ins import to_document
from app.editor.syntax_formats import build_formats
from app.editor.text_colours import text_palette
from app.theme import Theme, load_theme

_TAB_CHARACTERS = 4
_FREE_FOOT = 0.4  # of the view's height, blank below the last line


class LaidOutText(QPlainTextEdit):
    """One text, laid out.

    Signals:
        edited(): the text has changed; positions and revision are up to date.
    """

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        document = QTextDocument(self)
        document.setDocumentMargin(0)
        self.text_layout = DraftLayout(document)
        document.setDocumentLayout(self.text_layout)
        self.setDocument(document)
        self._theme = load_theme("light")
        self._language = ""
        self._wrap = True
        self.highlighter = Highlighter(document)
        self.content = DocumentText(document)
        self.draft = DraftView(document, self.text_layout, self.highlighter, self._theme)
        self.setAccessibleName("Text")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setCursorWidth(int(CARET_WIDTH))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        document.contentsChange.connect(self._note_change)
        document.contentsChanged.connect(self._tell_edited)
        self.blockCountChanged.connect(self._place_column)

    @property
    def theme(self) -> Theme:
        """The colours."""
        return self._theme

    @property
    def language(self) -> str:
        """The text's language, as pygments spells it."""
        return self._language

    @property
    def is_prose(self) -> bool:
        """Whether the text stands in a column, without line numbers."""
        return self._language == MARKDOWN

    def load(self, text: str, language: str) -> None:
        """Show another text, without a history."""
        self.draft.end()
        self.set_language(language)
        self.setTextCursor(QTextCursor(self.document()))  # a selection would be told from nowhere
        self.setPlainText(to_document(text))

    def set_language(self, language: str) -> None:
        """Colour and lay out the text as ``language``."""
        if language == self._language:
            return
        self._language = language
        self.text_layout.top = PROSE_TOP if self.is_prose else CODE_TOP
        self.highlighter.set_rules(
            MarkdownRules() if self.is_prose else code_rules(language or "text")
        )
        self._apply_wrap()

    def set_wrap(self, wrap: bool) -> None:
        """Let long lines of code go on below, or to the right; prose always goes on below."""
        self._wrap = wrap
        self._apply_wrap()

    def set_theme(self, theme: Theme) -> None:
        """Paint in the colours of ``theme``."""
        self._theme = theme
        self.setPalette(text_palette(self.palette(), theme))
        self.highlighter.set_formats(build_formats(theme, self.font()))
        self._colour_shown()
        self.draft.set_theme(theme)

    def set_text_font(self, font: QFont) -> None:
        """Write in ``font``."""
        self.setFont(font)
        self.setTabStopDistance(QFontMetricsF(font).horizontalAdvance(" ") * _TAB_CHARACTERS)
        self.highlighter.set_formats(build_formats(self._theme, font))
        self._lay_out_anew()

    @property
    def _wraps(self) -> bool:
        return self._wrap or self.is_prose

    def _apply_wrap(self) -> None:
        policy, mode = Qt.ScrollBarPolicy, QPlainTextEdit.LineWrapMode
        self.setHorizontalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if self._wraps else policy.ScrollBarAsNeeded
        )
        self._place_column()
        self.setLineWrapMode(mode.WidgetWidth if self._wraps else mode.NoWrap)
        self._lay_out_anew()

    def _lay_out_anew(self) -> None:
        self._place_column()
        self._forget_lines()
        self.draft.refresh()
        self._colour_shown()

    def _forget_lines(self) -> None:
        self.document().markContentsDirty(0, self.document().characterCount())

    @Slot()
    def _place_column(self) -> None:
        width, font = float(self.viewport().width()), self.font()
        if self.is_prose:
            column = prose_column(font, width, self._language)
        else:
            column = code_column(
                font, width, self.blockCount(), wrap=self._wraps, language=self._language
            )
        self.text_layout.bottom = float(round(self.viewport().height() * _FREE_FOOT))
        if column != self.text_layout.column:
            self.text_layout.column = column
            self._forget_lines()

    def _colour_shown(self) -> None:
        rows = 2 + round(self.viewport().height() / max(1.0, self.text_layout.line_height()))
        self.highlighter.ensure(self.firstVisibleBlock(), rows)

    @Slot(int, int, int)
    def _note_change(self, position: int, removed: int, added: int) -> None:
        self.content.note_change(position, removed, added)
        self.draft.note_change()

    @Slot()
    def _tell_edited(self) -> None:
        self.edited.emit()
