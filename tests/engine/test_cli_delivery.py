"""Where a draft goes: what is never saved, what is told of it, and outputs that take nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main
from engine.cli_delivery import lacks
from engine.events import Draft, DraftPiece, PieceEnd
from engine.presets import starter_presets
from engine.request import EditRequest, Span
from tests.engine.fake_engine import FakeEngine
from tests.patience import PROCESS

ROOT = Path(__file__).resolve().parents[2]
TEXT = b"# Title\n\nfirst line\n"
MODES = [(), ("--json",), ("--events",), ("--diff",)]
# `anneal` with an engine that needs no model and answers with the last argument.
CHILD = (
    "import sys; from engine.cli import main; from tests.engine.fake_engine import FakeEngine; "
    "sys.exit(main(sys.argv[1:-1], FakeEngine(lambda _: sys.argv[-1]).load))"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_bytes(TEXT)
    return path


def command(file: Path, *more: str) -> list[str]:
    instruction = starter_presets()[0].instruction
    return ["rewrite", str(file), "--lines", "3", "--instruction", instruction, *more]


def rewrite(engine: FakeEngine, file: Path, *more: str) -> int:
    return main(command(file, *more), engine.load)


def run_child(file: Path, *more: str, redirect: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command in a shell that redirects its streams."""
    child = [sys.executable, "-c", CHILD, *command(file, *more), "A draft."]
    return subprocess.run(
        ["/bin/sh", "-c", f'"$@" {redirect}', "sh", *child],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        (FakeEngine(turn_closed=False), "cut off"),
        (FakeEngine(lambda _: ""), "empty"),
        (FakeEngine(lambda _: " \n"), "empty"),
        (FakeEngine(lambda _: "", turn_closed=False, converged=False), "empty"),
    ],
)
def test_a_draft_that_lost_text_is_not_saved(
    engine: FakeEngine, words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(engine, file, "--in-place") == 3
    err = capsys.readouterr().err
    assert words in err
    assert f"{file} was not saved" in err
    assert file.read_bytes() == TEXT
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("more", MODES)
@pytest.mark.parametrize(
    ("engine", "words"),
    [
        (FakeEngine(turn_closed=False), "cut off"),
        (FakeEngine(lambda _: ""), "the draft is empty"),
        (FakeEngine(lambda request: request.selected), "nothing was changed"),
        (FakeEngine(converged=False), "had not settled"),
    ],
)
def test_what_a_draft_lacks_is_told_beside_it(
    engine: FakeEngine,
    words: str,
    file: Path,
    more: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert rewrite(engine, file, *more) == 0
    err = capsys.readouterr().err
    assert err.startswith("anneal: warning: ")
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("kept", "converged", "words"),
    [
        (1, True, "1 word stays as it was: the model was not sure of it"),
        (
            3,
            False,
            "3 words stay as they were: the model was not sure of them; so does what the steps did "
            "not reach",
        ),
    ],
)
def test_words_that_did_not_settle_are_told(kept: int, converged: bool, words: str) -> None:
    draft = Draft(1, "the cat", 2, 0.1, converged, True, 0, 2, "Fake", 1, 0, kept=kept)
    assert list(lacks(draft, "teh cat")) == [words]


def test_a_piece_that_did_not_settle_is_told_though_another_kept_words() -> None:
    whole = Span(0, 7)
    pieces = (DraftPiece(whole, whole, PieceEnd.REFINED),) * 2
    draft = Draft(1, "the cat", 2, 0.1, False, True, 0, 2, "Fake", 1, 0, kept=1, pieces=pieces)
    kept, unsettled = lacks(draft, "teh cat")
    assert kept == "1 word stays as it was: the model was not sure of it"
    assert "read it with care" in unsettled


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        (FakeEngine(lambda request: request.selected), "nothing was changed"),
        (FakeEngine(converged=False), "had not settled"),
    ],
)
def test_a_whole_draft_is_saved_with_a_warning(
    engine: FakeEngine, words: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rewrite(engine, file, "--in-place") == 0
    err = capsys.readouterr().err
    assert words in err
    assert f"saved {file}" in err


def test_a_file_that_changed_meanwhile_is_not_overwritten(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(_: EditRequest) -> str:
        file.write_bytes(b"somebody else's\n")
        return "x"

    assert rewrite(FakeEngine(answer), file, "--in-place") == 3
    assert file.read_bytes() == b"somebody else's\n"
    assert "changed by another program" in capsys.readouterr().err


def test_a_file_that_is_gone_meanwhile_is_not_made_anew(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(_: EditRequest) -> str:
        file.unlink()
        return "x"

    assert rewrite(FakeEngine(answer), file, "--in-place") == 3
    assert "moved or deleted" in capsys.readouterr().err
    assert list(file.parent.iterdir()) == []


def test_a_file_that_cannot_be_read_any_more_is_told(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def answer(_: EditRequest) -> str:
        file.unlink()
        file.mkdir()
        return "x"

    assert rewrite(FakeEngine(answer), file, "--in-place") == 3
    assert "cannot be read any more" in capsys.readouterr().err


def test_half_a_character_is_not_saved(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite(FakeEngine(lambda _: "a\udcff"), file, "--in-place") == 3
    assert "half a character" in capsys.readouterr().err
    assert file.read_bytes() == TEXT


def test_an_argument_that_is_not_utf_8_is_wrong_usage(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine()
    assert rewrite(engine, file, "--instruction", os.fsdecode(b"caf\xe9")) == 2
    assert rewrite(engine, file, "--language", os.fsdecode(b"\xff")) == 2
    err = capsys.readouterr().err
    assert "--instruction is not UTF-8" in err
    assert "--language is not UTF-8" in err
    assert engine.loaded == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("more", MODES)
def test_a_full_disk_behind_standard_output_is_3(file: Path, more: tuple[str, ...]) -> None:
    ended = run_child(file, *more, redirect="> /dev/full")
    assert ended.returncode == 3
    assert ended.stderr == (
        f"anneal rewrite: the result cannot be written to standard output: {os.strerror(28)}\n"
    )


@pytest.mark.skipif(os.name != "posix", reason="the shell of this system closes no streams")
def test_a_closed_standard_output_is_3_where_it_is_needed(file: Path) -> None:
    ended = run_child(file, redirect=">&-")
    assert ended.returncode == 3
    assert ended.stderr == (
        "anneal rewrite: standard output is closed, so there is no place for the result\n"
    )
    ended = run_child(file, "--in-place", redirect=">&-")
    assert ended.returncode == 0
    assert file.read_bytes() == b"# Title\n\nA draft.\n"


@pytest.mark.skipif(os.name != "posix", reason="the shell of this system closes no streams")
def test_without_standard_error_the_draft_still_comes(file: Path) -> None:
    ended = run_child(file, redirect="2>&-")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "A draft.\n", "")


@pytest.mark.skipif(os.name != "posix", reason="the shell of this system closes no streams")
def test_closed_standard_input_is_wrong_usage() -> None:
    ended = run_child(Path("-"), redirect="<&-")
    assert ended.returncode == 2
    assert ended.stderr == "anneal rewrite: standard input is closed: name a file\n"


@pytest.mark.skipif(os.name != "posix", reason="the shell of this system has no such pipe")
def test_a_reader_that_left_hears_nothing(file: Path) -> None:
    ended = run_child(file, redirect="| true")
    assert ended.stderr == ""


def test_models_alone_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list"], FakeEngine().load) == 0
    listed = capsys.readouterr().out
    assert main(["models"], FakeEngine().load) == 0
    assert capsys.readouterr().out == listed
    assert "Checkpoints of your own" in listed
