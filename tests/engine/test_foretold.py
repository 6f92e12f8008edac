"""What a checkpoint folder says of itself before it is loaded: never wrong, never an error."""

from pathlib import Path

import pytest

from engine.foretold import Foretold, foretell
from engine.paths import starter_folder


def test_the_starter_says_that_it_knows_its_presets_alone() -> None:
    assert foretell(starter_folder()).taught_only


@pytest.mark.parametrize(
    ("said", "name", "taught_only"),
    [
        ('{"name": "Large"}', "Large", False),
        ('{"name": "Small", "taught_only": true}', "Small", True),
        ('{"name": 3, "taught_only": "yes"}', "folder", False),
        ('{"name": ""}', "folder", False),
        ("[]", "folder", False),
        ("{", "folder", False),
        ("[" * 100_000, "folder", False),
        ('{"name": "' + "x" * 1_000_000 + '"}', "folder", False),
        (None, "folder", False),
    ],
)
def test_what_is_not_said_is_as_a_load_takes_it(
    tmp_path: Path, said: str | None, name: str, taught_only: bool
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    if said is not None:
        (folder / "anneal.json").write_text(said, encoding="utf-8")
    assert foretell(folder) == Foretold(name, taught_only)


def test_a_file_in_no_encoding_is_none(tmp_path: Path) -> None:
    (tmp_path / "anneal.json").write_bytes(b"\xff\xfe{")
    assert not foretell(tmp_path).taught_only
