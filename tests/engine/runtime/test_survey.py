"""What would be installed and what is, told without the network: as values, as JSON, in lines."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.runtime import survey
from engine.runtime.activate import RuntimeInUse, RuntimeKind
from engine.runtime.build import Wish
from engine.runtime.cards import Card, Cards
from engine.runtime.fetch import Source
from engine.runtime.lock import Lock, lock_of, lock_text
from engine.runtime.places import MARKER, current_folder, use_file
from engine.runtime.survey import advice, plan, status
from engine.runtime.use_lock import try_lock, unlock
from engine.runtime.work import install, remove
from tests.engine.runtime.job_stage import offline

BUNDLED = RuntimeInUse(RuntimeKind.BUNDLED, None, "words")
CARD = Cards("580.65.06", (Card("NVIDIA GeForce RTX 5090", "12.0", 2**35),))


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey, "look_for_cards", lambda: CARD)


@pytest.mark.usefixtures("card")
def test_a_plan_tells_sizes_place_and_cards(lock: Lock, data: Path) -> None:
    found = plan(lock)
    assert (found.nbytes, found.nbytes_there) == (lock.nbytes, 0)
    assert found.on_disk == sum(package.unpacked for package in lock.packages)
    assert not found.on_disk_guessed
    assert found.place == data / "anneal" / "runtimes"
    assert found.free_after == found.free - found.on_disk
    assert (found.driver, found.cards) == ("580.65.06", CARD.cards)
    assert found.available
    assert found.hindrance == ""
    assert "4.5 MB to fetch in 3 packages" in found.words
    assert not data.exists()  # it was only asked


def test_what_was_fetched_before_is_counted(lock: Lock, wheels: Path) -> None:
    running = install(offline(lock, wheels))
    for event in running:
        if getattr(event, "items_done", 0) == 3:
            break
    running.close()
    found = plan(lock)
    assert found.nbytes_there == lock.nbytes
    assert status(lock).unfinished > 4_000_000


@pytest.mark.usefixtures("card")
def test_a_card_that_is_too_old_is_said_in_the_plan(
    lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cuda = lock_of(lock.python, lock.platform, "13.0", list(lock.packages))
    assert plan(cuda).hindrance == ""
    assert plan(cuda).least_driver == "580"
    monkeypatch.setattr(survey, "look_for_cards", lambda: Cards("535.1", CARD.cards))
    assert "too old for CUDA 13.0" in plan(cuda).hindrance
    assert "of no use here" in plan(cuda).words


def test_a_system_without_a_runtime_is_told_so() -> None:
    found = plan(None)
    assert not found.available
    assert found.hindrance == found.words
    assert (found.nbytes, found.packages, found.free_after) == (0, (), found.free)


def test_status_tells_what_is_installed_and_what_is_wrong(lock: Lock, wheels: Path) -> None:
    assert not status(lock).installed
    list(install(offline(lock, wheels)))
    found = status(lock)
    assert found.folder == current_folder()
    assert found.installed
    assert found.nbytes > 4_500_000
    assert "another version of Anneal" in found.problem  # the lock is a test's
    assert (found.unfinished, found.left_over) == (0, 0)
    assert found.folder is not None
    (found.folder / MARKER).unlink()
    assert "not whole" in status(lock).problem
    handle = try_lock(use_file(found.folder), shared=True)
    assert handle is not None
    list(remove())
    assert status(lock).left_over > 4_500_000
    unlock(handle)


@pytest.mark.parametrize(
    ("found", "problem", "words"),
    [
        (CARD, "", "RTX 5090 is here and the runtime for it is not installed: Models > Graphics"),
        (CARD, "it is not whole", "cannot be used: it is not whole"),
        (Cards("", ()), "", ""),
        (Cards("500.1", ()), "", "500.1 is too old"),
        (Cards("590.1", ()), "", "an NVIDIA card is here"),
    ],
)
def test_advice_is_given_where_something_would_be_better(
    lock: Lock, found: Cards, problem: str, words: str
) -> None:
    cuda = lock_of(lock.python, lock.platform, "13.0", list(lock.packages))
    told = advice(cuda, BUNDLED, found, problem)
    assert words in told
    assert bool(told) == bool(words)
    for kind in (RuntimeKind.PYTHON, RuntimeKind.INSTALLED, RuntimeKind.NAMED):
        assert advice(cuda, RuntimeInUse(kind, None, ""), found, "") == ""
    assert advice(None, BUNDLED, found, "") == ""


def test_the_command_line_gives_json_and_lines(
    lock: Lock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lock.json"
    file.write_text(lock_text(lock))
    assert main(["runtime", "plan", "--json", "--lock", str(file)]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["nbytes"] == lock.nbytes
    assert planned["packages"][0]["name"] == "alpha"
    assert planned["cards"] == []
    assert main(["runtime", "status", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["installed"], told["folder"], told["advice"]) == (False, None, "")
    assert told["in_use"]["kind"] == "python"
    assert main(["runtime", "plan", "--lock", str(file)]) == 0
    assert "alpha 1.0" in capsys.readouterr().out
    assert main(["runtime"]) == 0
    assert "Installed    none" in capsys.readouterr().out


def test_the_command_line_installs_tells_events_and_removes(
    lock: Lock, wheels: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lock.json"
    file.write_text(lock_text(lock))
    named = ["--lock", str(file), "--from", str(wheels), "--events"]
    assert main(["runtime", "install", *named]) == 0
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert events[0]["event"] == "job_planned"
    assert events[-1]["event"] == "job_done"
    assert main(["runtime", "repair", *named]) == 0
    assert "are whole" in capsys.readouterr().out
    (wheels / "beta-1.0-py3-none-any.whl").unlink()
    assert main(["runtime", "remove", "--events"]) == 0
    assert main(["runtime", "install", *named]) == 3
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (last["event"], last["kind"]) == ("job_failed", "RuntimeInstallError")


def test_a_mirror_is_taken_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Wish] = []

    def note(wish: Wish) -> object:
        seen.append(wish)
        return iter(())

    monkeypatch.setattr("engine.cli_runtime.install", note)
    monkeypatch.setattr("engine.cli_runtime.run_job", lambda *_, **__: 0)
    monkeypatch.setenv("ANNEAL_PACKAGE_INDEX", "https://ada:secret@mirror/simple")
    main(["runtime", "install"])
    main(["runtime", "install", "--index", "https://other/simple"])
    assert [wish.source for wish in seen] == [
        Source(index="https://ada:secret@mirror/simple"),
        Source(index="https://other/simple"),
    ]
