"""Installing and taking away: what is put there works, and what goes is exactly that."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.start import DESKTOP_ID
from desktop_entry import entry_for, exec_argument
from install import Place, install, main, uninstall
from placed import LIST

ENTRY = f"share/applications/{DESKTOP_ID}.desktop"
NAMES = ["plain", "with space", '$HOME\'s "5%" `ls` \\ ünder']

Install = Callable[[Path], int]


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Return a program in a checkout with an awkward name, which says what it was given."""
    file = tmp_path / "it's a $checkout/.venv/bin/anneal"
    file.parent.mkdir(parents=True)
    file.write_text('#!/bin/sh\nprintf "<%s>" "$@"\n', encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.fixture
def put(qapp: QApplication, program: Path) -> Install:
    del qapp
    return lambda prefix: install(Place(prefix), program)


def listing(folder: Path) -> dict[str, bytes | None]:
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def unquoted(argument: str) -> str:
    """Read an argument of ``Exec`` as the Desktop Entry Specification has it read."""
    text = argument.replace("\\\\", "\\")
    if text.startswith('"'):
        assert text.endswith('"')
        inner, text = iter(text[1:-1]), ""
        for sign in inner:
            assert sign not in '"`$'
            text += next(inner) if sign == "\\" else sign
    return text.replace("%%", "%")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_installed_starts_the_checkout_with_the_files(
    put: Install, tmp_path: Path, name: str
) -> None:
    prefix = tmp_path / name
    assert put(prefix) == 0
    lines = (prefix / ENTRY).read_text(encoding="utf-8").splitlines()
    command = next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec=")
    assert command.endswith(" %F")
    launcher = unquoted(command.removesuffix(" %F"))
    assert launcher == str(prefix / "bin/anneal")
    run = subprocess.run([launcher, "a b.md", "$c"], capture_output=True, text=True, check=True)
    assert run.stdout == "<a b.md><$c>"


def test_a_plain_path_stays_without_quotes() -> None:
    assert exec_argument(Path("/usr/local/bin/anneal")) == "/usr/local/bin/anneal"


def test_an_entry_with_another_command_is_refused() -> None:
    with pytest.raises(ValueError, match="anneal %F"):
        entry_for("[Desktop Entry]\nExec=other %F\nTryExec=other\n", Path("/usr/bin/anneal"))


def test_metainfo_and_icons_lie_where_desktops_look(put: Install, tmp_path: Path) -> None:
    put(tmp_path / "prefix")
    share = tmp_path / "prefix/share"
    assert (share / f"metainfo/{DESKTOP_ID}.metainfo.xml").is_file()
    assert (share / f"icons/hicolor/48x48/apps/{DESKTOP_ID}.png").is_file()
    assert (share / f"icons/hicolor/scalable/apps/{DESKTOP_ID}.svg").is_file()


@pytest.mark.parametrize("times", [1, 2])
def test_uninstalling_leaves_what_was_there_before(
    put: Install, tmp_path: Path, times: int
) -> None:
    prefix = tmp_path / "prefix"
    (prefix / "share/icons/hicolor").mkdir(parents=True)
    (prefix / "bin").mkdir()
    (prefix / "bin/other").write_text("mine", encoding="utf-8")
    before = listing(prefix)
    for _ in range(times):
        assert put(prefix) == 0
    assert uninstall(Place(prefix)) == 0
    assert listing(prefix) == before


def test_a_prefix_that_was_made_for_it_goes_too(put: Install, tmp_path: Path) -> None:
    put(tmp_path / "prefix")
    assert uninstall(Place(tmp_path / "prefix")) == 0
    assert not (tmp_path / "prefix").exists()


def test_what_came_into_its_folders_since_stays(put: Install, tmp_path: Path) -> None:
    prefix = tmp_path / "prefix"
    put(prefix)
    (prefix / "bin/other").write_text("mine", encoding="utf-8")
    uninstall(Place(prefix))
    assert listing(prefix) == {"bin": None, "bin/other": b"mine"}


def test_an_altered_file_stays_and_is_told(
    put: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prefix = tmp_path / "prefix"
    put(prefix)
    (prefix / "bin/anneal").write_text("mine now", encoding="utf-8")
    assert uninstall(Place(prefix)) == 0
    assert listing(prefix) == {"bin": None, "bin/anneal": b"mine now"}
    assert f"altered after it was installed: {prefix / 'bin/anneal'}" in capsys.readouterr().out


def test_another_program_of_that_name_is_never_replaced(
    put: Install, program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link too: through it the program that it leads to would be written over."""
    prefix = tmp_path / "prefix"
    (prefix / "bin").mkdir(parents=True)
    (prefix / "bin/anneal").symlink_to(program)
    content, before = program.read_bytes(), listing(prefix)
    assert put(prefix) == 1
    assert listing(prefix) == before
    assert program.read_bytes() == content
    assert str(prefix / "bin/anneal") in capsys.readouterr().err


def test_an_installation_that_was_broken_off_can_be_taken_away(
    put: Install, tmp_path: Path
) -> None:
    prefix = tmp_path / "prefix"
    put(prefix)
    (prefix / ENTRY).unlink()
    assert uninstall(Place(prefix)) == 0
    assert not prefix.exists()


def test_for_a_package_the_paths_are_those_of_the_prefix(
    qapp: QApplication, program: Path, tmp_path: Path
) -> None:
    del qapp
    place = Place(Path("/usr"), tmp_path / "staged")
    assert install(place, program) == 0
    entry = (tmp_path / "staged/usr" / ENTRY).read_text(encoding="utf-8")
    assert "\nExec=/usr/bin/anneal %F\n" in entry
    assert "\nTryExec=/usr/bin/anneal\n" in entry
    assert not (tmp_path / "staged/usr/share/applications/mimeinfo.cache").exists()


def test_without_the_program_nothing_is_installed(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del qapp
    assert install(Place(tmp_path / "prefix"), tmp_path / "gone") == 1
    assert not (tmp_path / "prefix").exists()
    assert "make set-up" in capsys.readouterr().err


def test_where_nothing_is_installed_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--prefix", str(tmp_path), "--uninstall"]) == 1
    assert "nothing of Anneal is installed" in capsys.readouterr().err


def test_the_list_is_part_of_the_installation(put: Install, tmp_path: Path) -> None:
    put(tmp_path / "prefix")
    assert (tmp_path / "prefix" / LIST).is_file()
