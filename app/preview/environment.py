"""What blocks of a page need to know of one another: link targets and footnote numbers; no Qt.

A block's look may depend on a link target or a footnote that is defined elsewhere. ``view`` gives
a block the few entries that it mentions, so that a new definition draws only these blocks anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Generic, TypeVar

from app.preview.blocks import Block, Definition

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class View:
    """The part of an environment that one block can see.

    Attributes:
        links: the link targets that it mentions.
        notes: label and number of each footnote that it mentions.
    """

    links: tuple[Definition, ...] = ()
    notes: tuple[tuple[str, int], ...] = ()


_NOTHING = View()


class Layered(Mapping[str, Value], Generic[Value]):
    """One mapping upon another, of which nothing is copied; what stands below counts first."""

    def __init__(self, below: Mapping[str, Value], above: Mapping[str, Value]) -> None:
        """Keep both."""
        self._below = below
        self._above = above

    def __getitem__(self, key: str) -> Value:
        """Return the value below, or else the one above."""
        return self._below[key] if key in self._below else self._above[key]

    def __contains__(self, key: object) -> bool:
        """Return whether either has ``key``."""
        return key in self._below or key in self._above

    def __iter__(self) -> Iterator[str]:
        """Yield the keys below, then those that only the upper one has."""
        yield from self._below
        yield from (key for key in self._above if key not in self._below)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._below) + sum(key not in self._below for key in self._above)


@dataclass(frozen=True, slots=True)
class Environment:
    """All link targets and footnotes of a document.

    Attributes:
        links: the target of each label; the first definition counts.
        notes: the source of each footnote.
        mentioned: the label of each footnote that is mentioned, defined or not, in order.
        numbers: the number of each footnote that is mentioned and defined.
        repeated: labels of links, and of footnotes with "^" before them, defined more than once.
    """

    links: Mapping[str, Definition] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mentioned: Mapping[str, None] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    repeated: frozenset[str] = frozenset()

    def view(self, block: Block) -> View:
        """Return what ``block`` can see of this."""
        if not block.mentions and block.kind not in ("note", "notes"):
            return _NOTHING
        labels = [label[1:] for label in block.mentions if label.startswith("^")]
        if block.kind == "note":
            labels.append(block.detail)
        elif block.kind == "notes":
            labels = list(self.numbers)
        return View(
            links=tuple(self.links[label] for label in block.mentions if label in self.links),
            notes=tuple((label, self.numbers[label]) for label in labels if label in self.numbers),
        )

    def with_blocks(self, blocks: Iterable[Block]) -> "Environment":
        """Return this environment with what ``blocks``, which stand behind, add to it."""
        links, notes, mentioned = dict(self.links), dict(self.notes), dict(self.mentioned)
        repeated = set(self.repeated)
        for block in blocks:
            for definition in block.defines:
                if links.setdefault(definition.label, definition) is not definition:
                    repeated.add(definition.label)
            if block.kind == "note":
                if block.detail in notes:
                    repeated.add(f"^{block.detail}")
                notes.setdefault(block.detail, block.source)
            for label in block.mentions:
                if label.startswith("^"):
                    mentioned[label[1:]] = None
        used = [label for label in mentioned if label in notes]
        numbers = {label: number for number, label in enumerate(used, start=1)}
        return Environment(links, notes, mentioned, numbers, frozenset(repeated))

    def with_changed(self, gone: Sequence[Block], come: Sequence[Block]) -> "Environment | None":
        """Return this environment with the blocks ``come`` in the place of ``gone``.

        Returns:
            None where these say other things than to what their labels lead: then only the whole
            document tells which definition counts, and in which order footnotes are numbered.
        """
        if [_labels(block) for block in gone] != [_labels(block) for block in come]:
            return None
        links: dict[str, Definition] = {}
        notes: dict[str, str] = {}
        for old, new in zip(gone, come, strict=True):
            links |= {target.label: target for target in new.defines if target not in old.defines}
            if new.kind == "note" and new.source != old.source:
                notes[new.detail] = new.source
        if self.repeated.intersection((*links, *(f"^{label}" for label in notes))):
            return None
        if not links and not notes:
            return self
        return replace(self, links={**self.links, **links}, notes={**self.notes, **notes})

    def with_draft(self, blocks: Iterable[Block]) -> "Environment":
        """Return this environment with what a draft adds; what is numbered keeps its number.

        It costs what the draft weighs, not what the document does.
        """
        links: dict[str, Definition] = {}
        notes: dict[str, str] = {}
        mentioned: dict[str, None] = {}
        for block in blocks:
            for definition in block.defines:
                links.setdefault(definition.label, definition)
            if block.kind == "note":
                notes.setdefault(block.detail, block.source)
            mentioned.update((label[1:], None) for label in block.mentions if label[:1] == "^")
        if not (links or notes or mentioned):
            return self
        every_note = Layered(self.notes, notes)
        new = [label for label in notes if label in self.mentioned]
        new += [label for label in mentioned if label in every_note]
        numbers: dict[str, int] = {}
        for label in new:
            if label not in self.numbers and label not in numbers:
                numbers[label] = len(self.numbers) + len(numbers) + 1
        return replace(
            self,
            links=Layered(self.links, links),
            notes=Layered(self.notes, notes),
            mentioned=Layered(self.mentioned, mentioned),
            numbers=Layered(self.numbers, numbers),
        )


def _labels(block: Block) -> tuple[object, ...]:
    """Return which labels a block defines and which footnotes it mentions."""
    mentions = tuple(label for label in block.mentions if label.startswith("^"))
    return tuple(target.label for target in block.defines), mentions, block.kind, block.detail


def matters(block: Block) -> bool:
    """Return whether an environment depends on ``block``."""
    return bool(
        block.defines
        or block.kind == "note"
        or any(label.startswith("^") for label in block.mentions)
    )
