"""Mix the weights of two trained starter models: one run ends where the other began.

    python packaging/starter/average.py resources/starter build/starter/checkpoint --share 0.7

Long training wanders about a good place; a mixture of two points of it lies nearer to the middle
and is better than either (M. Wortsman et al., "Model soups", 2022). The mixture takes the place
of the second checkpoint.
"""

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

WEIGHTS = "model.safetensors"


def mix(
    first: dict[str, torch.Tensor], second: dict[str, torch.Tensor], share: float
) -> dict[str, torch.Tensor]:
    """Return weights between two models, in the type that they are stored in.

    Args:
        first: by name.
        second: the same names and shapes.
        share: of the second, from 0 to 1.

    Raises:
        ValueError: they are not of one architecture, or the share is no share.
    """
    shapes = [{name: tensor.shape for name, tensor in model.items()} for model in (first, second)]
    if shapes[0] != shapes[1]:
        raise ValueError("the two checkpoints are not of one architecture")
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"a share is from 0 to 1, not {share}")
    return {
        name: (first[name].float() * (1 - share) + tensor.float() * share).to(tensor.dtype)
        for name, tensor in second.items()
    }


def main() -> None:
    """Read the options and write the mixture."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("first", type=Path, help="a checkpoint folder")
    parser.add_argument("second", type=Path, help="trained on from it; is replaced")
    parser.add_argument("--share", type=float, default=0.5, help="of the second (default: 0.5)")
    options = parser.parse_args()
    first, second = (load_file(folder / WEIGHTS) for folder in (options.first, options.second))
    mixed = mix(first, second, options.share)
    fresh = options.second / f"{WEIGHTS}.new"
    save_file(mixed, fresh, metadata={"format": "pt"})
    fresh.replace(options.second / WEIGHTS)


if __name__ == "__main__":
    main()
