"""The doctor: what it finds is put in words, and nothing that stands in the way is left out."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from engine import doctor
from engine.cli import main
from engine.cli_doctor import describe
from engine.doctor import Diagnosis, Gpu, GpuReport, Verdict, judge
from engine.errors import CheckpointDamagedError
from engine.store.folder import describe_checkpoint
from tests.tiny_checkpoint import make_checkpoint

WELL = Diagnosis(
    anneal="0.1.0",
    python="3.11.2",
    system="Linux",
    packages={"torch": "2.13.0"},
    gpu=GpuReport("590.1", (Gpu("RTX 4090", "8.9", 24 * 2**30, 20 * 2**30),), "on the GPU"),
    memory_total=32 * 2**30,
    memory_free=16 * 2**30,
    disk_free=100 * 2**30,
    checkpoints_folder=Path("/data/checkpoints"),
    checkpoints=(Verdict("starter", Path("/starter"), 2**24, True, "needs about 0.6 GiB"),),
    would_load="starter",
    problems=(),
)


def test_a_diagnosis_is_told_in_lines() -> None:
    told = "\n".join(describe(WELL))
    for words in (
        "RTX 4090, compute capability 8.9, 20.0 GiB of 24.0 GiB free",
        "NVIDIA driver 590.1",
        "16.0 GiB of 32.0 GiB free",
        "starter: can be loaded",
        "starts with: starter",
    ):
        assert words in told
    assert "Problem" not in told
    ill = replace(WELL, packages={"torch": None}, problems=("missing packages: torch",))
    told = "\n".join(describe(ill))
    assert "Problem: missing packages: torch" in told
    assert "torch                missing" in told


@pytest.mark.parametrize(("diagnosis", "code"), [(WELL, 0), (replace(WELL, problems=("x",)), 3)])
def test_the_exit_code_tells_whether_something_stands_in_the_way(
    diagnosis: Diagnosis,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("engine.cli_doctor.diagnose", lambda _: diagnosis)
    assert main(["doctor", "--json"]) == code
    shown = json.loads(capsys.readouterr().out)
    assert shown == json.loads(json.dumps(asdict(diagnosis), default=str))
    assert shown["gpu"]["gpus"][0]["capability"] == "8.9"


def test_a_checkpoint_is_judged_by_its_files_and_by_the_room_for_it(tmp_path: Path) -> None:
    stored = describe_checkpoint("tiny", make_checkpoint(tmp_path / "tiny"))
    assert judge(stored, 2**40, "of memory", Path.exists).usable
    assert judge(stored, None, "of memory", Path.exists).usable
    tight = judge(stored, 2**20, "on the GPU", Path.exists)
    assert not tight.usable
    assert "on the GPU, 0.0 GiB are free: close other programs" in tight.words
    (stored.folder / "tokenizer.json").write_bytes(b"{}")
    damaged = judge(stored, 2**40, "of memory", Path.exists)
    assert not damaged.usable
    assert "not a tokenizer" in damaged.words


def test_a_small_checkpoint_is_tried_and_a_large_one_is_not(tmp_path: Path) -> None:
    stored = describe_checkpoint("tiny", make_checkpoint(tmp_path / "tiny"))

    def fail(_: Path) -> None:
        raise CheckpointDamagedError("12 tensors are missing")

    verdict = judge(stored, None, "of memory", fail)
    assert not verdict.usable
    assert "12 tensors" in verdict.words
    assert judge(replace(stored, weight_bytes=2**34), None, "of memory", fail).usable


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    versions = {name: "1" for name in doctor.PACKAGES if name not in ("torch", "numpy")}
    monkeypatch.setattr(doctor, "_version", versions.get)
    monkeypatch.setattr(doctor, "list_checkpoints", tuple)
    diagnosis = doctor.diagnose(Path.exists)
    assert diagnosis.packages["torch"] is None
    assert diagnosis.would_load == ""
    assert any("torch, numpy" in problem for problem in diagnosis.problems)
    assert any("no checkpoint" in problem for problem in diagnosis.problems)


def test_this_machine_can_be_looked_at() -> None:
    diagnosis = doctor.diagnose(Path.exists)
    assert diagnosis.packages["torch"] is not None
    assert diagnosis.gpu.words
    assert diagnosis.disk_free > 0
    assert list(describe(diagnosis))
