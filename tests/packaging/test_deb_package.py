"""A whole package, built from a small bundle with the real tools, and what is wrong in bad ones."""

import importlib.util
import io
import py_compile
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.licences.notice import write_notices
from app.start import DESKTOP_ID
from build_deb import main
from deb_check import contents_problems, package_problems
from deb_copyright import NOTICES
from placed import LIST
from shares import version

needs_dpkg = pytest.mark.skipif(
    shutil.which("dpkg-deb") is None or shutil.which("dpkg-shlibdeps") is None,
    reason="needs dpkg-dev",
)
MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e"

Member = Callable[[tarfile.TarInfo], None]


@pytest.fixture(scope="module")
def deb(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a package whose program is `ls`."""
    del qapp
    folder = tmp_path_factory.mktemp("deb")
    bundle = folder / "bundle"
    (bundle / NOTICES).mkdir(parents=True)
    write_notices(bundle / NOTICES, [])
    (bundle / "runtime/torch").mkdir(parents=True)
    module = bundle / "runtime/torch/__init__.py"
    module.write_text("x = 1\n", encoding="utf-8")
    kind = py_compile.PycInvalidationMode.UNCHECKED_HASH
    py_compile.compile(
        str(module), importlib.util.cache_from_source(str(module)), invalidation_mode=kind
    )
    shutil.copyfile("/bin/ls", bundle / "anneal")
    (bundle / "anneal").chmod(0o700)
    assert main(["--bundle", str(bundle), "--level", "0", str(folder)]) == 0
    return folder / f"anneal_{version()}-1_amd64.deb"


@pytest.fixture(scope="module")
def unpacked(deb: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["dpkg-deb", "--raw-extract", str(deb), str(folder)], check=True)
    return folder


@needs_dpkg
def test_nothing_is_wrong_with_it(deb: Path) -> None:
    assert list(package_problems(deb)) == []


@needs_dpkg
def test_it_has_no_scripts_and_no_list_of_its_own(unpacked: Path) -> None:
    assert sorted(path.name for path in (unpacked / "DEBIAN").iterdir()) == ["control", "md5sums"]
    assert not (unpacked / "usr" / LIST).exists()


@needs_dpkg
def test_it_holds_what_a_desktop_and_debian_look_for(unpacked: Path) -> None:
    usr = unpacked / "usr"
    assert (usr / "bin/anneal").readlink() == Path("../lib/anneal/anneal")
    assert (usr / "lib/anneal/anneal").stat().st_mode & 0o777 == 0o755
    for path in (
        f"share/applications/{DESKTOP_ID}.desktop",
        f"share/metainfo/{DESKTOP_ID}.metainfo.xml",
        f"share/icons/hicolor/48x48/apps/{DESKTOP_ID}.png",
        f"share/icons/hicolor/scalable/apps/{DESKTOP_ID}.svg",
        "share/man/man1/anneal.1.gz",
        "share/doc/anneal/copyright",
        "share/doc/anneal/changelog.gz",
        "share/doc/anneal/changelog.Debian.gz",
    ):
        assert (usr / path).is_file(), path
    entry = (usr / f"share/applications/{DESKTOP_ID}.desktop").read_text(encoding="utf-8")
    assert "\nExec=/usr/bin/anneal %F\n" in entry
    assert "text/markdown;text/plain;" in entry


@needs_dpkg
def test_the_same_bundle_makes_the_same_package(deb: Path, tmp_path: Path) -> None:
    assert main(["--bundle", str(deb.parent / "bundle"), "--level", "0", str(tmp_path)]) == 0
    assert (tmp_path / deb.name).read_bytes() == deb.read_bytes()


def test_without_a_bundle_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--bundle", str(tmp_path), str(tmp_path)]) == 1
    assert "make bundle" in capsys.readouterr().err


def archive_of(*made: tuple[str, Member]) -> tarfile.TarFile:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, change in made:
            member = tarfile.TarInfo(f"./{name}")
            member.mode = 0o644
            change(member)
            archive.addfile(member, io.BytesIO(b"\0" * member.size))
    stream.seek(0)
    return tarfile.open(fileobj=stream)


def owned(member: tarfile.TarInfo) -> None:
    member.uid = 1000


def open_to_all(member: tarfile.TarInfo) -> None:
    member.mode = 0o666


def link(member: tarfile.TarInfo) -> None:
    member.type, member.linkname = tarfile.SYMTYPE, "../gone"


def pipe(member: tarfile.TarInfo) -> None:
    member.type = tarfile.FIFOTYPE


def sixteen_bytes(member: tarfile.TarInfo) -> None:
    member.size = 16


def nothing(member: tarfile.TarInfo) -> None:
    del member


@pytest.mark.parametrize(
    ("path", "change", "words"),
    [
        ("usr/a", owned, "not root's"),
        ("usr/a", open_to_all, "the mode 666"),
        ("usr/lib/a", link, "leads to ../gone"),
        ("usr/a", pipe, "no file, folder or link"),
        ("usr/share/anneal/installed.json", nothing, "no part of a package"),
        ("usr/lib/anneal/runtime/a.py", nothing, "not compiled"),
        ("usr/lib/anneal/_internal/PySide6/a.py", nothing, "not compiled"),
        ("usr/lib/anneal/runtime/__pycache__/a.pyc", sixteen_bytes, "held against its source"),
        ("usr/lib/anneal/_internal/shiboken6/a.pyc", sixteen_bytes, "held against its source"),
    ],
)
def test_what_is_wrong_is_said(path: str, change: Member, words: str) -> None:
    with archive_of((path, change)) as archive:
        found = [line for line in contents_problems(archive, {}) if "md5sums" not in line]
    assert len(found) == 1
    assert path in found[0]
    assert words in found[0]


@pytest.mark.parametrize(
    ("sums", "words"),
    [({}, "not in both"), ({"usr/a": "0" * 32}, "differs"), ({"usr/a": MD5_OF_NOTHING}, "")],
)
def test_checksums_are_held_against_the_files(sums: dict[str, str], words: str) -> None:
    with archive_of(("usr/a", nothing)) as archive:
        found = list(contents_problems(archive, sums))
    assert len(found) == bool(words)
    assert all(words in line for line in found)


def test_a_module_for_a_newer_python_need_not_be_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deb_check._read", lambda *_: b"def f[T](x: T) -> ]")
    with archive_of(("usr/lib/anneal/runtime/a.py", nothing)) as archive:
        found = [line for line in contents_problems(archive, {}) if "md5sums" not in line]
    assert found == []
