"""An anonymous diagnosis names no checkpoint and no folder of the person's own."""

from dataclasses import asdict, replace
from pathlib import Path

from engine.cli_doctor import describe
from engine.doctor import Diagnosis, Verdict
from engine.doctor_anonymous import anonymous
from engine.machine import GpuReport
from engine.paths import data_folder, starter_folder
from engine.plan.table import LARGE_NAME
from engine.runtime.activate import RuntimeInUse, RuntimeKind

HIDDEN = Path("/home/ada/SECRET models")
RUNTIME = Path("/srv/SECRET runtime")
DIAGNOSIS = Diagnosis(
    anneal="0.1.0",
    python="3.11.2",
    system="Linux",
    packages={"torch": "2.13.0"},
    runtime=RuntimeInUse(RuntimeKind.NAMED, RUNTIME, f"from {RUNTIME}, as asked for"),
    runtime_advice="",
    gpu=GpuReport("", (), f"no GPU; see {HIDDEN}/log"),
    memory=None,
    disk_free=1,
    disk_words="there is room",
    checkpoints_folder=HIDDEN,
    checkpoints=(
        Verdict("starter", starter_folder(), 1, True, "fine", None),
        Verdict("SECRET", HIDDEN / "SECRET", 1, False, f"{HIDDEN}/SECRET/config.json: no", None),
        Verdict("in", HIDDEN / "in", 1, False, "nothing in it, index is missing", None),
        Verdict(LARGE_NAME, HIDDEN / "big", 1, True, "fine", None),
    ),
    large_model="no",
    would_load="SECRET",
    problems=("SECRET cannot be loaded",),
)


def test_nothing_of_the_persons_own_is_left() -> None:
    told = anonymous(DIAGNOSIS)
    assert "SECRET" not in str(asdict(told))
    lines = "\n".join(describe(told))
    assert "SECRET" not in lines
    assert "Runtime      from (another place), as asked for" in lines
    assert "ada" not in lines.replace("adapter", "")
    assert "checkpoint 2: cannot be loaded: config.json: no" in lines
    assert "starts with checkpoint 2" in lines
    assert "your own belong into (another place)" in lines
    # A name that is a word goes as a word; no other word is harmed by it.
    assert "nothing checkpoint 3 it, index is missing" in lines


def test_what_anneal_ships_or_downloads_keeps_its_name() -> None:
    told = anonymous(DIAGNOSIS)
    assert [one.name for one in told.checkpoints] == [
        "starter",
        "checkpoint 2",
        "checkpoint 3",
        LARGE_NAME,
    ]
    usual = replace(DIAGNOSIS, checkpoints_folder=data_folder() / "checkpoints")
    assert str(anonymous(usual).checkpoints_folder) == "(the usual place)"
