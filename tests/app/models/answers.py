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
        "large_model": (
            "The 26B model needs an NVIDIA graphics card with 17.23 GB free in the recipe "
            "balanced, or 15.80 GB in the recipe smallest, and there is none that torch can use: "
            "the starter model runs without"
        ),
        "large_model_fits": False,
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
        "total_bytes": int(total * _GB),
        "free_bytes": int(free * _GB),
        "usable": True,
        "words": "the 4-bit kernels are checked for it",
    }


RTX_5090 = doctor(
    gpu={"driver": "580.95", "gpus": [card()], "words": "drafts are made on the GPU"},
    large_model=(
        "The 26B model fits: in the recipe balanced it needs about 17.23 GB on the graphics card "
        "for a context of 8,192 tokens, and 32.80 GB are free"
    ),
    large_model_fits=True,
)
NO_RUNTIME = doctor(
    gpu={"driver": "580.95", "gpus": [], "words": "there is an NVIDIA GPU, but no CUDA"}
)
