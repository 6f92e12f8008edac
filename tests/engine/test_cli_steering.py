"""`anneal rewrite` with variants, gaps and pieces, against an engine without a model."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.events import DraftPiece, PieceEnd
from engine.request import Span
from tests.engine.fake_engine import FakeEngine
from tests.engine.rewrite_stage import TEXT, rewrite, write_notes


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_notes(tmp_path)


def test_variants_are_asked_for_and_the_others_are_in_the_object(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine(variants=3)
    assert rewrite(engine, file, "--variants", "3", "--seed", "5", "--json", lines="6") == 0
    assert engine.requests[0].options.variants == 3
    best = json.loads(capsys.readouterr().out)
    assert (best["variant"], best["seed"]) == (0, 5)
    assert [(other["variant"], other["seed"]) for other in best["others"]] == [(1, 6), (2, 7)]
    assert all("edit_id" not in draft for draft in (best, *best["others"]))


def test_an_empty_span_is_a_gap_and_needs_no_instruction(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = FakeEngine(lambda _: "more")
    assert main(["rewrite", str(file), "--span", "14:14"], engine.load) == 0
    asked = engine.requests[0]
    assert (asked.before, asked.selected, asked.instruction) == (TEXT[:14], "", "")
    assert asked.options.strength == 1.0
    assert capsys.readouterr() == ("more\n", "")
    # Text that stands there wants an instruction.
    assert main(["rewrite", str(file), "--span", "14:18"], engine.load) == 3
    assert "instruction is empty" in capsys.readouterr().err
    file.write_text(" \n")
    assert main(["rewrite", str(file), "--span", "1:1"], engine.load) == 3
    assert "no text around" in capsys.readouterr().err


def test_a_span_is_cut_in_pieces_where_it_is_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ends = (PieceEnd.REFINED, PieceEnd.KEPT, PieceEnd.STRUCTURE, PieceEnd.STRUCTURE)
    pieces = tuple(
        DraftPiece(Span(at, at + 1), Span(at, at + 1), end) for at, end in enumerate(ends)
    )
    engine = FakeEngine(pieces=pieces)
    assert rewrite(engine, file) == 0
    assert not engine.requests[-1].in_pieces
    capsys.readouterr()
    assert rewrite(engine, file, "--in-pieces", "--json") == 0
    assert engine.requests[-1].in_pieces
    out, err = capsys.readouterr()
    assert [piece["end"] for piece in json.loads(out)["pieces"]] == list(ends)
    assert err.count("\n") == 1
    assert "2 of 3 pieces stayed as they were: their drafts would have changed" in err
    engine = FakeEngine(lambda request: request.selected, pieces=pieces[1:2])
    assert rewrite(engine, file, "--in-pieces") == 0
    assert "code and markup alone" in capsys.readouterr().err


def test_the_help_tells_of_every_switch(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["rewrite", "--help"], FakeEngine().load)
    assert caught.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in ("--in-pieces refine a span", "--variants N make 1 to 4", "is a gap"):
        assert words in told
    assert "0 done, 2 wrong usage, 3 the engine or the save failed, 130 cancelled" in told


def test_only_the_best_variant_is_printed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite(FakeEngine(variants=2), file, "--variants", "2", lines="6") == 0
    assert capsys.readouterr().out == "LAST\n"


def test_events_tell_their_variant(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rewrite(FakeEngine(), file, "--variants", "2", "--events", lines="6") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["variant"] for line in lines[1:]] == [0, 0, 0]
