"""The texts of the Debian package, each as Debian's policy has it."""

import hashlib
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from email.parser import Parser
from pathlib import Path

import pytest

from app.__main__ import VERBS
from app.licences.notice import Kind, LicenceText, Notice, write_notices
from build_deb import OPTIONAL
from deb_control import (
    Package,
    changelog,
    checksums,
    control,
    debian_version,
    installed_size,
)
from deb_copyright import NOTICES, components, copyright_file, holders, reference, shortened
from deb_depends import LOADED_LATE, compiled_files, depends
from deb_system import leave_to_system
from shares import ROOT, manual, version

PACKAGE = Package(
    name="anneal",
    version="1.2.0-1",
    depends=("libc6 (>= 2.36)", "libegl1"),
    recommends=("xdg-utils",),
    suggests=(),
    summary="Editor",
    paragraphs=("One " * 40, "Two"),
)


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.1.0", "0.1.0-1"), ("1.0rc2", "1.0~rc2-1"), ("1.0.dev3", "1.0~dev3-1")],
)
def test_a_version_is_written_as_debian_does(version: str, expected: str) -> None:
    assert debian_version(version) == expected


def test_a_version_of_no_release_is_refused() -> None:
    with pytest.raises(ValueError, match=r"1\.0\+local"):
        debian_version("1.0+local")


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="dpkg is Debian's")
def test_a_candidate_comes_before_its_release() -> None:
    early, late = debian_version("1.0rc2"), debian_version("1.0")
    subprocess.run(["dpkg", "--compare-versions", early, "lt", late], check=True)


def test_the_control_file_is_read_as_it_was_meant() -> None:
    fields = Parser().parsestr(control(PACKAGE, 1234))
    assert fields["Package"] == "anneal"
    assert fields["Version"] == "1.2.0-1"
    assert fields["Architecture"] == "amd64"
    assert fields["Maintainer"] == "The Anneal contributors"
    assert fields["Depends"] == "libc6 (>= 2.36), libegl1"
    assert fields["Installed-Size"] == "1234"
    assert "Suggests" not in fields
    summary, *rest = fields["Description"].splitlines()
    assert summary == "Editor"
    assert " ." in rest
    assert all(line.startswith(" ") and len(line) <= 78 for line in rest)


def test_each_file_has_its_checksum_and_room(tmp_path: Path) -> None:
    (tmp_path / "usr/lib").mkdir(parents=True)
    (tmp_path / "usr/lib/one").write_bytes(b"x" * 1025)
    (tmp_path / "usr/link").symlink_to("lib/one")
    (tmp_path / "DEBIAN").mkdir()
    (tmp_path / "DEBIAN/control").write_bytes(b"")
    md5 = hashlib.md5(b"x" * 1025).hexdigest()
    assert checksums(tmp_path) == f"{md5}  usr/lib/one\n"
    shutil.rmtree(tmp_path / "DEBIAN")
    # Two folders, a link, and a file of a little more than a KiB.
    assert installed_size(tmp_path) == 2 + 1 + 2


def test_the_changelog_is_of_this_version() -> None:
    text = changelog(replace(PACKAGE, version="3-1"), 0, ["Something.", "More " * 30])
    assert text.startswith("anneal (3-1) unstable; urgency=medium\n\n  * Something.\n")
    assert text.endswith("  Thu, 01 Jan 1970 00:00:00 +0000\n")
    assert all(len(line) <= 80 for line in text.splitlines())


def test_the_manual_names_every_verb_and_option() -> None:
    text = manual()
    assert f'"Anneal {version()}"' in text
    assert "@" not in text
    run = subprocess.run(
        [sys.executable, "-m", "app", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    options = set(re.findall(r"--[a-z][a-z-]*", run.stdout))
    plain = text.replace("\\-", "-")
    assert [option for option in options if option not in plain] == []
    assert [verb for verb in VERBS if f"\n.B {verb}\n" not in plain] == []


@pytest.mark.skipif(shutil.which("man") is None, reason="needs man")
def test_the_manual_has_no_mistake(tmp_path: Path) -> None:
    page = tmp_path / "anneal.1"
    page.write_text(manual(), encoding="utf-8")
    run = subprocess.run(
        ["man", "--warnings=w", "-l", str(page)],
        capture_output=True,
        text=True,
        check=True,
        env={"PATH": "/usr/bin:/bin", "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )
    assert run.stderr == ""
    assert "anneal - edit Markdown and code" in " ".join(run.stdout.split())


def test_what_every_debian_system_has_is_named_and_not_repeated() -> None:
    whole = "Apache License\nVersion 2.0, January 2004\n…\nEND OF TERMS AND CONDITIONS"
    text = f"Copyright 2020 Someone\n\n   {whole}\nmore"
    assert shortened(text) == f"Copyright 2020 Someone\n\n{reference('Apache-2.0')}\nmore"


def test_holders_are_those_who_claim_a_copyright() -> None:
    text = (
        "Copyright (c) 2020 Someone\n * Copyright 1999, Others <o@example.org>\n"
        "   Copyright [yyyy] [name of copyright owner]\n"
        "the above copyright notice 2020\nCopyright (c) 2020 Someone\n"
    )
    assert holders([text]) == ("2020 Someone", "1999, Others <o@example.org>")


def notice(name: str, kind: Kind, licence: str = "MIT", note: str = "") -> Notice:
    texts = (LicenceText("LICENSE", f"Copyright (c) 2020 {name} Makers\n\nText."),)
    return Notice(name, "1.0", licence, kind, note=note, texts=texts)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """Return a bundle that carries a few notices, of things that it has and has not."""
    (tmp_path / NOTICES).mkdir(parents=True)
    (tmp_path / "_internal/libhere.so.1").touch()
    (tmp_path / "runtime/torch-1.dist-info").mkdir(parents=True)
    metadata = tmp_path / "runtime/torch-1.dist-info/METADATA"
    metadata.write_text("Metadata-Version: 2.1\nName: torch\nVersion: 1\n", encoding="utf-8")
    taken = "Taken from Debian, unchanged: {}"
    told = [
        notice("Anneal", Kind.PROGRAM, "Apache-2.0"),
        notice("Large model", Kind.MODEL),
        notice("Starter model", Kind.MODEL, "Apache-2.0"),
        notice("Qt", Kind.LIBRARY, "LGPL-3.0-only"),
        notice("libhere1", Kind.LIBRARY, "BSD", taken.format("libhere.so.1")),
        notice("libgone1", Kind.LIBRARY, "BSD", taken.format("libgone.so.1")),
        notice("pyinstaller", Kind.PACKAGE, "GPL-2.0-or-later WITH Bootloader-exception"),
        notice("Some-Tool", Kind.PACKAGE),
        notice("Pygments", Kind.PACKAGE, "BSD-2-Clause"),
        notice("torch", Kind.PACKAGE, "MIT AND Apache-2.0 WITH LLVM-exception"),
    ]
    write_notices(tmp_path / NOTICES, told)
    return tmp_path


def test_what_others_wrote_is_told_where_it_lies(bundle: Path) -> None:
    files = {each.name: each.files for each in components(bundle)}
    assert set(files) == {
        "Starter model 1.0",
        "Qt 1.0",
        "libhere1 1.0",
        "Pygments 1.0",
        "torch 1.0",
        "pyinstaller 1.0",
        "Some-Tool 1.0",
    }
    assert files["Some-Tool 1.0"] == ("usr/lib/anneal/_internal/some_tool*",)
    assert files["libhere1 1.0"] == ("usr/lib/anneal/_internal/libhere.so.1",)
    assert "usr/lib/anneal/_internal/pygments/*" in files["Pygments 1.0"]
    assert "usr/lib/anneal/runtime/torch/*" in files["torch 1.0"]


def test_the_copyright_file_is_in_debians_form(bundle: Path) -> None:
    stanzas = [Parser().parsestr(stanza) for stanza in copyright_file(bundle, 2026).split("\n\n")]
    assert stanzas[0]["Format"].startswith("https://www.debian.org/")
    assert stanzas[1]["Files"] == "*"
    assert stanzas[1]["Copyright"] == "2026 The Anneal contributors"
    for stanza in stanzas[1:-1]:
        assert stanza["Files"]
        assert stanza["Copyright"]
        assert stanza["License"]
    assert stanzas[-1]["License"].startswith("Apache-2.0")
    torch = next(each for each in stanzas if each["Comment"] == "torch 1.0")
    assert torch["Copyright"] == "2020 torch Makers"
    first, *text = torch["License"].splitlines()
    assert first == "MIT and Apache-2.0 with LLVM-exception"
    assert [line.strip() for line in text] == ["Copyright (c) 2020 torch Makers", ".", "Text."]


def test_a_bundle_without_notices_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"third-party\.json"):
        copyright_file(tmp_path, 2026)


@pytest.mark.skipif(not Path("/sbin/ldconfig").exists(), reason="needs glibc's loader")
@pytest.mark.skipif(shutil.which("dpkg-query") is None, reason="dpkg is Debian's")
def test_only_unchanged_libraries_of_the_system_are_left_to_it(tmp_path: Path) -> None:
    system = Path("/lib/x86_64-linux-gnu/libz.so.1")
    shutil.copyfile(system, tmp_path / "libz.so.1")
    (tmp_path / "libselinux.so.1").write_bytes(b"another build")
    shutil.copyfile(system, tmp_path / "libown.so.1")
    assert leave_to_system(tmp_path) == ["libz.so.1"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["libown.so.1", "libselinux.so.1"]


@pytest.mark.skipif(shutil.which("dpkg-shlibdeps") is None, reason="needs dpkg-dev")
def test_what_a_program_links_to_becomes_a_dependency(tmp_path: Path) -> None:
    shutil.copyfile("/bin/ls", tmp_path / "ls")
    found = depends(tmp_path)
    assert any(relation.startswith("libc6 (>= 2.") for relation in found)
    assert any(relation.startswith("libselinux1") for relation in found)
    assert set(LOADED_LATE) <= set(found)
    assert compiled_files(tmp_path, ["ls"]) == []


def test_what_needs_a_driver_or_a_toolkit_is_no_dependency(tmp_path: Path) -> None:
    for name in ("plugins/platformthemes/libqgtk3.so", "resources/runtime/cuda_utils-0.abi.so"):
        (tmp_path / name).parent.mkdir(parents=True)
        shutil.copyfile("/bin/ls", tmp_path / name)
    shutil.copyfile("/bin/ls", tmp_path / "resources/runtime/other.so")
    assert [file.name for file in compiled_files(tmp_path, OPTIONAL)] == ["other.so"]
