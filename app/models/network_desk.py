"""Keeps the page Network and the settings together; opens no connection."""

import os
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from app.models.network_page import NetworkPage, NetworkView
from app.models.network_words import system_proxy_words, used_now
from app.network_switch import NetworkSwitch
from app.settings import Settings
from app.settings_store import SettingsStore


class NetworkDesk(QObject):
    """Shows what is in force, and takes what the person wants."""

    def __init__(
        self,
        page: NetworkPage,
        switch: NetworkSwitch,
        store: SettingsStore,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        """Fill the page, which owns this object.

        Args:
            page: the page.
            switch: that decides whether the network may be used.
            store: of the settings.
            environment: in which Anneal was started.
        """
        super().__init__(page)
        self._page = page
        self._switch = switch
        self._store = store
        self._environment = environment
        page.offline_chosen.connect(switch.set_offline)
        page.proxy_chosen.connect(self._take_proxy)
        page.model_mirror_chosen.connect(self._take_model_mirror)
        page.package_mirror_chosen.connect(self._take_package_mirror)
        switch.changed.connect(self.show)
        self.show()

    @Slot()
    def show(self) -> None:
        """Show what is in force now."""
        settings = self._store.settings
        allowed = self._switch.allowed
        self._page.show_view(
            NetworkView(
                offline=not allowed,
                forced=self._switch.forced,
                proxy=settings.proxy,
                model_mirror=settings.model_mirror,
                package_mirror=settings.package_mirror,
                system_proxy=system_proxy_words(self._environment),
                used=used_now(settings, allowed=allowed, environment=self._environment),
            )
        )

    @Slot(str)
    def _take_proxy(self, proxy: str) -> None:
        self._put(replace(self._store.settings, proxy=proxy))

    @Slot(str)
    def _take_model_mirror(self, address: str) -> None:
        self._put(replace(self._store.settings, model_mirror=address))

    @Slot(str)
    def _take_package_mirror(self, address: str) -> None:
        self._put(replace(self._store.settings, package_mirror=address))

    def _put(self, settings: Settings) -> None:
        self._store.put(settings)
        self.show()
