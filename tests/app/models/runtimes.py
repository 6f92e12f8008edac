"""What `anneal runtime plan --json` and `status --json` say on machines of several kinds."""

from typing import Any

GB = 10**9
BUNDLED = "/opt/anneal/runtime"
FOLDER = "/data/runtimes/runtime-1a2b"
CARD = {"name": "NVIDIA GeForce RTX 5090", "capability": "12.0", "total_bytes": 32607 * 2**20}
OLD_DRIVER = "the NVIDIA driver 550.1 is too old for CUDA 13.0, which needs 580 or newer"
NO_DRIVER = "no driver of NVIDIA answers on this machine"


def plan(**changes: object) -> dict[str, Any]:
    """Return what is said of a machine with a card that can be used, with changes."""
    return {
        "title": "PyTorch 2.13.0 for CUDA 13.0",
        "available": True,
        "hindrance": "",
        "nbytes": 2_830_141_202,
        "nbytes_there": 0,
        "on_disk": 6_625_626_836,
        "on_disk_guessed": True,
        "place": "/data/runtimes",
        "free": 67 * GB,
        "free_after": 60 * GB,
        "cuda": "13.0",
        "least_driver": "580",
        "driver": "580.95",
        "cards": [CARD],
        "packages": [
            {
                "name": name,
                "version": "1.0",
                "file": f"{name}.whl",
                "nbytes": nbytes,
                "sha256": "0" * 64,
                "unpacked": 0,
            }
            for name, nbytes in (("numpy", 16_000_000), ("torch", 873_000_000))
        ],
        "words": "PyTorch",
    } | changes


NO_CARD = plan(driver="", cards=[], hindrance=NO_DRIVER)
TOO_OLD = plan(driver="550.1", hindrance=OLD_DRIVER)
NO_ROOM = plan(free=2 * GB, free_after=-4 * GB)
NO_LOCK = plan(title="", available=False, hindrance="there is none", packages=[], cuda="")


def status(kind: str = "bundled", lies: str | None = BUNDLED, **changes: object) -> dict[str, Any]:
    """Return what is said where nothing is installed, with changes."""
    return {
        "in_use": {"kind": kind, "folder": lies, "words": "its own", "passed_over": False},
        "installed": False,
        "folder": None,
        "nbytes": 0,
        "problem": "",
        "unfinished": 0,
        "left_over": 0,
        "log": "/logs/runtime.log",
        "advice": "",
    } | changes


THERE: dict[str, Any] = {"installed": True, "folder": FOLDER, "nbytes": 6_600_000_000}
INSTALLED = status("installed", FOLDER) | THERE
DAMAGED = status(problem="it is not whole") | THERE
CHECKOUT = status("python", None)
