"""Licence notices in words: what the About window shows and searches; knows no Qt."""

from collections.abc import Iterable

from app.licences.notice import Kind, Notice

_KINDS = {
    Kind.PROGRAM: "this program",
    Kind.PACKAGE: "Python package",
    Kind.LIBRARY: "library",
    Kind.MODEL: "model",
}
_RULE = "─" * 72


def heading(notice: Notice) -> str:
    """Return name and version."""
    return f"{notice.name} {notice.version}".strip()


def summary(notice: Notice) -> str:
    """Return what it is and under which licence, in a line."""
    return f"{_KINDS[notice.kind]} · {notice.licence}"


def full_text(notice: Notice) -> str:
    """Return everything that is known of its licences, as plain text."""
    blocks = [notice.note] if notice.note else []
    if notice.parts:
        listed = "\n".join(
            f"  {part.name} {part.version}".rstrip() + f": {part.licence}" for part in notice.parts
        )
        blocks.append(f"Built into it:\n\n{listed}")
    for one in notice.texts:
        words = one.text.rstrip().lstrip("\n")
        blocks.append(f"{_RULE}\n{one.title}\n{_RULE}\n\n{words}")
    return "\n\n".join(blocks) + "\n"


class NoticeSearch:
    """Finds notices by words; knows their texts in small letters, since it is asked at each key."""

    def __init__(self, notices: Iterable[Notice]) -> None:
        self._facts: list[str] = []
        self._texts: list[str] = []
        for notice in notices:
            self._facts.append(f"{heading(notice)}\n{summary(notice)}".casefold())
            self._texts.append(full_text(notice).casefold())

    def matching(self, query: str) -> list[int]:
        """Return the places of those that have all words of ``query``, wherever they stand."""
        words = query.casefold().split()
        return [
            place
            for place, (facts, text) in enumerate(zip(self._facts, self._texts, strict=True))
            if all(word in facts or word in text for word in words)
        ]
