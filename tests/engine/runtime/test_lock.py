"""The lock that Anneal ships is whole and of this Anneal, and no changed one is taken."""

import json
import tomllib
from pathlib import Path

import pytest

from engine.errors import RuntimeInstallError
from engine.paths import resource_folder
from engine.runtime.lock import lock_of, lock_text, read_lock, requirement_lines
from engine.runtime.places import lock_id
from tests.engine.runtime.wheel_stage import make_lock

ROOT = Path(__file__).resolve().parents[3]
LOCKS = sorted((resource_folder() / "runtime").glob("*.json"))


def pins(name: str) -> dict[str, str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return dict(line.split(" ;")[0].split("==") for line in lines if not line.startswith("#"))


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.stem)
def test_the_shipped_lock_is_what_this_anneal_is_built_on(file: Path) -> None:
    lock = read_lock(file)
    assert lock.platform == file.stem
    found = {package.name: package.version for package in lock.packages}
    wanted = pins("requirements.lock") | pins("requirements-torch.lock")
    assert {name: version for name, version in found.items() if name in wanted} == {
        name: wanted[name] for name in found if name in wanted
    }
    # Kernels are checked, and what starts them is compiled, for just this Triton.
    assert found["triton"] == pins("requirements-dev.lock")["triton"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert lock.python == "cp" + project["tool"]["mypy"]["python_version"].replace(".", "")
    for name in ("torch", "transformers", "bitsandbytes", "safetensors", "tokenizers", "numpy"):
        assert name in found
    assert lock.cuda


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.stem)
def test_the_shipped_lock_names_no_host_and_tells_every_size(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert "://" not in text
    lock = read_lock(file)
    assert all(package.nbytes for package in lock.packages)
    assert lock.nbytes > 2e9
    assert lock.about_unpacked > 1.5 * lock.nbytes


def test_what_a_start_compares_is_the_locks_own_name() -> None:
    for file in LOCKS:
        if file.stem.startswith("linux"):
            assert read_lock(file).lock_id == json.loads(file.read_bytes())["id"]
    assert lock_id() in ("", *(read_lock(file).lock_id for file in LOCKS))


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    lock = make_lock(tmp_path / "wheels", alpha=100, beta=200)
    file = tmp_path / "lock.json"
    file.write_text(lock_text(lock))
    assert read_lock(file) == lock
    lines = requirement_lines(lock.packages).splitlines()
    assert lines[0] == f"alpha==1.0 --hash=sha256:{lock.packages[0].sha256}"


@pytest.mark.parametrize("field", ["name", "version", "file", "sha256", "nbytes", "unpacked"])
@pytest.mark.parametrize("value", ["--index-url=x", "a\nb", "../x.whl", "", None, -1, True, []])
def test_no_other_words_get_into_what_uv_reads(tmp_path: Path, field: str, value: object) -> None:
    lock = make_lock(tmp_path / "wheels", alpha=100)
    given = json.loads(lock_text(lock))
    given["packages"][0][field] = value
    file = tmp_path / "lock.json"
    file.write_text(json.dumps(given))
    with pytest.raises(RuntimeInstallError, match="cannot be used"):
        read_lock(file)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"packages": []}', '{"packages": 7}', "[" * 99_999]
)
def test_a_damaged_lock_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "lock.json"
    file.write_text(text)
    with pytest.raises(RuntimeInstallError, match="cannot be used"):
        read_lock(file)


def test_every_change_changes_the_name(tmp_path: Path) -> None:
    lock = make_lock(tmp_path / "wheels", alpha=100, beta=200)
    packages = list(lock.packages)
    others = [
        lock_of("cp399", lock.platform, lock.cuda, packages),
        lock_of(lock.python, "moon", lock.cuda, packages),
        lock_of(lock.python, lock.platform, "13.0", packages),
        lock_of(lock.python, lock.platform, lock.cuda, packages[:1]),
    ]
    assert len({lock.lock_id, *(other.lock_id for other in others)}) == 5
    assert lock_of(lock.python, lock.platform, lock.cuda, packages[::-1]) == lock
