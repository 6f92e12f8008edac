"""The page Network: the switch, what Anneal uses the network for, proxy and mirrors.

It is told what is in force and says what the person wants; knows no setting and no network.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from app.addresses import STRAIGHT
from app.models.address_field import AddressField
from app.models.network_words import (
    MODEL_HOME,
    NOTHING_ELSE,
    PACKAGE_HOME,
    THREE_THINGS,
    mirror_words,
    proxy_words,
)
from app.models.page_column import PageColumn, make_words
from app.panels.check_box import CheckBox
from app.panels.radio_button import RadioButton
from app.panels.widgets import make_label
from app.theme import Theme

_SYSTEM, _STRAIGHT, _OWN = range(3)
_UNDER_WORDS: Final = 22  # px: a ring, and what parts it from its words
_WHAT_OFFLINE_IS: Final = (
    "Nothing is fetched, whatever is pressed, and what is being fetched stops and can go on later. "
    "Everything else works as always."
)
_FORCED: Final = (
    "Set by the environment: Anneal was started with the variable ANNEAL_OFFLINE, and can only be "
    "told otherwise by starting it without."
)


@dataclass(frozen=True, slots=True)
class NetworkView:
    """What the page shows.

    Attributes:
        offline: no network is used, whatever is pressed.
        forced: the environment says so, and nothing can be switched here.
        proxy: "", ``app.addresses.STRAIGHT`` or an address.
        model_mirror: an address, or "".
        package_mirror: an address, or "".
        system_proxy: which proxy the system names, in words.
        used: what is used now, in words.
    """

    offline: bool
    forced: bool
    proxy: str
    model_mirror: str
    package_mirror: str
    system_proxy: str
    used: str


class NetworkPage(PageColumn):
    """Says what the person wants as soon as it makes sense; there is nothing to confirm.

    Signals:
        offline_chosen(bool): no network from now on, or again where it is asked for.
        proxy_chosen(str): "", ``STRAIGHT`` or a good address.
        model_mirror_chosen(str): a good address, or "".
        package_mirror_chosen(str): a good address, or "".
    """

    offline_chosen = Signal(bool)
    proxy_chosen = Signal(str)
    model_mirror_chosen = Signal(str)
    package_mirror_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Network", parent)
        self.offline = CheckBox("Work without network")
        self._about = make_words(_WHAT_OFFLINE_IS, "muted")
        self._used = make_words()
        self.ways = QButtonGroup(self)
        self._system_words = make_label(tone="muted")
        self.proxy = AddressField(
            "Address of the proxy", "http://proxy.example.org:8080", proxy_words
        )
        self.models = AddressField(
            "Mirror for models",
            "https://models.example.org",
            lambda text: mirror_words(text, MODEL_HOME, hashes_held=False),
        )
        self.packages = AddressField(
            "Mirror for packages",
            "https://packages.example.org/simple",
            lambda text: mirror_words(text, PACKAGE_HOME, hashes_held=True),
        )
        self._lay_out()
        self.set_theme(theme)
        self.offline.clicked.connect(self.offline_chosen)
        self.ways.idClicked.connect(self._choose_way)
        self.proxy.entered.connect(self.proxy_chosen)
        self.models.entered.connect(self.model_mirror_chosen)
        self.packages.entered.connect(self.package_mirror_chosen)

    def _lay_out(self) -> None:
        self.add(self.offline, self._about)
        self.add_heading("Used now")
        self.add(self._used)
        self.add_heading("What Anneal uses the network for")
        self.add(make_words("Three things, and each only when you ask for it:"))
        self.add(*(make_words(f"•  {what}, {when}", "muted") for what, when in THREE_THINGS))
        self.add(make_words(NOTHING_ELSE))
        self.add_heading("Proxy")
        self.proxy.setContentsMargins(_UNDER_WORDS, 0, 0, 0)
        self.add(self._ways(), self.proxy)
        self.add_heading("Mirror for models")
        self.add(self.models)
        self.add_heading("Mirror for packages")
        self.add(self.packages)

    def _ways(self) -> QWidget:
        """Return the three ways, each with what is to be said of it."""
        part = QWidget()
        grid = QGridLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for way, text in enumerate(("As the system has it", "None", "This one")):
            button = RadioButton(text)
            self.ways.addButton(button, way)
            grid.addWidget(button, way, 0)
        grid.addWidget(self._system_words, _SYSTEM, 1)
        return part

    def show_view(self, view: NetworkView) -> None:
        """Show what is in force; what is being typed stays."""
        self.offline.setChecked(view.offline)
        self.offline.setEnabled(not view.forced)
        self._about.setText(_FORCED if view.forced else _WHAT_OFFLINE_IS)
        self.offline.setAccessibleDescription(self._about.text())
        self._system_words.setText(f"({view.system_proxy})")
        self._used.setText(view.used)
        own = view.proxy not in ("", STRAIGHT)
        if own:
            self.proxy.show_address(view.proxy)
        if own or self.ways.checkedId() != _OWN:
            way = _OWN if own else _STRAIGHT if view.proxy else _SYSTEM
            self.ways.button(way).setChecked(True)
        self.proxy.setVisible(self.ways.checkedId() == _OWN)
        self.models.show_address(view.model_mirror)
        self.packages.show_address(view.package_mirror)

    def set_theme(self, theme: Theme) -> None:
        """Tint what is drawn."""
        for field in (self.proxy, self.models, self.packages):
            field.set_theme(theme)

    @Slot(int)
    def _choose_way(self, way: int) -> None:
        self.proxy.setVisible(way == _OWN)
        if way != _OWN:
            self.proxy_chosen.emit(STRAIGHT if way == _STRAIGHT else "")
            return
        self.proxy.line.setFocus()
        if self.proxy.good:
            self.proxy_chosen.emit(self.proxy.typed)
