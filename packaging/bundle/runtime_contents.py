"""What of the installed packages goes into the plain folder of the bundle: rules alone.

Left out is what only a build or a test needs. Licences stay, and so do sources: torch and Triton
read them.
"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Final

_NOWHERE: Final = frozenset(("tests", "test", "__pycache__", "conftest.py"))
_ENDINGS: Final = (".pyi", ".a", ".lib", ".h", ".hpp", ".cuh", ".cu", ".cmake", ".pxd", ".pyx")
_FOLDERS: Final = (
    "bin",
    "share",
    "numpy/_core/include",
    "torch/include",
    "torch/share",
    "torch/test",
)
# Whatever else lies in torch/bin builds or tests torch; this one torch looks for when imported.
_TORCH_PROGRAM: Final = "torch/bin/torch_shm_manager"
_TORCH_TEST_LIBRARY: Final = re.compile(
    r"torch/lib/(lib)?(aoti_custom_ops|backend_with_compiler|jitbackend_test|nnapi_backend"
    r"|torchbind_test)\..*"
)
_OTHER_DEVICE: Final = re.compile(r"bitsandbytes/libbitsandbytes_(?!cpu\.).*")
# Of the hundreds of kinds of models that transformers knows, the program imports one and what that
# imports; transformers reads all that are there whenever it is imported, which takes half a second.
_MODELS: Final = ("transformers", "models")
_KINDS: Final = frozenset(("auto", "diffusion_gemma", "encoder_decoder", "gemma4"))
# They say how this machine installed a package.
INSTALLERS_NOTES: Final = ("REQUESTED", "INSTALLER", "direct_url.json")


def keeps(path: PurePosixPath) -> bool:
    """Tell whether a file of the installed packages goes into the bundle.

    Args:
        path: relative to the folder that they were installed to.
    """
    text = str(path)
    if any(part.endswith(".dist-info") for part in path.parts):
        return path.name not in INSTALLERS_NOTES
    if path.parts[:2] == ("torch", "bin"):
        return text.startswith(_TORCH_PROGRAM)
    if path.parts[:2] == _MODELS and len(path.parts) > 3 and path.parts[2] not in _KINDS:
        return False
    if any(path.is_relative_to(folder) for folder in _FOLDERS):
        return False
    if _NOWHERE & set(path.parts) or path.suffix in _ENDINGS:
        return False
    return not (_TORCH_TEST_LIBRARY.fullmatch(text) or _OTHER_DEVICE.fullmatch(text))


def true_record(text: str, is_there: Callable[[str], bool]) -> str:
    """Return a package's list of its own files without those that are not there any more.

    Libraries have lost their symbols since they were listed, and so what they were known by.

    Args:
        text: of its ``RECORD``: a line a file, the path first.
        is_there: by the path as it is written there.
    """
    rows = [row for row in csv.reader(text.splitlines()) if row and is_there(row[0])]
    kept = [[row[0], "", ""] if ".so" in PurePosixPath(row[0]).suffixes else row for row in rows]
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(kept)
    return written.getvalue()
