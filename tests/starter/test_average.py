"""A mixture of two models lies between them, in the type of their weights."""

import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from average import main, mix


def weights(value: float) -> dict[str, torch.Tensor]:
    return {"a": torch.full((2, 3), value, dtype=torch.bfloat16), "b": torch.full((4,), -value)}


def test_the_share_is_that_of_the_second() -> None:
    mixed = mix(weights(1.0), weights(3.0), 0.75)
    assert torch.equal(mixed["a"], torch.full((2, 3), 2.5, dtype=torch.bfloat16))
    assert torch.equal(mixed["b"], torch.full((4,), -2.5))
    for share, value in ((0.0, 1.0), (1.0, 3.0)):
        for name, tensor in weights(value).items():
            assert torch.equal(mix(weights(1.0), weights(3.0), share)[name], tensor)


def test_models_of_two_architectures_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="one architecture"):
        mix(weights(1.0), {"a": torch.zeros(2, 3)}, 0.5)
    with pytest.raises(ValueError, match=r"not 1\.5"):
        mix(weights(1.0), weights(2.0), 1.5)


def test_the_mixture_takes_the_place_of_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("first", 1.0), ("second", 2.0)):
        (tmp_path / name).mkdir()
        save_file(weights(value), tmp_path / name / "model.safetensors")
    folders = [str(tmp_path / name) for name in ("first", "second")]
    monkeypatch.setattr(sys, "argv", ["average.py", *folders])
    main()
    mixed = load_file(tmp_path / "second" / "model.safetensors")
    assert torch.equal(mixed["b"], torch.full((4,), -1.5))
    assert [path.name for path in (tmp_path / "second").iterdir()] == ["model.safetensors"]
