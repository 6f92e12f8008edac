"""Every cell of the fault table: how a download ends, what is kept, and how it goes on."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.download_plan import bytes_there
from engine.store.listing import list_models
from engine.store.record import JOURNAL, RECORD, read_record
from engine.store.verify import verify_checkpoint
from tests.engine.store.fault_cases import FAULTS, Case, GoesOn, Kept, table
from tests.engine.store.fault_strikes import Stage
from tests.engine.store.hub_stage import end, fetch, serving, words

pytestmark = pytest.mark.loopback

BUFFER = 8192  # what Python keeps of a file before it writes
TRICKLED = 1000  # most bytes that came too slowly for the server to count


@pytest.fixture
def stage(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("ANNEAL_CHECKPOINTS", str(tmp_path / "models"))
    with serving(source) as hub:
        stage = Stage(hub, tmp_path / "models" / "mine", monkeypatch)
        yield stage
        stage.mend()
    if stage.mounted:
        subprocess.run(["umount", str(stage.folder.parent)], check=True)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_ends_in_a_clear_state_and_the_download_goes_on(name: str, stage: Stage) -> None:
    case = FAULTS[name]
    events = case.strike(stage)
    assert end(events) == case.ends, words(events)
    assert re.search(case.says, words(events))
    assert case.goes_on is (GoesOn.ITSELF if case.ends == "done" else GoesOn.AGAIN)
    if case.goes_on is GoesOn.ITSELF:
        check_what_was_sent(case, stage)
    else:
        check_what_is_kept(case, stage)
    assert {path.name for path in stage.folder.iterdir()} == {RECORD, *stage.hub.files}
    for file, data in stage.hub.files.items():
        assert (stage.folder / file).read_bytes() == data
    verify_checkpoint(stage.folder)


def check_what_was_sent(case: Case, stage: Stage) -> None:
    """What is kept is not sent again; the server counts."""
    sent, first = stage.hub.sent, "model-00001-of-00003.safetensors"
    files = stage.hub.files
    again = {
        name: count - len(files[name])
        for name, count in sent.items()
        if not -TRICKLED <= count - len(files[name]) <= 0
    }
    size = len(files[first])
    match case.kept:
        case Kept.ALL:
            assert again == {}
        case Kept.ALL_SENT_AGAIN:
            assert again == {first: size // 2}
        case Kept.ALL_BUT_ONE:
            assert list(again) == [first]
            assert 0 < again[first] <= size


def check_what_is_kept(case: Case, stage: Stage) -> None:
    """No folder is offered as a model, and the next call brings what is missing and no more."""
    hub, folder, there = stage.hub, stage.folder, 0
    if case.kept in {Kept.NOTHING_BEGUN, Kept.GIVEN_UP}:
        found = {path.name: path.read_bytes() for path in folder.glob("*")}
        assert found == stage.before
        assert folder.exists() is bool(found)
        assert case.kept is Kept.GIVEN_UP or hub.sent.total() == 0
    else:
        assert not next(entry for entry in list_models() if entry.name == folder.name).usable
        record = read_record(folder / JOURNAL)
        there = bytes_there(record, folder)
        broken = next((file.name for file in record.files if not file.whole), "")
        arrived = hub.sent.total() - (hub.sent[broken] if case.kept is Kept.ALL_BUT_ONE else 0)
        assert 0 <= arrived - there <= BUFFER
    stage.mend()
    again = fetch(hub, folder)
    assert end(again) == "done", words(again)
    assert hub.sent.total() == sum(len(data) for data in hub.files.values()) - there


def test_the_table_has_a_row_for_each() -> None:
    assert len(table().splitlines()) == 2 + len(FAULTS)


def test_the_documents_hold_the_table() -> None:
    page = Path(__file__).parents[3] / "docs" / "download-faults.md"
    assert page.read_text(encoding="utf-8").endswith(f"\n\n{table()}\n")
    readme = page.parents[1] / "README.md"
    assert f"{len(FAULTS)} faults" in readme.read_text(encoding="utf-8")
