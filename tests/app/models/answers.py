"""What `anneal doctor --json` says on machines of several kinds."""

from typing import Any

_GB = 10**9
STARTER_WORDS = "needs about 0.67 GB of memory for a context of 1,024 tokens, and 23.87 GB are free"


def doctor(**changes: object) -> dict[str, Any]:
    """Return what is said of a machine without a graphics card, with changes."""
    return {
        "anneal": "0.1.0",
        "gpu": {"driver": "", "gpus": [], "words": "no NVIDIA GPU"},
        "memory": {"total": 25 * _GB, "free": 23 * _GB},
        "disk_free": 72 * _GB,
        "disk_words": "there is room for both",
        "checkpoints_folder": "/data/checkpoints",
        "checkpoints": [
            {
                "name": "starter",
                "folder": "/anneal/resources/starter",
                "weight_bytes": 8366024,
                "usable": True,
                "words": STARTER_WORDS,
                "fit": None,
            }
        ],
        "large_model": "The 26B model needs an NVIDIA graphics card",
        "would_load": "starter",
        "problems": [],
    } | changes


def card(
    name: str = "NVIDIA GeForce RTX 5090", free: float = 32.8, total: float = 34.2
) -> dict[str, Any]:
    """Return a graphics card that torch can use."""
    return {
        "name": name,
        "capability": "12.0",
        "total_bytes": round(total * _GB),
        "free_bytes": round(free * _GB),
        "usable": True,
        "words": "the 4-bit kernels are checked for it",
    }


RTX_5090 = doctor(
    gpu={"driver": "580.95", "gpus": [card()], "words": "drafts are made on the GPU"},
)
NO_RUNTIME = doctor(
    gpu={"driver": "580.95", "gpus": [], "words": "there is an NVIDIA GPU, but no CUDA"}
)


def model(name: str, kind: str, **changes: object) -> dict[str, Any]:
    """Return a model as ``anneal models list --json`` tells of it, with changes."""
    usable = kind in ("starter", "published", "4-bit")
    return {
        "name": name,
        "folder": f"/data/checkpoints/{name}",
        "kind": kind,
        "usable": usable,
        "bytes": 8_400_000,
        "bytes_done": 8_400_000,
        "bytes_total": 8_400_000,
        "words": "as published" if usable else "model.safetensors: is cut off",
        "recipe": "balanced" if kind == "4-bit" else "",
        "source": "",
        "revision": "",
        "commit": "",
        "licence": "",
        "downloaded": False,
    } | changes


STARTER = model("starter", "starter", folder="/anneal/resources/starter")
PUBLISHED = model(
    "diffusiongemma-26B-A4B-it",
    "published",
    bytes=52 * _GB,
    bytes_done=52 * _GB,
    bytes_total=52 * _GB,
    source="google/diffusiongemma-26B-A4B-it",
    licence="apache-2.0",
    downloaded=True,
)
FOUR_BIT = model(
    "diffusiongemma-26B-A4B-it-4bit",
    "4-bit",
    bytes=int(15.3 * _GB),
    source="google/diffusiongemma-26B-A4B-it",
)
HALF = PUBLISHED | {
    "kind": "unfinished-download",
    "usable": False,
    "bytes": 12 * _GB,
    "bytes_done": 12 * _GB,
    "words": "download not finished: 12.00 GB of 52.00 GB",
}
DAMAGED = PUBLISHED | {
    "name": "old",
    "folder": "/data/checkpoints/old",
    "kind": "damaged",
    "usable": False,
    "words": "model-00003.safetensors is cut off: get the files again or choose another folder",
}


def plan(free: float = 72.0, folder: str = "/data/checkpoints") -> dict[str, Any]:
    """Return what ``anneal models plan --estimate --json`` says, with ``free`` GB on the disk."""
    return {
        "repo": "google/diffusiongemma-26B-A4B-it",
        "revision": "main",
        "commit": "",
        "licence": "apache-2.0",
        "place": f"{folder}/diffusiongemma-26B-A4B-it",
        "files": 0,
        "nbytes": 52 * _GB,
        "bytes_done": 0,
        "free_bytes": int(free * _GB),
        "free_after": int((free - 52) * _GB),
        "quantized_bytes": int(15.3 * _GB),
        "about": True,
    }
