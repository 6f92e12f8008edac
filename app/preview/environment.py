"""What blocks of a page need to know of one another: link targets and footnote numbers; no Qt.

A block's look may depend on a link target or a footnote that is defined elsewhere. ``view`` gives
a block the few entries that it mentions, so that a new definition draws only these blocks anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from app.preview.blocks import Block, Definition


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


@dataclass(frozen=True, slots=True)
class Environment:
    """All link targets and footnotes of a document.

    Attributes:
        links: the target of each label; the first definition counts.
        notes: the source of each footnote.
        mentioned: the label of each footnote that is mentioned, defined or not, in order.
        numbers: the number of each footnote that is mentioned and defined.
    """

    links: Mapping[str, Definition] = field(default_factory=lambda: MappingProxyType({}))
    notes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    mentioned: Mapping[str, None] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

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
        for block in blocks:
            for definition in block.defines:
                links.setdefault(definition.label, definition)
            if block.kind == "note":
                notes.setdefault(block.detail, block.source)
            for label in block.mentions:
                if label.startswith("^"):
                    mentioned[label[1:]] = None
        used = [label for label in mentioned if label in notes]
        numbers = {label: number for number, label in enumerate(used, start=1)}
        return Environment(links, notes, mentioned, numbers)

    def with_draft(self, blocks: Iterable[Block]) -> "Environment":
        """Return this environment with what a draft adds; what is numbered keeps its number."""
        after = self.with_blocks(blocks)
        numbers = dict(self.numbers)
        for label in after.numbers:
            numbers.setdefault(label, len(numbers) + 1)
        return replace(after, numbers=numbers)


def matters(block: Block) -> bool:
    """Return whether an environment depends on ``block``."""
    return bool(
        block.defines
        or block.kind == "note"
        or any(label.startswith("^") for label in block.mentions)
    )
