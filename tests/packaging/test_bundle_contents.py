"""What goes into the bundle and what does not, by the rules alone: nothing is built here."""

import re
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import pins
import runtime_contents
from frozen_contents import (
    FROZEN,
    is_library,
    keeps,
    library_modules,
    needed_libraries,
    needs_source,
)

ROOT = Path(__file__).resolve().parents[2]
STANDARD = Path(sysconfig.get_path("stdlib"))


def closure(name: str) -> Iterator[str]:
    """Name a distribution and all that it requires here."""
    waiting, found = [name], set[str]()
    while waiting:
        one = canonicalize_name(waiting.pop())
        if one in found:
            continue
        found.add(one)
        yield one
        for line in distribution(one).requires or ():
            wish = Requirement(line)
            if wish.marker is None or wish.marker.evaluate({"extra": ""}):
                waiting.append(wish.name)


def test_each_locked_distribution_is_frozen_or_lies_in_the_plain_folder() -> None:
    locked = pins.pins((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    assert sorted([*pins.frozen_pins(ROOT), *pins.runtime_pins(ROOT)]) == sorted(locked.values())


def test_what_is_frozen_needs_nothing_of_the_plain_folder() -> None:
    """A runtime is swapped as a whole: nothing frozen may depend on what lies in it."""
    assert {name for frozen in FROZEN for name in closure(frozen)} == set(FROZEN)


def test_the_plain_folder_holds_all_that_the_model_needs() -> None:
    inside = {line.partition("==")[0] for line in pins.runtime_pins(ROOT)} | {"torch"}
    for name in ("torch", "transformers", "bitsandbytes", "safetensors", "huggingface-hub"):
        assert set(closure(name)) - inside - set(FROZEN) == set()


def test_torch_is_asked_for_in_the_words_of_its_lock() -> None:
    assert re.fullmatch(r"torch==[\d.]+", pins.torch_pin(ROOT))


def test_a_distribution_that_is_not_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / "requirements.lock").write_text("pillow==13.0.0\n", encoding="utf-8")
    with pytest.raises(LookupError, match="pyside6-essentials"):
        pins.frozen_pins(tmp_path)


def test_the_tools_are_those_that_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    given = pins.pins("\n".join(pins.package_pins(ROOT)))
    for line in project["dependency-groups"]["package"]:
        wish = Requirement(line)
        assert wish.specifier.contains(given[canonicalize_name(wish.name)].partition("==")[2])


@pytest.mark.parametrize(
    ("version", "with_it", "said"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\n", ["torch"], ""),
        ("__version__ = '2.13.0+cpu'\ncuda = None\n", ["torch", "sympy"], ""),
        ("cuda: Optional[str] = '13.0'\n", ["torch"], "it is built for CUDA 13.0"),
        ("cuda = None\n", ["torch", "nvidia_cublas-13"], "it brought nvidia_cublas-13"),
    ],
)
def test_a_torch_for_graphics_cards_is_recognized(
    version: str, with_it: list[str], said: str
) -> None:
    assert pins.cuda_build(version, with_it) == said


def test_the_whole_standard_library_is_frozen_but_tests_and_tk() -> None:
    found = set(library_modules(STANDARD))
    for wanted in (
        "sqlite3.dbapi2",
        "unittest.mock",
        "concurrent.futures.thread",
        "xml.sax.saxutils",
        "modulefinder",
        "pdb",
        "cProfile",
        "encodings.cp1252",
        "importlib.metadata",
    ):
        assert wanted in found
    first = {name.partition(".")[0] for name in found}
    assert (
        first & {"test", "idlelib", "tkinter", "turtledemo", "ensurepip", "lib2to3", "turtle"}
        == set()
    )
    assert [name for name in found if ".test" in name or name.startswith("_test")] == []
    assert {
        name for name in first if not name.startswith("_sysconfigdata")
    } <= sys.stdlib_module_names


def test_nothing_under_the_gpl_comes_with_the_standard_library() -> None:
    """Debian links `readline` to GNU readline, which is under the GPL 3."""
    assert "readline" not in set(library_modules(STANDARD))


@pytest.mark.parametrize(
    "wanted",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/plugins/imageformats/libqjpeg.so",
        "PySide6/Qt/plugins/imageformats/libqwebp.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
        "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        "PySide6/Qt/plugins/xcbglintegrations/libqxcb-egl-integration.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/plugins/styles/qmodernwindowsstyle.dll",
        "PySide6\\plugins\\platforms\\qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/lib/libQt6Widgets.so.6",
        "PySide6/Qt/lib/libicudata.so.73",
        "libpython3.11.so.1.0",
        "libxcb-cursor.so.0",
        "resources/starter/model.safetensors",
    ],
)
def test_what_the_window_needs_is_kept(wanted: str) -> None:
    assert keeps(wanted)


@pytest.mark.parametrize(
    "unwanted",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/imageformats/libqpdf.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "libQt6Qml.so.6",
        "libstdc++.so.6",
        "libgcc_s.so.1",
        "libGL.so.1",
        "libX11.so.6",
        "libxcb.so.1",
        "libfontconfig.so.1",
        "libwayland-client.so.0",
    ],
)
def test_what_nobody_needs_or_the_system_must_give_is_left_out(unwanted: str) -> None:
    assert not keeps(unwanted)


def test_libraries_go_with_the_plugin_that_brought_them() -> None:
    links = {
        "PySide6/QtGui.abi3.so": ["libQt6Gui.so.6", "libc.so.6"],
        "PySide6/Qt/lib/libQt6Gui.so.6": ["libglib-2.0.so.0"],
        "libglib-2.0.so.0": ["libpcre2-8.so.0"],
        "libgtk-3.so.0": ["libgdk-3.so.0"],
    }
    files = [*links, "libQt6Gui.so.6", "libpcre2-8.so.0", "libgdk-3.so.0", "libpython3.11.so.1.0"]
    needed = needed_libraries(files, lambda file: links.get(file, ()), is_library)
    assert set(files) - needed == {"libgtk-3.so.0", "libgdk-3.so.0"}


def test_modules_that_triton_compiles_come_with_their_source() -> None:
    kernels = [
        path.name
        for path in sorted((ROOT / "engine").rglob("*.py"))
        if needs_source(path.read_text(encoding="utf-8"))
    ]
    assert "nf4_matmul.py" in kernels
    assert "session.py" not in kernels


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("torch/lib/libtorch_cpu.so", True),
        ("torch/bin/torch_shm_manager", True),
        ("torch/testing/_internal/logging_tensor.py", True),
        ("torch-2.13.0+cpu.dist-info/METADATA", True),
        ("torch-2.13.0+cpu.dist-info/licenses/LICENSE", True),
        ("torch/bin/protoc", False),
        ("torch/include/torch/extension.h", False),
        ("torch/share/cmake/Torch/TorchConfig.cmake", False),
        ("torch/lib/libtorchbind_test.so", False),
        ("torch/_C/__init__.pyi", False),
        ("torch-2.13.0+cpu.dist-info/RECORD", True),
        ("torch-2.13.0+cpu.dist-info/direct_url.json", False),
        ("bitsandbytes/libbitsandbytes_cpu.so", True),
        ("bitsandbytes/libbitsandbytes_cuda130.so", False),
        ("bitsandbytes/libbitsandbytes_rocm72.so", False),
        ("numpy/testing/__init__.py", True),
        ("numpy/_core/tests/test_dtype.py", False),
        ("numpy/_core/include/numpy/arrayobject.h", False),
        ("sympy/testing/runtests.py", True),
        ("transformers/models/__init__.py", True),
        ("transformers/models/diffusion_gemma/modeling_diffusion_gemma.py", True),
        ("transformers/models/gemma4/configuration_gemma4.py", True),
        ("transformers/models/llama/modeling_llama.py", False),
        ("bin/torchrun", False),
    ],
)
def test_the_plain_folder_keeps_what_runs_and_the_licences(path: str, kept: bool) -> None:
    assert runtime_contents.keeps(PurePosixPath(path)) is kept


def test_the_engine_asks_for_no_kind_of_model_that_is_left_out() -> None:
    asked = {
        kind
        for path in (ROOT / "engine").rglob("*.py")
        for kind in re.findall(r"transformers\.models\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert asked
    for kind in asked:
        assert runtime_contents.keeps(PurePosixPath("transformers", "models", kind, "__init__.py"))


def test_a_package_lists_the_files_that_are_left_of_it() -> None:
    record = 'a/__init__.py,sha256=x,1\n"a/odd, name.py",sha256=y,2\na/tests/test_a.py,,\n'
    record += "a/_a.cpython-311.so,sha256=z,3\n"
    right = runtime_contents.true_record(record, lambda name: "tests" not in name)
    listed = 'a/__init__.py,sha256=x,1\n"a/odd, name.py",sha256=y,2\na/_a.cpython-311.so,,\n'
    assert right == listed
