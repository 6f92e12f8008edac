"""`anneal bench --quality` and its outputs, against an engine without a model."""

import json
import os
import signal
import threading
from pathlib import Path

import pytest

from engine.bench import cases as cases_module
from engine.cli import main
from engine.request import EditRequest
from tests.engine.fake_engine import FakeEngine
from tests.patience import PROCESS


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    entries = [
        ("shout", "Fix the spelling", "a b", "A B"),
        ("shout", "Fix the spelling", "c", "d"),
        ("keep", "Tighten", "X", "X"),
    ]
    names = ("task", "instruction", "selected", "target")
    path = tmp_path / "cases.jsonl"
    lines = [
        json.dumps(dict(zip(names, entry, strict=True)) | {"language": "markdown"})
        for entry in entries
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def bench(cases: Path, *more: str, engine: FakeEngine | None = None) -> int:
    return main(["bench", "--quality", "--cases", str(cases), *more], (engine or FakeEngine()).load)


def test_an_adapter_is_loaded_with_the_checkpoint(cases: Path, tmp_path: Path) -> None:
    engine = FakeEngine()
    assert bench(cases, "--adapter", str(tmp_path / "lora"), engine=engine) == 0
    assert engine.adapter == tmp_path / "lora"


def test_json_has_the_promised_shape(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(cases, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["model"] == "Fake"
    assert shown["tasks"]["shout"] == {
        "n": 2,
        "exact": 0.5,
        "cer_before": 0.75,
        "cer_after": 0.25,
        "damaged": 0.0,
        "steps": 2.0,
        "seconds": 0.25,
    }
    assert shown["tasks"]["keep"]["exact"] == 1.0


def test_the_table_has_a_line_for_every_task(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(cases) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["task", "shout", "keep"]
    assert len({len(line) for line in lines}) == 1
    assert "50.0%" in lines[1]


def test_tasks_and_numbers_can_be_chosen(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = FakeEngine()
    assert bench(cases, "--per-task", "1", "--tasks", "shout", "--json", engine=engine) == 0
    assert [request.selected for request in engine.requests] == ["a b"]
    assert list(json.loads(capsys.readouterr().out)["tasks"]) == ["shout"]
    assert bench(cases, "--tasks", "shout,dance") == 2
    assert "no cases of dance" in capsys.readouterr().err
    assert bench(cases, "--per-task", "0") == 2


def test_numbers_of_the_sampler_can_be_set(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = FakeEngine()
    numbers = "max_steps=24, entropy_bound=0.3"
    assert bench(cases, "--tasks", "keep", "--sampling", numbers, engine=engine) == 0
    options = engine.requests[0].options
    assert (options.max_steps, options.entropy_bound, options.t_min) == (24, 0.3, None)
    for wrong, words in (
        ("seed=3", "not seed"),
        ("max_steps=2.5", "max_steps"),
        ("entropy_bound=0", "above 0"),
    ):
        assert bench(cases, "--sampling", wrong) == 2
        assert words in capsys.readouterr().err
    assert main(["bench", "--sampling", numbers], engine.load) == 2


def test_cases_that_are_not_there_are_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(tmp_path / "none") == 2
    (tmp_path / "empty").write_text("", encoding="utf-8")
    assert bench(tmp_path / "empty") == 2
    assert "holds no cases" in capsys.readouterr().err


def test_without_a_checkout_the_missing_maker_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cases_module, "MAKER", tmp_path / "cases.py")
    assert main(["bench", "--quality"], FakeEngine().load) == 2
    assert "--cases" in capsys.readouterr().err


def test_the_checkouts_maker_is_run_with_the_number_of_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    maker = tmp_path / "packaging" / "starter" / "cases.py"
    maker.parent.mkdir(parents=True)
    maker.write_text(
        "import json, sys\n"
        "given = dict(zip(sys.argv[1::2], sys.argv[2::2]))\n"
        "names = ('task', 'instruction', 'language', 'selected')\n"
        "case = {name: name for name in names} | {'target': given['--per-task']}\n"
        "open(given['--out'], 'w').write(json.dumps(case))\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(cases_module, "MAKER", maker)
    engine = FakeEngine(lambda _: "7")
    assert main(["bench", "--quality", "--json", "--per-task", "7"], engine.load) == 0
    assert json.loads(capsys.readouterr().out)["tasks"]["task"]["exact"] == 1.0
    maker.write_text("raise SystemExit('no corpus')", encoding="utf-8")
    assert main(["bench", "--quality"], engine.load) == 2
    assert "no corpus" in capsys.readouterr().err


def test_ctrl_c_ends_a_measurement(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupt(_step: int, cancel: threading.Event) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert cancel.wait(PROCESS)

    assert bench(cases, "--json", engine=FakeEngine(at_step=interrupt)) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert "cancelled" in err


def test_each_case_is_edited_as_its_preset_is(cases: Path) -> None:
    engine = FakeEngine()
    assert bench(cases, engine=engine) == 0
    request: EditRequest = engine.requests[2]
    assert (request.selected, request.instruction) == ("X", "Tighten")
    assert (request.before, request.after, request.language) == ("", "", "markdown")
