"""What the program is, and all that it is made of; it is told everything and asks nobody."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.about_facts import AboutFacts
from app.dialogs.fitting import scrolled, take_size
from app.dialogs.licence_page import LicencePage, make_text
from app.icons import finest_ratio, tinted_pixmap
from app.panels.widgets import make_button, make_label
from app.preview.page_view import PageView
from app.theme import Theme

_WHAT = (
    "A Markdown and code editor in which a text-diffusion model refines the selected span in "
    "place. The model runs inside this program. Nothing that you write leaves this machine."
)
_SIZE = (900, 620)
_WORDS_WIDTH = 560  # px
_COPY = "Copy these lines"
_COPIED = "Copied"


class AboutDialog(QDialog):
    """Four pages: the program, its licence, the software of others, Qt.

    Signals:
        link_activated(str): a link was chosen.
    """

    link_activated = Signal(str)

    def __init__(
        self,
        facts: AboutFacts,
        licence: str,
        qt_words: str,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        """Show it.

        Args:
            facts: what runs here.
            licence: Anneal's own licence in full.
            qt_words: the page about Qt, as Markdown.
            theme: colours.
            parent: the window.
        """
        super().__init__(parent)
        self.setWindowTitle("About Anneal")
        self.setModal(False)
        self._facts = facts
        self.licences = LicencePage()
        self.licences.link_activated.connect(self.link_activated)
        self._qt = PageView(theme)
        self._qt.setAccessibleName("About Qt and PySide6")
        self._qt.setAccessibleDescription("")
        self._qt.set_font_size(10.5)
        self._qt.set_source(qt_words, "markdown")
        self._qt.link_activated.connect(self.link_activated)
        self._copy = make_button(_COPY, "", "Copy what runs here")
        self._copy.setText(_COPY)  # there is no icon before it
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._copy_facts)
        self.pages = QTabWidget()
        self.pages.setObjectName("pages")
        self.pages.setDocumentMode(True)
        self.pages.setAccessibleName("Pages about Anneal")
        self.pages.addTab(scrolled(self._program_page(), "Anneal"), "&Anneal")
        self.pages.addTab(_padded(_licence_text(licence)), "&Licence")
        self.pages.addTab(_padded(self.licences), "&Other software")
        self.pages.addTab(self._qt, "&Qt")
        self.pages.currentChanged.connect(self._begin_page)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 0, 20, 14)
        foot.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(14)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        take_size(self, QSize(*_SIZE))
        self.pages.tabBar().setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours."""
        self._qt.set_theme(theme)

    def _program_page(self) -> QWidget:
        mark = QLabel()
        mark.setPixmap(tinted_pixmap("anneal", "#000000", 72, finest_ratio()))
        title = make_label("Anneal", "strong")
        title.setStyleSheet(f"font-size: {title.font().pointSizeF() + 7}pt;")
        what = make_label(_WHAT)
        what.setWordWrap(True)
        what.setFixedWidth(_WORDS_WIDTH)
        what.setMinimumHeight(what.heightForWidth(_WORDS_WIDTH))
        head = QVBoxLayout()
        head.setSpacing(6)
        head.addWidget(title)
        head.addWidget(what)
        head.addWidget(make_label("Apache License 2.0", "muted"))
        top = QHBoxLayout()
        top.setSpacing(22)
        top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(head)
        top.addStretch(1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(32, 30, 32, 8)
        column.setSpacing(26)
        column.addLayout(top)
        column.addLayout(self._facts_grid())
        column.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return page

    def _facts_grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(self._facts.rows):
            shown = make_label(value)
            shown.setWordWrap(True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{name}: {value}")
            grid.addWidget(make_label(name, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        return grid

    @Slot()
    def _copy_facts(self) -> None:
        QGuiApplication.clipboard().setText(self._facts.text())
        self._copy.setText(_COPIED)

    @Slot(int)
    def _begin_page(self, place: int) -> None:
        """Give the keyboard to the search where there is one, if the mouse chose the page."""
        page, chooser = self.pages.widget(place), self.pages.tabBar()
        if page is not None and page.isAncestorOf(self.licences) and not chooser.hasFocus():
            self.licences.search_line.setFocus()


def _licence_text(licence: str) -> QPlainTextEdit:
    text = make_text("Anneal's licence")
    text.setPlainText(licence)
    return text


def _padded(widget: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 16, 20, 0)
    column.addWidget(widget)
    return page
