"""`anneal bench --fill` and its outputs, against an engine without a model."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.request import EditRequest
from tests.engine.fake_engine import FakeEngine


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    entries = [
        ("fill", "Fill the gap", "The ___ fox.", "The brown fox."),
        ("fill", "Fill the gap", "A ___", "A dog"),
        ("shout", "Fix the spelling", "a", "A"),
    ]
    names = ("task", "instruction", "selected", "target")
    path = tmp_path / "cases.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(dict(zip(names, entry, strict=True)) | {"language": "markdown"})
            for entry in entries
        ),
        encoding="utf-8",
    )
    return path


def answer(request: EditRequest) -> str:
    """Fill gaps rightly where the text behind them is there to be seen, and else with cats."""
    return "brown" if not request.selected else request.selected.replace("___", "cat")


def bench(cases: Path, *more: str, engine: FakeEngine | None = None) -> int:
    engine = engine or FakeEngine(answer)
    return main(["bench", "--fill", "--cases", str(cases), *more], engine.load)


def test_both_ways_are_scored_on_the_gaps_alone(
    cases: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine(answer)
    assert bench(cases, "--json", engine=engine) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["ways"]["search"] == {
        "n": 2,
        "exact": 0.5,
        "first_word": 0.5,
        "words": 1.0,
        "cer": pytest.approx(4 / 8),
        "seconds": 0.25,
    }
    assert shown["ways"]["prompt alone"]["exact"] == 0.0
    gap, whole = engine.requests[:2]
    assert (gap.before, gap.selected, gap.after, gap.instruction) == ("The ", "", " fox.", "")
    assert (whole.selected, whole.instruction) == ("The ___ fox.", "Fill the gap")


def test_the_table_has_a_line_for_each_way(cases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench(cases, "--per-task", "1") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["way", "n", "exact", "first", "word", "words", "cer", "seconds"]
    assert [line[:12].strip() for line in lines[1:]] == ["search", "prompt alone"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--quality",), "leave out --quality"),
        (("--tasks", "shout"), "leave out --quality"),
        (("--steps", "8"), "--steps measures speed"),
    ],
)
def test_what_does_not_go_with_it_is_refused(
    cases: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], words: str
) -> None:
    assert bench(cases, *more) == 2
    assert words in capsys.readouterr().err
