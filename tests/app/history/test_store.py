"""The history's file: what is written is found again, and what is forgotten is gone."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.history.database import FILE_NAME
from app.history.entry import HistoryLine, Outcome
from app.history.store import HistoryStore
from app.history.trimming import MEGABYTE
from engine.request import Span, Stroke
from tests.app.history.runs import SECRET, make_draft, make_recording, make_request, make_run


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HistoryStore]:
    store = HistoryStore(tmp_path / "history", patience=0.1)
    yield store
    store.close()


def found(store: HistoryStore, words: str) -> list[int]:
    return [line.run_id for line in store.search(words).lines]


def _all(store: HistoryStore) -> list[HistoryLine]:
    page = store.search("")
    lines = list(page.lines)
    while page.more:
        page = store.search("", older_than=lines[-1].run_id)
        lines += page.lines
    return lines


def raw_files(store_folder: Path) -> bytes:
    """Return all bytes that lie in the folder, as one text in lower case."""
    files = [file for file in store_folder.rglob("*") if file.is_file()]
    return b"\0".join(file.read_bytes() for file in files).lower()


def test_a_run_comes_back_as_it_was(store: HistoryStore) -> None:
    run = make_run(5, outcome=Outcome.UNDECIDED)
    request = replace(
        run.request, pinned=(Span(0, 3),), strokes=(Stroke(Span(4, 8), 0.3),), earlier=("Shorter",)
    )
    recording = make_recording(request, run.draft)
    store.add(replace(run, request=request), recording)
    entry = store.entry(5)
    assert entry is not None
    assert entry.line.instruction == "Fix the spelling"
    assert entry.line.title == "notes.md"
    assert entry.line.outcome is Outcome.UNDECIDED
    assert (entry.before, entry.after) == ("The qick fox.", "The quick fox.")
    assert (entry.file, entry.place, entry.model) == ("/home/someone/notes.md", 4, "starter")
    assert entry.request == replace(request, before="", after="")
    assert entry.draft == run.draft
    assert entry.recorded
    assert store.recording(5) == recording
    assert store.entry(6) is None
    assert store.recording(6) is None


def test_it_outlives_the_program(store: HistoryStore, tmp_path: Path) -> None:
    store.add(make_run(1), make_recording(make_request(), make_draft()))
    store.close()
    later = HistoryStore(tmp_path / "history", write=False)
    assert found(later, "") == [1]
    assert later.recording(1) == make_recording(make_request(), make_draft())
    later.close()


def test_a_run_without_a_draft_is_kept(store: HistoryStore) -> None:
    store.add(make_run(1, text=None, outcome=Outcome.FAILED), None)
    entry = store.entry(1)
    assert entry is not None
    assert entry.draft is None
    assert entry.after == ""
    assert not entry.recorded


def test_a_reader_of_nothing_finds_nothing(tmp_path: Path) -> None:
    reader = HistoryStore(tmp_path / "history", write=False)
    assert reader.search("").lines == ()
    assert list(tmp_path.iterdir()) == []


def test_only_this_person_may_read_it(store: HistoryStore, tmp_path: Path) -> None:
    store.add(make_run(1), None)
    assert (tmp_path / "history").stat().st_mode & 0o077 == 0
    assert (tmp_path / "history" / FILE_NAME).stat().st_mode & 0o077 == 0


def test_what_was_accepted_is_told_and_found(store: HistoryStore) -> None:
    store.add(make_run(1), None)
    store.settle(1, Outcome.ACCEPTED, ("The qick fox.", "The swift fox."))
    entry = store.entry(1)
    assert entry is not None
    assert entry.line.outcome is Outcome.ACCEPTED
    assert entry.after == "The swift fox."
    assert entry.draft == make_draft()
    assert found(store, "swift") == [1]
    assert found(store, "quick") == []
    store.settle(1, Outcome.REVERTED)
    assert store.search("").lines[0].outcome is Outcome.REVERTED
    store.settle(99, Outcome.ACCEPTED, ("a", "b"))  # forgotten meanwhile
    assert found(store, "") == [1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [3, 2, 1]),
        ("fix", [3, 1]),
        ("TIGHT", [2]),
        ("spel fox", [1]),
        ("ox", []),
        ("notes", [2, 1]),
        ("letter", [3]),
        ("notes.md", [2, 1]),
        ("cafe", [3]),
        ("CAFÉ", [3]),
        ('"the', [3, 1]),
        ("the*", [3, 1]),
        ("NEAR(", []),
        ("東京", [3]),
        ("京都に", [3]),
        ("—", [2]),
        ("%", [2]),
        ("_", []),
        ("100%", [2]),
        ("AND", []),
    ],
)
def test_a_search_finds_beginnings_of_words(
    store: HistoryStore, words: str, expected: list[int]
) -> None:
    store.add(make_run(1), None)
    store.add(make_run(2, "Long — 100 % sure", "Sure", "Tighten this"), None)
    text = "昨日は東京から京都に行った"
    store.add(make_run(3, "In the Café", text, "Fix it", title="letter.txt"), None)
    assert found(store, words) == expected


def test_a_long_history_comes_in_pages(store: HistoryStore) -> None:
    for number in range(1, 20 + 12):
        store.add(make_run(number), None)
    first = store.search("fix", count=20)
    assert len(first.lines) == 20
    assert first.more
    second = store.search("fix", count=20, older_than=first.lines[-1].run_id)
    assert [line.run_id for line in second.lines] == list(range(11, 0, -1))
    assert not second.more


def test_what_is_forgotten_is_in_no_file(store: HistoryStore, tmp_path: Path) -> None:
    rng = random.Random(3)
    words = [word.lower().encode() for word in SECRET.split() if len(word) > 5]
    for number in range(1, 60):
        filler = " ".join(str(rng.random()) for _ in range(rng.randint(5, 200)))
        store.add(make_run(number, filler, filler), make_recording(make_request(filler), None))
    secret = make_run(60, f"{SECRET}. " * 40, f"Dear {SECRET}", SECRET, title="Ottilie.md")
    store.add(secret, make_recording(secret.request, secret.draft))
    store.settle(60, Outcome.ACCEPTED, (SECRET, f"{SECRET}, {SECRET}"))
    for number in range(61, 90):
        store.add(make_run(number, "Some more", "More"), None)
    there = raw_files(tmp_path / "history")
    assert all(word in there for word in words)
    store.forget(60)
    store.clean()
    left = raw_files(tmp_path / "history")
    assert [word for word in words if word in left] == []
    assert found(store, "Tante") == []
    assert store.entry(60) is None
    assert store.recording(60) is None
    assert len(found(store, "")) == 88
    assert len(found(store, "more")) == 29


def test_what_is_forgotten_is_overwritten_before_the_file_is_made_anew(
    store: HistoryStore, tmp_path: Path
) -> None:
    store.add(make_run(1, f"{SECRET}. " * 2000), None)
    store.add(make_run(2), None)
    store.forget(1)
    store.close()
    assert SECRET.lower().encode() not in raw_files(tmp_path / "history")


def test_all_is_forgotten_even_what_was_put_aside(store: HistoryStore, tmp_path: Path) -> None:
    folder = tmp_path / "history"
    for number in range(1, 30):
        run = make_run(number, SECRET)
        store.add(run, make_recording(run.request, run.draft))
    (folder / "history-damaged-1.sqlite").write_text(SECRET)
    store.forget_all()
    assert [file.name for file in folder.iterdir()] == [FILE_NAME]
    left = raw_files(folder)
    assert b"zwetschgen" not in left
    assert len(left) < 100_000
    assert found(store, "") == []
    store.add(make_run(40), None)
    assert found(store, "fox") == [40]


def test_the_oldest_recordings_go_first_then_the_oldest_runs(
    store: HistoryStore, tmp_path: Path
) -> None:
    rng = random.Random(1)
    for number in range(1, 31):
        text = rng.randbytes(40_000).hex()
        run = make_run(number, f"Part {number}")
        store.add(run, make_recording(make_request(text), None))
    file = tmp_path / "history" / FILE_NAME
    size = file.stat().st_size
    assert size > MEGABYTE
    store.trim(1)
    assert file.stat().st_size <= 1.05 * MEGABYTE
    kept = [number for number in range(1, 31) if store.recording(number) is not None]
    assert kept == list(range(kept[0], 31))
    assert 10 < kept[0] < 25
    assert len(found(store, "part")) == 30
    for number in range(31, 150):
        words = " ".join(str(rng.random()) for _ in range(150))
        store.add(make_run(number, words), None)
    store.trim(1)
    assert file.stat().st_size <= 1.05 * MEGABYTE
    left = [line.run_id for line in _all(store)]
    assert left == list(range(149, 149 - len(left), -1))
    assert 40 < len(left) < 120
