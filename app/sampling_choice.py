"""How the next run is sampled: the person's sampler, seed and variants; kept in the settings.

It must not know texts; the checkpoint's own numbers it learns from the run queue.
"""

import secrets
from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.dialogs.sampler import SamplerDialog, SamplerValues
from app.letting_go import let_go_when_closed
from app.run_queue import RunQueue
from app.sampler_presets import OWN, Numbers, Sampler
from app.sampler_text import parse_sampler, sampler_text
from app.settings import MOST_SEED
from app.settings_store import SettingsStore
from engine.request import SamplingOptions
from engine.sampling import Sampling


class SamplingChoice(QObject):
    """Makes the options of each run."""

    def __init__(self, queue: RunQueue, store: SettingsStore, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._queue = queue
        self._store = store

    @property
    def checkpoint(self) -> Sampling:
        """Return the numbers of the model that takes requests, else the usual ones."""
        info = self._queue.info
        return Sampling() if info is None else info.sampling

    @property
    def variants(self) -> int:
        """Return how many drafts a run makes."""
        return self._store.settings.variants

    def choose_variants(self, count: int) -> None:
        """Make ``count`` drafts, 1 to 4, in every run from now on."""
        self._store.put(replace(self._store.settings, variants=count))

    def options(self, strength: float, sampler: Sampler | None = None) -> SamplingOptions:
        """Return the options of a run that begins now.

        Args:
            strength: in (0, 1].
            sampler: of an own preset; ``None`` takes the settings'.
        """
        settings = self._store.settings
        chosen = parse_sampler(settings.sampler) if sampler is None else sampler
        options = SamplingOptions(seed=self._seed(), strength=strength, variants=settings.variants)
        return chosen.apply(options, self.checkpoint)

    @Slot()
    def show_dialog(self) -> None:
        """Let the person look at the numbers and set them."""
        dialog = SamplerDialog(self.values(), self.checkpoint, self._window)
        let_go_when_closed(dialog)
        dialog.accepted.connect(lambda: self.take(dialog.values()))
        dialog.open()

    def values(self) -> SamplerValues:
        """Return what is set now."""
        settings = self._store.settings
        sampler = parse_sampler(settings.sampler)
        kept = Numbers()
        if sampler.name == OWN:
            kept = sampler.numbers
        elif settings.sampler_numbers:
            kept = parse_sampler(settings.sampler_numbers).numbers
        return SamplerValues(sampler, kept, settings.seed_rule, settings.seed, settings.variants)

    def take(self, values: SamplerValues) -> None:
        """Use other values from the next run on."""
        own = "" if values.own == Numbers() else sampler_text(Sampler(OWN, values.own))
        settings = replace(
            self._store.settings,
            sampler=sampler_text(values.sampler),
            sampler_numbers=own,
            seed_rule=values.seed_rule,
            seed=values.seed,
            variants=values.variants,
        )
        self._store.put(settings)

    def _seed(self) -> int:
        """Return the seed of this run, and keep the one of the next."""
        settings = self._store.settings
        if settings.seed_rule == "random":
            return secrets.randbelow(MOST_SEED + 1)
        if settings.seed_rule == "next":
            after = (settings.seed + settings.variants) % (MOST_SEED + 1)
            self._store.put(replace(settings, seed=after))
        return settings.seed
