"""Everything that Anneal is made of comes with its licence, and with one that is on the list."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from allowed import ALLOWED, EXCEPTIONS
from app.build import this_build
from app.licences.expression import as_expression, is_allowed
from app.licences.installed import STANDARD_TEXTS, _texts, installed, plain_name
from app.licences.notice import FILE_NAME, Kind, LicenceText, Notice, read_notices
from app.licences.shipped import python_notice, shipped_notices
from build_note import write_build_note
from collect import collect, locked_names, main, package_notices, problems
from debian_library import NoLicenceError, library_notices

ZLIB = Path("/usr/lib/x86_64-linux-gnu/libz.so.1")
on_debian = pytest.mark.skipif(not ZLIB.exists(), reason="no Debian library lies here")
GOOD = Notice("good", "1", "MIT", Kind.PACKAGE, texts=(LicenceText("LICENSE", "words"),))


def test_all_that_is_locked_has_a_text_and_a_licence_on_the_list() -> None:
    """A new dependency fails here until somebody has read its licence."""
    names = locked_names()
    assert {"torch", "transformers", "pyside6-essentials"} <= set(names)
    assert problems(package_notices(names, installed())) == []


def test_models_qt_and_python_have_texts_too() -> None:
    notices = shipped_notices(installed())
    assert problems(notices) == []
    named = {notice.name: notice for notice in notices}
    assert {"Anneal", "Starter model", "Qt", "Python", "DiffusionGemma 26B-A4B"} <= set(named)
    assert named["Qt"].version == installed()["pyside6-essentials"].version
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in named["Qt"].texts[0].text
    assert any("HarfBuzz" in part.name for part in named["Qt"].parts)
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in python_notice().texts[0].text


def test_standard_texts_are_given_only_to_packages_that_ship_none() -> None:
    among = installed()
    assert {name for name in STANDARD_TEXTS if _texts(among[name])} == set()


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (replace(GOOD, texts=()), "has no licence text"),
        (replace(GOOD, texts=(LicenceText("LICENSE", " \n"),)), "has no licence text"),
        (replace(GOOD, licence="AGPL-3.0-only"), "is under 'AGPL-3.0-only'"),
        (replace(GOOD, licence="MIT AND GPL-3.0-only"), "is under"),
        (replace(GOOD, licence="unknown"), "is under"),
        (replace(GOOD, kind=Kind.LIBRARY, name="libreadline8"), "may not go along: GPL-3.0"),
    ],
)
def test_what_has_no_text_or_a_strange_licence_is_told(notice: Notice, words: str) -> None:
    (problem,) = problems([GOOD, notice])
    assert words in problem


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("MIT", True),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("MIT AND (GPL-2.0-only OR ISC)", True),
        ("(MIT AND GPL-2.0-only) OR (ISC AND Zlib)", True),
        ("Apache-2.0 WITH LLVM-exception AND MIT", True),
        ("Apache-2.0 WITH Other-exception", False),
        ("", False),
        ("(MIT", False),
        ("MIT)", False),
        ("MIT AND", False),
        ("MIT License", False),
    ],
)
def test_an_expression_is_judged_by_what_one_may_choose(expression: str, verdict: bool) -> None:
    assert is_allowed(expression, ALLOWED) is verdict


def test_older_words_become_expressions() -> None:
    three = "Redistribution … Neither the name of the author …"
    assert as_expression("BSD", ["Redistribution is allowed"]) == "BSD-2-Clause"
    assert as_expression("BSD License", [three]) == "BSD-3-Clause"
    assert as_expression("BSD", []) == "BSD"
    assert as_expression("Apache\n Software  License") == "Apache-2.0"
    assert as_expression("Our own terms") == "Our own terms"


def test_every_allowed_licence_and_exception_says_why() -> None:
    assert all(len(why) > 20 for why in (*ALLOWED.values(), *EXCEPTIONS.values()))


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that was collected, once."""
    folder = tmp_path_factory.mktemp("licences") / "collected"
    assert main([str(folder)]) == 0
    return folder


def test_what_was_collected_is_read_back_with_every_text(collected: Path) -> None:
    notices = read_notices(collected)
    by_name = {plain_name(notice.name): notice for notice in notices}
    assert set(locked_names()) <= set(by_name)
    assert by_name["anneal"].version
    assert len(by_name["torch"].texts) > 50
    assert any(part.name == "aho-corasick" for part in by_name["tokenizers"].parts)
    files = [path for path in (collected / "texts").rglob("*") if path.is_file()]
    assert len(files) == sum(len(notice.texts) for notice in notices)
    assert sum(path.stat().st_size for path in collected.rglob("*") if path.is_file()) < 8_000_000


def test_collecting_again_leaves_nothing_of_before(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    assert collect(tmp_path) == tmp_path / FILE_NAME
    assert not (tmp_path / "old").exists()


@on_debian
def test_a_debian_library_brings_the_licence_of_its_package() -> None:
    (notice,) = library_notices([ZLIB])
    assert (notice.name, notice.kind) == ("zlib1g", Kind.LIBRARY)
    assert "libz.so.1" in notice.note
    assert notice.version
    assert "zlib" in notice.texts[0].text.lower()


@on_debian
def test_a_library_of_nobody_is_refused(tmp_path: Path) -> None:
    stranger = tmp_path / "libstranger.so.1"
    stranger.write_bytes(b"")
    with pytest.raises(NoLicenceError, match="libstranger"):
        library_notices([stranger])


def test_a_package_notes_which_build_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, note = tmp_path / "sources", tmp_path / "resources" / "build.json"
    sources.mkdir()
    (sources / "a.py").write_text("1", encoding="utf-8")
    who = ("-c", "user.name=n", "-c", "user.email=e@example.org")
    for command in (("init", "-q"), ("add", "a.py"), (*who, "commit", "-q", "-m", "first")):
        subprocess.run(["git", "-C", str(sources), *command], check=True)
    monkeypatch.setattr("build_note.ROOT", sources)
    monkeypatch.setattr("app.build.resource_folder", lambda: tmp_path / "resources")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764115200")
    write_build_note(note, "Debian package")
    told = this_build()
    assert (told.kind, told.date) == ("Debian package", "2025-11-26")
    assert re.fullmatch("[0-9a-f]{40}", told.commit)
    (sources / "a.py").write_text("2", encoding="utf-8")
    write_build_note(note, "Debian package")
    assert this_build().words() == "Debian package, 2025-11-26"
    monkeypatch.setenv("PATH", str(tmp_path))
    write_build_note(note, "AppImage")
    assert this_build().words() == "AppImage, 2025-11-26"
