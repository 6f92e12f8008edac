"""The doctor: what it finds is put in words, and nothing that stands in the way is left out."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from engine import doctor
from engine.cli import main
from engine.cli_doctor import describe
from engine.doctor import Diagnosis, Verdict, disk_words, judge, large_model_words
from engine.errors import CheckpointDamagedError
from engine.four_bit.recipe import find_recipe
from engine.machine import Gpu, GpuReport, MainMemory, capability_words
from engine.plan.fit import DeviceMemory, PlannedModel, fit, idle_card
from engine.plan.memory_plan import Place
from engine.plan.shape import LARGE
from engine.runtime.activate import RuntimeInUse, RuntimeKind
from engine.store.folder import StoredCheckpoint, describe_checkpoint
from tests.tiny_checkpoint import make_checkpoint

CARD = Gpu("RTX 4090", "8.9", int(24e9), int(20e9), True, "the kernels are checked for it")
BIG = fit(PlannedModel("big", LARGE, find_recipe("balanced")), idle_card(24))
WELL = Diagnosis(
    anneal="0.1.0",
    python="3.11.2",
    system="Linux",
    packages={"torch": "2.13.0", "triton": "3.7.1"},
    runtime=RuntimeInUse(RuntimeKind.BUNDLED, Path("/bundle"), "the runtime inside Anneal"),
    runtime_advice="the runtime for it is not installed",
    gpu=GpuReport("590.1", (CARD,), "on the GPU"),
    memory=MainMemory(int(32e9), int(16e9)),
    disk_free=int(100e9),
    disk_words="there is room",
    checkpoints_folder=Path("/data/checkpoints"),
    checkpoints=(Verdict("big", Path("/big"), 2**34, True, BIG.words, BIG),),
    large_model="it fits",
    would_load="big",
    problems=(),
)
PLENTY = DeviceMemory(Place.CPU, 2**40, 2**40)


@pytest.fixture
def stored(tmp_path: Path) -> StoredCheckpoint:
    return describe_checkpoint("tiny", make_checkpoint(tmp_path / "tiny"))


def test_a_diagnosis_is_told_in_lines() -> None:
    told = "\n".join(describe(WELL))
    for words in (
        "RTX 4090, compute capability 8.9, 20.00 GB of 24.00 GB free",
        "the kernels are checked for it",
        "Runtime      the runtime inside Anneal",
        "better: the runtime for it is not installed",
        "NVIDIA driver 590.1",
        "16.00 GB of 32.00 GB free",
        "100.00 GB free; there is room",
        "big: can be loaded: needs about 17.",
        "in GB: experts 12.13, attention 1.11, dense blocks 0.55,",
        "26B model    it fits",
        "starts with big, unless",
    ):
        assert words in told
    assert "Problem" not in told
    packages: dict[str, str | None] = {"torch": None, "triton": None}
    ill = replace(WELL, packages=packages, problems=("missing packages: torch",))
    told = "\n".join(describe(ill))
    assert "Problem: missing packages: torch" in told
    assert "torch                missing" in told
    assert "triton               not there" in told


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


def test_json_holds_the_plan_by_part(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("engine.cli_doctor.diagnose", lambda _: WELL)
    main(["doctor", "--json"])
    found = json.loads(capsys.readouterr().out)["checkpoints"][0]["fit"]
    assert found["fits"]
    assert found["plan"]["parts"][0]["name"] == "experts"
    assert found["plan"]["total"] == sum(part["nbytes"] for part in found["plan"]["parts"])
    assert found["largest_context"] == 262_144


def test_a_checkpoint_is_judged_by_its_files_and_by_the_room_for_it(
    stored: StoredCheckpoint,
) -> None:
    well = judge(stored, PLENTY, Path.exists)
    assert well.usable
    assert well.fit is not None
    assert well.words == well.fit.words
    assert well.fit.plan.context == 1024
    tight = judge(stored, DeviceMemory(Place.GPU, 2**20, 2**34), Path.exists)
    assert not tight.usable
    assert "on the graphics card for a context of 1,024 tokens, and 0.00 GB are free" in tight.words
    assert "close other programs" in tight.words
    (stored.folder / "tokenizer.json").write_bytes(b"{}")
    damaged = judge(stored, PLENTY, Path.exists)
    assert not damaged.usable
    assert damaged.fit is None
    assert "not a tokenizer" in damaged.words


def test_where_the_memory_is_not_known_a_checkpoint_is_not_refused_for_it(
    stored: StoredCheckpoint,
) -> None:
    verdict = judge(stored, None, Path.exists)
    assert verdict.usable
    assert "not known" in verdict.words


def test_a_small_checkpoint_is_tried_and_a_large_one_is_not(stored: StoredCheckpoint) -> None:
    def fail(_: Path) -> None:
        raise CheckpointDamagedError("12 tensors are missing")

    verdict = judge(stored, PLENTY, fail)
    assert not verdict.usable
    assert "12 tensors" in verdict.words
    assert judge(replace(stored, weight_bytes=2**34), PLENTY, fail).usable


def diagnose_with(monkeypatch: pytest.MonkeyPatch, gpu: GpuReport, *missing: str) -> Diagnosis:
    """Diagnose a machine with these GPUs, no checkpoints, and all packages but some."""
    monkeypatch.setattr(doctor, "package_version", lambda name: None if name in missing else "1")
    monkeypatch.setattr(doctor, "look_for_gpus", lambda _: gpu)
    monkeypatch.setattr(doctor, "list_checkpoints", tuple)
    return doctor.diagnose(Path.exists)


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    none = GpuReport("", (), "no GPU")
    diagnosis = diagnose_with(monkeypatch, none, "torch", "numpy", "triton")
    assert diagnosis.packages["torch"] is None
    assert diagnosis.would_load == ""
    assert any("torch, numpy;" in problem for problem in diagnosis.problems)
    assert any("no checkpoint" in problem for problem in diagnosis.problems)


def test_on_a_gpu_triton_is_missed_and_an_old_one_is_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gpu = GpuReport("590.1", (CARD,), "")
    problems = diagnose_with(monkeypatch, gpu, "triton").problems
    assert problems[0] == "missing packages: triton; `make run` installs them"
    old = replace(CARD, name="GTX 1080", usable=False, words=capability_words(6, 1))
    problems = diagnose_with(monkeypatch, replace(gpu, gpus=(old,))).problems
    assert problems[0].startswith("GTX 1080: too old: bfloat16 needs compute capability 8.0")


def test_what_kernels_need_is_asked_for_on_a_gpu_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "kernel_hindrance", lambda: "no compiler: install gcc")
    on_gpu = diagnose_with(monkeypatch, GpuReport("590.1", (CARD,), ""))
    assert "no compiler: install gcc" in on_gpu.problems
    on_cpu = diagnose_with(monkeypatch, GpuReport("", (), "no GPU"))
    assert "no compiler: install gcc" not in on_cpu.problems


@pytest.mark.parametrize(
    ("capability", "words"),
    [
        ((7, 5), "too old"),
        ((8, 0), "not checked"),
        ((8, 9), "are checked"),
        ((12, 0), "are checked"),
    ],
)
def test_a_compute_capability_is_explained(capability: tuple[int, int], words: str) -> None:
    assert words in capability_words(*capability)


def test_whether_the_26b_model_would_run_is_told_on_every_machine() -> None:
    for device in (None, PLENTY):
        words = large_model_words(device)
        assert "NVIDIA graphics card with 17." in words
        assert "the starter model runs without" in words
    fits = large_model_words(DeviceMemory(Place.GPU, int(24e9), int(24e9)))
    assert fits.startswith("The 26B model fits: in the recipe balanced it needs about")
    tight = large_model_words(DeviceMemory(Place.GPU, int(16.5e9), int(17e9), started=True))
    assert "quantize it in the recipe compact" in tight


def test_disk_room_is_told() -> None:
    assert "50.50 GB as it is published and 15.3" in disk_words(int(100e9))
    assert "there is room for both" in disk_words(int(100e9))
    assert "there is no room for both" in disk_words(int(60e9))


def test_this_machine_can_be_looked_at() -> None:
    diagnosis = doctor.diagnose(Path.exists)
    assert diagnosis.packages["torch"] is not None
    assert diagnosis.gpu.words
    assert diagnosis.disk_free > 0
    assert list(describe(diagnosis))
