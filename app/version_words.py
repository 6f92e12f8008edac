"""What is said of the answer to "is there a newer Anneal"; no Qt, no network."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VersionWords:
    """What is said of an answer: one line, what follows from it, and what the publisher says."""

    happened: str
    advice: str = ""
    notes: str = ""
    page: str = ""
    trouble: bool = False


_LATER = "Anneal works on as it is. You may ask again later."


def answer_words(answer: object) -> VersionWords:
    """Return the words for what ``anneal version --check --json`` printed."""
    told = answer if isinstance(answer, Mapping) else {}
    own, detail = str(told.get("own", "")), str(told.get("detail", ""))
    given = told.get("note")
    note = given if isinstance(given, Mapping) else {}
    here = f"This is Anneal {own}." if own else ""
    match told.get("verdict"):
        case "newer":
            return VersionWords(
                f"Anneal {note.get('version', '')} is out.",
                f"{here} A newer one comes the way this one came; nothing was downloaded.".strip(),
                str(note.get("notes", "")),
                str(note.get("page", "")),
            )
        case "newest":
            return VersionWords("This is the newest version.", here)
        case "not understood":
            happened = "The answer was not understood."
        case "forbidden":
            happened = "Anneal may not use the network."
        case "no address":
            happened = "This build names no address for releases."
        case _:
            happened = "The address could not be reached."
    advice = f"{detail[:1].upper()}{detail[1:]}. {_LATER}" if detail else _LATER
    return VersionWords(happened, advice, trouble=True)
