"""An adapter computes what transformers' modules compute with its product merged by hand."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from engine.canvas import CanvasPlan
from engine.denoise import Denoiser
from engine.errors import AdapterError, OutOfMemoryError
from engine.events import ModelLoading
from engine.four_bit.quantize import quantize
from engine.four_bit.recipe import find_recipe
from engine.four_bit.stored_weights import read_weights
from engine.fused.denoiser import FusedDenoiser
from engine.model.adapted_model import adapt_model
from engine.model.adapter_files import read_adapter
from engine.model.checkpoint import read_checkpoint
from engine.model.lean import LeanDenoiser
from engine.model.loaded import LoadedModel
from engine.model.loader import load_model
from engine.model.nf4 import Nf4Weight
from engine.model.reference import ReferenceDenoiser
from engine.model.weight import AdaptedWeight, dequantize
from engine.plan.fit import DeviceMemory
from engine.plan.memory_plan import Place
from engine.plan.stored import with_room
from engine.session import Engine
from tests.engine.session_stage import SETTINGS, draft_of, make_request, run
from tests.tiny_adapter import (
    ALPHA,
    CONDITIONING,
    DECODER,
    ENCODER,
    RANK,
    adapter_tensors,
    linear_shapes,
    write_adapter,
)
from tests.tiny_checkpoint import FULL, SLIDING, TinyShape, make_checkpoint

CPU = torch.device("cpu")
SHAPE = TinyShape(layer_types=(SLIDING, SLIDING, FULL), hidden=64, dense=96, expert_width=32)
MODULES = linear_shapes(SHAPE)
SCALING = ALPHA / RANK


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkpoint of full precision."""
    return make_checkpoint(
        tmp_path_factory.mktemp("plain") / "tiny", SHAPE, spread=0.08, dtype=torch.float32
    )


@pytest.fixture(scope="module")
def four_bit(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the same checkpoint, quantized as far as it can be."""
    folder = tmp_path_factory.mktemp("four-bit") / "tiny"
    for _ in quantize(plain, folder, find_recipe("smallest")):
        pass
    return folder


@pytest.fixture(scope="module")
def dequantized(plain: Path, four_bit: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkpoint of the numbers that the quantized one stands for."""
    folder = tmp_path_factory.mktemp("dequantized")
    for name in ("config.json", "generation_config.json", "tokenizer.json"):
        (folder / name).write_bytes((plain / name).read_bytes())
    weights = read_weights(read_checkpoint(four_bit), CPU)
    numbers = {name: dequantize(weight, torch.float32) for name, weight in weights.items()}
    save_file(numbers, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def load(folder: Path, adapter: Path | None = None) -> LoadedModel:
    checkpoint = read_checkpoint(folder)
    model = load_model(checkpoint, CPU, torch.float32)
    return model if adapter is None else adapt_model(model, read_adapter(adapter, checkpoint))


def merged(
    folder: Path, tensors: Mapping[str, torch.Tensor], scalings: Mapping[str, float] | None = None
) -> Denoiser:
    """Return transformers' modules, each adapted one with a merged weight of its own."""
    network = load(folder).network
    for name, down in tensors.items():
        if name.endswith("lora_A.weight"):
            up = tensors[name.replace("lora_A", "lora_B")]
            module = name.removeprefix("base_model.model.").removesuffix(".lora_A.weight")
            scaling = (scalings or {}).get(module, SCALING)
            linear = network.get_submodule(module)
            whole = linear.get_parameter("weight").detach() + scaling * (up @ down)
            linear.weight = nn.Parameter(whole)
    return ReferenceDenoiser(network)


def logits(denoiser: Denoiser) -> torch.Tensor:
    """Return the logits of two steps on each of two canvases, [4, C, V]."""
    generator = torch.Generator().manual_seed(0)

    def some_ids(count: int) -> torch.Tensor:
        return torch.randint(0, SHAPE.vocabulary, (count,), generator=generator)

    found = []
    for read in (40, SHAPE.canvas_length):
        denoiser.extend(some_ids(read))
        scores = None
        for _ in range(2):
            found.append(denoiser.logits(some_ids(SHAPE.canvas_length), scores).clone())
            scores = found[-1] / 0.7
    return torch.stack(found)


def assert_same(found: torch.Tensor, expected: torch.Tensor) -> None:
    torch.testing.assert_close(found, expected, rtol=1e-4, atol=2e-4)


CHOICES: dict[str, Callable[[str], bool]] = {
    "all": lambda _name: True,
    "the encoder alone": lambda name: name.startswith(ENCODER),
    "the decoder alone": lambda name: name.startswith(DECODER),
    "queries and values": lambda name: name.endswith(("q_proj", "v_proj")),
    "keys and up": lambda name: name.endswith(("k_proj", "mlp.up_proj")),
    "one layer": lambda name: name.startswith(f"{DECODER}.2."),
    "self-conditioning": lambda name: name.startswith(CONDITIONING),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_a_plain_checkpoint_computes_as_if_merged(tmp_path: Path, plain: Path, choice: str) -> None:
    modules = {name: shape for name, shape in MODULES.items() if CHOICES[choice](name)}
    tensors = adapter_tensors(modules)
    model = load(plain, write_adapter(tmp_path / "lora", tensors))
    found = logits(model.denoiser())
    assert isinstance(model.denoiser(), LeanDenoiser)
    assert_same(found, logits(merged(plain, tensors)))
    assert (found - logits(load(plain).denoiser())).abs().max() > 0.5


def test_a_4_bit_checkpoint_computes_as_if_its_numbers_were_merged(
    tmp_path: Path, four_bit: Path, dequantized: Path
) -> None:
    tensors = adapter_tensors(MODULES)
    model = load(four_bit, write_adapter(tmp_path / "lora", tensors))
    found = logits(model.denoiser())
    assert_same(found, logits(merged(dequantized, tensors)))
    assert (found - logits(load(four_bit).denoiser())).abs().max() > 0.5


def test_the_modules_of_transformers_compute_the_same(tmp_path: Path, plain: Path) -> None:
    """They serve where there is no lean forward pass."""
    model = load(plain, write_adapter(tmp_path / "lora", adapter_tensors(MODULES)))
    assert_same(logits(ReferenceDenoiser(model.network)), logits(model.denoiser()))


def test_ranks_and_factors_are_those_of_the_config(tmp_path: Path, plain: Path) -> None:
    """By pattern, the first one that matches, and over the square root of the rank."""
    last, queries = f"{DECODER}.2.mlp.down_proj", f"{ENCODER}.0.self_attn.q_proj"
    chosen = {name: MODULES[name] for name in (last, queries, f"{DECODER}.0.self_attn.o_proj")}
    tensors = adapter_tensors(chosen, ranks={last: 5})
    config = {
        "use_rslora": True,
        "rank_pattern": {r"decoder\.layers\.2\.mlp\.\w+": 5, "down_proj": 7},
        "alpha_pattern": {"q_proj": -2, "0.self_attn.q_proj": 9},
    }
    scalings = {
        last: ALPHA / math.sqrt(5),
        queries: -2 / math.sqrt(RANK),
        f"{DECODER}.0.self_attn.o_proj": ALPHA / math.sqrt(RANK),
    }
    model = load(plain, write_adapter(tmp_path / "lora", tensors, config))
    assert_same(logits(model.denoiser()), logits(merged(plain, tensors, scalings)))


def test_an_untrained_adapter_changes_no_bit(tmp_path: Path, four_bit: Path) -> None:
    """As PEFT starts one: with zeros for B."""
    tensors = adapter_tensors(MODULES)
    zeros = {name: torch.zeros_like(tensor) for name, tensor in tensors.items() if "_B" in name}
    model = load(four_bit, write_adapter(tmp_path / "lora", tensors | zeros))
    assert torch.equal(logits(model.denoiser()), logits(load(four_bit).denoiser()))


def test_the_weights_stay_as_they_are_and_are_held_once(tmp_path: Path, four_bit: Path) -> None:
    tensors = adapter_tensors(MODULES)
    model, bare = load(four_bit, write_adapter(tmp_path / "lora", tensors)), load(four_bit)
    assert model.lean is not None
    for reading, refining in zip(model.lean.encoder_layers, model.lean.decoder_layers, strict=True):
        for one, other in (
            (reading.qkv, refining.qkv),
            (reading.output, refining.output),
            (reading.dense.gate_up, refining.dense.gate_up),
            (reading.dense.down, refining.dense.down),
        ):
            assert isinstance(one, AdaptedWeight)
            assert isinstance(other, AdaptedWeight)
            assert isinstance(one.base, Nf4Weight)
            assert one.base is other.base
    added = sum(tensor.numel() for tensor in tensors.values())
    assert model.parameters == bare.parameters + added
    assert model.weight_bytes == bare.weight_bytes + 2 * 4 * added
    assert (bare.adapter, model.adapter) == ("", "lora")


def test_drafts_are_the_adapted_models_and_say_so(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "tiny", SHAPE, spread=0.3, settings=SETTINGS)
    adapter = write_adapter(tmp_path / "lora", adapter_tensors(MODULES))
    drafts = []
    for engine in (
        Engine.load(folder, device="cpu"),
        Engine.load(folder, adapter=adapter, device="cpu"),
    ):
        drafts.append(draft_of(run(engine, make_request(max_steps=2, max_canvases=1))))
        assert drafts[-1].model == engine.info.name
    assert [draft.model for draft in drafts] == ["Tiny", "Tiny + lora"]
    assert engine.info.adapter == "lora"
    assert drafts[0].text != drafts[1].text


def test_what_cannot_be_applied_is_refused_before_the_weights_are_read(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "tiny", SHAPE, settings=SETTINGS)
    adapter = write_adapter(tmp_path / "lora", adapter_tensors(MODULES), {"use_dora": True})
    heard: list[ModelLoading] = []
    with pytest.raises(AdapterError, match="DoRA"):
        Engine.load(folder, adapter=adapter, device="cpu", on_loading=heard.append)
    assert [event.stage for event in heard] == ["config"]


def test_the_plan_leaves_room_for_it(plain: Path) -> None:
    checkpoint = read_checkpoint(plain)
    card = DeviceMemory(Place.GPU, 1_200_000_000, 2_000_000_000)
    assert with_room(checkpoint, card).context_length == SHAPE.context
    with pytest.raises(OutOfMemoryError, match=r"0\.20 GB are free"):
        with_room(checkpoint, card, beside=1_000_000_000)


def test_pictures_are_not_read_so_their_part_is_left_out(tmp_path: Path, plain: Path) -> None:
    tensors = adapter_tensors({f"{DECODER}.0.mlp.up_proj": MODULES[f"{DECODER}.0.mlp.up_proj"]})
    seeing = "model.encoder.vision_tower.encoder.layers.0.self_attn.q_proj.linear"
    model = load(plain, write_adapter(tmp_path / "a", tensors))
    more = tensors | adapter_tensors({seeing: (8, 8)})
    both = load(plain, write_adapter(tmp_path / "b", more))
    assert torch.equal(logits(model.denoiser()), logits(both.denoiser()))


def test_the_fused_step_reads_and_refines_with_the_same(tmp_path: Path, plain: Path) -> None:
    model = load(plain, write_adapter(tmp_path / "lora", adapter_tensors(MODULES)))
    assert model.lean is not None
    length = SHAPE.canvas_length
    fused = FusedDenoiser(model.lean, device=CPU, canvas_length=length, context=200, chunk=160)
    prompt, ids = torch.arange(40), torch.arange(length)
    fused.extend(prompt)
    outcome = fused.refine(
        ids,
        None,
        canvas=CanvasPlan(length, SHAPE.vocabulary, (), 0, 1.0, {}, ()).start(
            0, torch.Generator().manual_seed(0)
        ),
        temperature=1.0,
        entropy_bound=0.5,
        generator=torch.Generator().manual_seed(0),
    )
    denoiser = model.denoiser()
    denoiser.extend(prompt)
    scores = denoiser.logits(ids, None)
    assert torch.equal(outcome.argmax, scores.argmax(-1))
    entropies = torch.distributions.Categorical(logits=scores).entropy()
    torch.testing.assert_close(outcome.entropies, entropies, rtol=1e-4, atol=1e-4)


def test_bfloat16_rounds_less_than_the_adapter_changes(tmp_path: Path, plain: Path) -> None:
    adapter = write_adapter(tmp_path / "lora", adapter_tensors(MODULES))
    checkpoint = read_checkpoint(plain)
    model = load_model(checkpoint, CPU, torch.bfloat16)
    bare = logits(model.denoiser())
    found = logits(adapt_model(model, read_adapter(adapter, checkpoint)).denoiser())
    rounded = found - logits(load(plain, adapter).denoiser())
    assert rounded.square().mean().sqrt() < 0.3 * (found - bare).square().mean().sqrt()


def test_a_fine_tuned_checkpoint_of_the_class_loads_like_any(tmp_path: Path, plain: Path) -> None:
    """As transformers saves one after training."""
    tuned, folder = load(plain), tmp_path / "tuned"
    with torch.no_grad():
        tuned.network.model.decoder.layers[1].mlp.up_proj.weight.mul_(1.5)
    tuned.network.save_pretrained(folder)
    for name in ("generation_config.json", "tokenizer.json"):
        (folder / name).write_bytes((plain / name).read_bytes())
    found = logits(load(folder).denoiser())
    assert torch.equal(found, logits(tuned.denoiser()))
    assert not torch.equal(found, logits(load(plain).denoiser()))
