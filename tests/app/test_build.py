"""Which build this is: a package says it, a checkout has its commit."""

import json
from pathlib import Path

import pytest

from app.build import Build, this_build

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def resources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tree" / "resources"
    folder.mkdir(parents=True)
    monkeypatch.setattr("app.build.resource_folder", lambda: folder)
    return folder


def test_a_package_says_what_it_is(resources: Path) -> None:
    told = {"kind": "Debian package", "commit": COMMIT, "date": "2026-11-26"}
    (resources / "build.json").write_text(json.dumps(told))
    assert this_build().words() == "Debian package, commit 0123456789, 2026-11-26"
    (resources / "build.json").write_text('{"kind": "AppImage"}')
    assert this_build().words() == "AppImage"


@pytest.mark.parametrize("broken", ["[", "[]", '"x"'])
def test_a_damaged_note_is_as_none(resources: Path, broken: str) -> None:
    (resources / "build.json").write_text(broken)
    assert this_build() == Build("checkout")


def test_a_checkout_has_its_commit_wherever_git_keeps_it(resources: Path) -> None:
    root = resources.parent
    git = root / ".git"
    git.mkdir()
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    assert this_build().commit == ""
    (git / "packed-refs").write_text(f"# pack-refs\n{COMMIT} refs/heads/main\n")
    assert this_build().commit == COMMIT
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "refs" / "heads" / "main").write_text("f" * 40 + "\n")
    assert this_build().commit == "f" * 40
    (git / "HEAD").write_text(COMMIT + "\n")
    assert this_build().commit == COMMIT


def test_one_of_several_trees_has_its_commit_too(resources: Path, tmp_path: Path) -> None:
    home = tmp_path / "home.git"
    mine = home / "worktrees" / "mine"
    mine.mkdir(parents=True)
    (resources.parent / ".git").write_text(f"gitdir: {mine}\n")
    (mine / "HEAD").write_text("ref: refs/heads/mine\n")
    (mine / "commondir").write_text("../..\n")
    (home / "refs" / "heads").mkdir(parents=True)
    (home / "refs" / "heads" / "mine").write_text(COMMIT)
    assert this_build().commit == COMMIT
