"""Which packages a start takes, and that nothing that is wrong with them holds it up."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.runtime import activate as activation
from engine.runtime import places
from engine.runtime.activate import RuntimeKind, activate, choose, runtime_in_use
from engine.runtime.places import CURRENT, MARKER, use_file
from engine.runtime.use_lock import try_lock, unlock
from tests.patience import PROCESS


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process of its own, as far as the choice goes."""
    monkeypatch.setattr(activation, "_chosen", [])
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delenv("ANNEAL_RUNTIME", raising=False)


def test_a_checkout_keeps_its_own_packages(installed: Path) -> None:
    assert installed.is_dir()
    chosen = choose({}, frozen=False)
    assert (chosen.kind, chosen.folder) == (RuntimeKind.PYTHON, None)


def test_the_packaged_program_takes_the_installed_runtime(installed: Path) -> None:
    chosen = choose({}, frozen=True)
    assert (chosen.kind, chosen.folder) == (RuntimeKind.INSTALLED, installed)


def test_without_an_installed_one_the_bundled_one_is_taken(bundle: Path) -> None:
    chosen = choose({}, frozen=True)
    assert (chosen.kind, chosen.folder) == (RuntimeKind.BUNDLED, bundle / "runtime")
    assert "no other one is installed" in chosen.words
    assert not chosen.passed_over


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lock_id": "another"}, "another version of Anneal"),
        ({"python": "cp399"}, "made for cp399"),
        ({"platform": "moon-risc"}, "on moon-risc"),
        ({"nbytes": "much"}, "not whole"),
        ({"lock_id": None}, "not whole"),
    ],
)
def test_a_runtime_for_others_is_passed_over(
    installed: Path, change: dict[str, object], words: str
) -> None:
    marker = installed / MARKER
    marker.write_text(json.dumps(json.loads(marker.read_bytes()) | change))
    chosen = choose({}, frozen=True)
    assert chosen.kind is RuntimeKind.BUNDLED
    assert chosen.passed_over
    assert words in chosen.words


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 99_999, b'"text"'])
@pytest.mark.parametrize("name", [MARKER, CURRENT, "lock"])
def test_whatever_a_file_holds_the_start_goes_on(
    installed: Path, name: str, content: bytes
) -> None:
    files = {
        MARKER: installed / MARKER,
        CURRENT: installed.parent / CURRENT,
        "lock": places.lock_file(),
    }
    files[name].write_bytes(content)
    assert choose({}, frozen=True).kind is RuntimeKind.BUNDLED


@pytest.mark.parametrize("name", ["../one", "..", "/tmp", "", "one/two", 7])
def test_a_runtime_lies_nowhere_but_in_the_folder_of_runtimes(
    installed: Path, name: object
) -> None:
    (installed.parent / CURRENT).write_text(json.dumps({"folder": name}))
    chosen = choose({}, frozen=True)
    assert chosen.kind is RuntimeKind.BUNDLED


def test_a_variable_forces_the_bundled_one_or_a_folder(installed: Path, tmp_path: Path) -> None:
    assert installed.is_dir()
    assert choose({"ANNEAL_RUNTIME": "bundled"}, frozen=True).kind is RuntimeKind.BUNDLED
    other = tmp_path / "other"
    missing = choose({"ANNEAL_RUNTIME": str(other)}, frozen=True)
    assert missing.kind is RuntimeKind.BUNDLED
    assert "is not there" in missing.words
    assert str(other) not in missing.words  # it may name the person
    other.mkdir()
    named = choose({"ANNEAL_RUNTIME": str(other)}, frozen=True)
    assert (named.kind, named.folder) == (RuntimeKind.NAMED, other)
    assert choose({"ANNEAL_RUNTIME": str(other)}, frozen=False).folder == other


@pytest.mark.usefixtures("process")
def test_the_runtime_stands_last_on_the_path_and_is_held(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    held: list[int | None] = []

    def hold(file: Path, *, shared: bool) -> int | None:
        held.append(try_lock(file, shared=shared))
        return held[-1]

    monkeypatch.setattr(activation, "try_lock", hold)
    assert runtime_in_use().kind is RuntimeKind.PYTHON
    chosen = activate()
    assert runtime_in_use() is chosen is activate()
    assert sys.path[-1] == str(installed)
    assert sys.path.count(str(installed)) == 1
    assert len(held) == 1
    assert held[0] is not None
    assert try_lock(use_file(installed), shared=False) is None
    beside = try_lock(use_file(installed), shared=True)
    assert beside is not None
    unlock(beside)
    unlock(held[0])
    alone = try_lock(use_file(installed), shared=False)
    assert alone is not None
    unlock(alone)


@pytest.mark.usefixtures("process")
def test_one_that_is_switched_on_in_that_moment_is_held_as_well(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = installed.with_name("two")
    shutil.copytree(installed, newer)
    held: list[int | None] = []

    def hold(file: Path, *, shared: bool) -> int | None:
        (installed.parent / CURRENT).write_text(json.dumps({"folder": "two"}))
        held.append(try_lock(file, shared=shared))
        return held[-1]

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(activation, "try_lock", hold)
    assert activate().folder == newer
    assert try_lock(use_file(newer), shared=False) is None
    for handle in held:
        assert handle is not None
        unlock(handle)


def test_a_named_runtime_goes_before_a_checkouts_own_packages(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("where = 'the named runtime'")
    code = "from engine.runtime.activate import activate; activate(); import torch; "
    run = subprocess.run(
        [sys.executable, "-c", code + "print(torch.where)"],
        env=os.environ | {"ANNEAL_RUNTIME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert run.stdout == "the named runtime\n", run.stderr


def test_choosing_imports_nothing_heavy() -> None:
    code = "import engine.runtime.activate, sys; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-S", "-c", "import sys; sys.path += sys.argv[1:]; " + code]
        + [path for path in sys.path if path],
        capture_output=True,
        text=True,
        check=True,
        timeout=PROCESS,
    )
    heavy = {"torch", "subprocess", "hashlib", "platform", "PySide6", "argparse", "logging"}
    assert set(run.stdout.split()) & heavy == set()
