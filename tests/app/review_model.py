"""What a document and a review of it must be: lists of strings, and no hunks, layouts or flows.

The passage under review is a row of words, of which every other one can differ from draft to draft.
"""

from dataclasses import dataclass, field

WORDS = ("cat", "dog🙂", "émue", "tree", "house", "日本語")
STAYS = [f"remainsasitstandshere{number}" for number in range(4)]
HEAD, TAIL = "# A title\n\nAbove: ", " :below.\n\nThe end 🙂.\n"
MOST_LETTERS = 9  # of a word that is typed into


def passage_of(words: list[str]) -> str:
    """Weave the words that may differ between those that stay."""
    return "".join(f"{stay} {word} " for stay, word in zip(STAYS, words, strict=True)) + "stop"


def words_of(passage: str) -> list[str]:
    return passage.split(" ")[1:-1:2]


@dataclass(frozen=True)
class Slot:
    """A word of the passage: the original's, the draft's, and whether the draft's is taken."""

    old: str
    new: str
    taken: bool = True

    @property
    def shown(self) -> str:
        return self.new if self.taken else self.old


@dataclass
class Model:
    """What the document and the review must be, as lists of strings and no more."""

    documents: list[str] = field(default_factory=list)
    at: int = 0  # which of them stands
    reviews: list[list[Slot]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)  # where the document stood at each step
    future: list[list[Slot]] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    floor: int = 0
    typed: int | None = None  # behind the letter that was typed last, while nothing moved it
    joins: bool = False  # a letter that is typed there is one undo step with it

    @property
    def text(self) -> str:
        return self.documents[self.at]

    @property
    def reviewing(self) -> bool:
        return bool(self.reviews)

    @property
    def passage(self) -> str:
        return self.text.split(HEAD[-8:])[1].split(TAIL[:8])[0]

    @property
    def result(self) -> str:
        return passage_of([slot.shown for slot in self.reviews[-1]])

    def changes(self) -> list[int]:
        return [k for k, slot in enumerate(self.reviews[-1]) if slot.old != slot.new]

    def write(self, text: str, *, on: bool = False) -> None:
        if not (on and self.joins):
            self.at += 1
        self.documents[self.at :] = [text]
        self.undone.clear()
        self.typed, self.joins = None, True

    def start(self, words: list[str]) -> None:
        slots = [Slot(old, new) for old, new in zip(words_of(self.passage), words, strict=True)]
        self.reviews, self.marks, self.future, self.undone = [slots], [], [], []
        self.floor = self.at
        self.joins = False

    def step(self, slots: list[Slot]) -> None:
        self.reviews.append(slots)
        self.marks.append(self.at)
        self.future, self.undone = [], []
        self.joins = False

    def end(self) -> None:
        self.reviews = []

    def undo(self) -> None:
        self.joins = False
        before = self.at
        if not self.reviewing:
            self.at = max(0, self.at - 1)
        elif self.marks and self.at <= self.marks[-1]:
            self.future.insert(0, self.reviews.pop())
            self.marks.pop()
            self.undone.append("review")
        elif self.at > self.floor:
            self.at -= 1
            self.undone.append("document")
        self.typed = self.typed if self.at == before else None

    def redo(self) -> None:
        before = self.at
        if not self.reviewing:
            self.at = min(len(self.documents) - 1, self.at + 1)
        elif self.undone or self.future:
            if (self.undone.pop() if self.undone else "review") == "review":
                self.reviews.append(self.future.pop(0))
                self.marks.append(self.at)
                self.joins = False
            else:
                self.at += 1
        self.typed = self.typed if self.at == before else None
