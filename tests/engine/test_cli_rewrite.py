"""`anneal rewrite` against an engine without a model: places, outputs, exit codes, safety."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import main
from engine.errors import NonFiniteLogitsError
from engine.paths import starter_folder
from engine.presets import starter_presets
from engine.request import EditRequest, Span
from tests.engine.fake_engine import FakeEngine
from tests.engine.rewrite_stage import TAUGHT, TEXT, rewrite, write_notes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_notes(tmp_path)


def test_the_draft_is_printed_and_the_file_left_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine()
    assert rewrite(engine, file) == 0
    out, err = capsys.readouterr()
    assert out == "FIRST LINE\nSECOND LINE\n"
    assert err == ""
    assert file.read_bytes() == TEXT.encode()


def test_the_request_holds_the_document_around_the_span(file: Path) -> None:
    engine = FakeEngine(taught_only=False)
    more = ("--seed", "7", "--strength", "0.5", "--steps", "9")
    assert rewrite(engine, file, "--instruction", "Do it", *more) == 0
    request = engine.requests[0]
    assert request.before == "# Title\n\n"
    assert request.selected == "first line\nsecond line"
    assert request.after == "\n\nlast\n"
    assert request.span == Span(9, 31)
    assert (request.instruction, request.language) == ("Do it", "markdown")
    options = request.options
    assert (options.seed, options.strength, options.max_steps) == (7, 0.5, 9)
    assert engine.loaded == [starter_folder()]


def test_an_adapter_is_loaded_with_the_checkpoint(file: Path, tmp_path: Path) -> None:
    engine = FakeEngine()
    assert rewrite(engine, file) == 0
    assert engine.adapter is None
    assert rewrite(engine, file, "--adapter", str(tmp_path / "lora")) == 0
    assert engine.adapter == tmp_path / "lora"


def test_a_span_counts_characters(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("# 👋\r\nname = 1\r\n".encode())
    engine = FakeEngine()
    assert rewrite(engine, path, "--span", "4:8") == 0
    assert capsys.readouterr().out == "NAME\n"
    assert engine.requests[0].language == "python"


@pytest.mark.parametrize(
    ("name", "language"),
    [("a.md", "markdown"), ("a.txt", "markdown"), ("README", "markdown"), ("a.rs", "rust")],
)
def test_the_language_comes_from_the_name(tmp_path: Path, name: str, language: str) -> None:
    path = tmp_path / name
    path.write_text("x\n", encoding="utf-8")
    engine = FakeEngine()
    assert rewrite(engine, path, lines="1") == 0
    assert engine.requests[0].language == language
    assert rewrite(engine, path, "--language", "sql", lines="1") == 0
    assert engine.requests[1].language == "sql"


def test_json_is_one_object_with_the_drafts_figures(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(FakeEngine(), file, "--json", "--seed", "3", lines="6") == 0
    assert json.loads(capsys.readouterr().out) == {
        "text": "LAST",
        "steps": 2,
        "seconds": 0.25,
        "converged": True,
        "turn_closed": True,
        "seed": 3,
        "tokens": 1,
        "model": "Fake",
        "canvases": 1,
        "corrections": 0,
        "variant": 0,
        "others": [],
        "pieces": [],
        "taken_early": False,
        "kept": 0,
    }


def test_events_are_a_json_object_a_line(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite(FakeEngine(), file, "--events", lines="6") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in lines] == [
        "prompt_ready",
        "denoise_step",
        "denoise_step",
        "draft",
    ]
    assert lines[2]["text"] == lines[3]["text"] == "LAST"
    assert lines[2]["tokens"] == [
        {"start": 0, "end": 4, "entropy": 0.25, "state": "accepted", "runners_up": []}
    ]


def test_a_diff_names_the_file_and_marks_a_missing_last_line_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.md").write_bytes(b"one\x0cstill one\r\ntwo")
    assert rewrite(FakeEngine(), "a.md", "--diff", lines="2") == 0
    assert capsys.readouterr().out == (
        "--- a/a.md\n+++ b/a.md\n@@ -1,2 +1,2 @@\n one\x0cstill one\r\n"
        "-two\n\\ No newline at end of file\n+TWO\n\\ No newline at end of file\n"
    )
    assert rewrite(FakeEngine(lambda request: request.selected), "a.md", "--diff", lines="2") == 0
    assert capsys.readouterr().out == ""


def test_in_place_saves_the_span_in_the_files_own_line_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert rewrite(FakeEngine(lambda _: "a\nb"), path, "--in-place", lines="2") == 0
    assert path.read_bytes() == b"\xef\xbb\xbfone\r\na\r\nb\r\n"
    assert list(tmp_path.iterdir()) == [path]
    out, err = capsys.readouterr()
    assert out == ""
    assert f"saved {path}" in err


def test_standard_input_is_read_and_cannot_be_saved(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert rewrite(FakeEngine(), "-", lines="6") == 0
    assert capsys.readouterr().out == "LAST\n"
    assert rewrite(FakeEngine(), "-", "--in-place", lines="6") == 2


@pytest.mark.parametrize(
    ("lines", "more", "words"),
    [
        ("9:9", (), "no lines 9:9"),
        ("4:3", (), "no lines 4:3"),
        ("1", ("--strength", "1.5"), "strength"),
        ("1", ("--strength", "0.4", "--instruction", "fill the gap"), "no text to start from"),
        ("1", ("--steps", "0"), "max_steps"),
        ("1", ("--seed", "-1"), "seed"),
        ("1", ("--variants", "5"), "variants"),
        ("1", ("--in-pieces", "--variants", "2"), "one draft"),
        ("1", ("--in-pieces", "--instruction", "Make a bullet list"), "how the text is built"),
        ("", ("--span", "3:3", "--strength", "0.5"), "no text to start from"),
        ("", ("--span", "3:3", "--keep-unsettled"), "no text that could stay"),
        ("", ("--span", "3:3", "--variants", "2"), "each length"),
        ("", ("--span", "3:3", "--in-pieces"), "each length"),
    ],
)
def test_wrong_usage_is_2_and_is_found_before_a_checkpoint_is_loaded(
    file: Path,
    capsys: pytest.CaptureFixture[str],
    lines: str,
    more: tuple[str, ...],
    words: str,
) -> None:
    engine = FakeEngine()
    assert rewrite(engine, file, *more, lines=lines) == 2
    assert words in capsys.readouterr().err
    assert engine.loaded == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["rewrite"],
        ["rewrite", "a.md", "--lines", "x", "--instruction", "i"],
        ["rewrite", "a.md", "--lines", "1", "--span", "0:1", "--instruction", "i"],
        ["rewrite", "a.md", "--lines", "1", "--instruction", "i", "--json", "--diff"],
        ["rewrite", "a.md", "--line", "1", "--instruction", "i"],
        ["rewrite", "a.md", "--lines", "1", "--instr", "i"],
        ["bench", "--qual"],
        ["doctor", "--js"],
        ["models", "verify", "x", "--lo"],
        ["unknown"],
        [],
    ],
)
def test_what_cannot_be_parsed_is_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments, FakeEngine().load)
    assert caught.value.code == 2
    assert "usage: anneal" in capsys.readouterr().err


def test_files_that_are_not_there_or_no_text_are_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(FakeEngine(), tmp_path / "none.md") == 2
    assert "cannot be read" in capsys.readouterr().err
    latin = tmp_path / "latin.md"
    latin.write_bytes("né\n".encode("latin-1"))
    assert rewrite(FakeEngine(), latin, lines="1") == 2
    assert "not UTF-8" in capsys.readouterr().err


def test_errors_of_the_engine_are_3(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def answer(_: EditRequest) -> str:
        raise NonFiniteLogitsError("NaN at step 1: damaged weights")

    assert rewrite(FakeEngine(answer), file) == 3
    assert capsys.readouterr().err == "anneal rewrite: NaN at step 1: damaged weights\n"
    assert rewrite(FakeEngine(), file, "--model", "none such") == 3
    assert "there is no checkpoint 'none such'" in capsys.readouterr().err
    engine = FakeEngine()
    for more, lines in (((), "2"), (("--span", "8:9"), "")):
        assert rewrite(engine, file, *more, lines=lines) == 3
        assert "there is no text there, or white space alone" in capsys.readouterr().err
    assert rewrite(engine, file, "--instruction", " ") == 3
    assert engine.loaded == []


def test_a_small_model_warns_of_what_it_was_not_taught(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(FakeEngine(), file, "--instruction", "Translate into French") == 0
    err = capsys.readouterr().err
    assert "'Translate into French' is none of them" in err
    assert TAUGHT in err
    large = FakeEngine(taught_only=False)
    assert rewrite(large, file, "--instruction", "Translate into French") == 0
    assert capsys.readouterr().err == ""


def test_presets_start_the_small_model_at_their_own_strength(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    preset = replace(starter_presets()[0], strength=0.25)
    monkeypatch.setattr("engine.cli_rewrite_request.preset_for", lambda _: preset)
    small, large = FakeEngine(), FakeEngine(taught_only=False)
    assert rewrite(small, file) == rewrite(small, file, "--strength", "0.75") == 0
    assert [request.options.strength for request in small.requests] == [0.25, 0.75]
    assert rewrite(large, file) == 0
    assert large.requests[0].options.strength == 1.0


def test_presets_that_repair_keep_what_does_not_settle_with_the_small_model_alone(
    file: Path,
) -> None:
    small, large = FakeEngine(), FakeEngine(taught_only=False)
    for engine in (small, large):
        for instruction in ("Fix typos", "Tighten"):
            assert rewrite(engine, file, "--instruction", instruction) == 0
    assert [request.options.keep_unsettled for request in small.requests] == [True, False]
    assert [request.options.keep_unsettled for request in large.requests] == [False, False]
    assert rewrite(large, file, "--keep-unsettled") == 0
    assert large.requests[-1].options.keep_unsettled
    assert rewrite(small, file, "--instruction", "Fix typos", "--no-keep-unsettled") == 0
    assert not small.requests[-1].options.keep_unsettled
