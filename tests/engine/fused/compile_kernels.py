"""Compiles the kernels for graphics cards that need not be there, and writes what they take.

Run by itself: where Triton interprets kernels, as in the tests, it cannot compile them. Writes
the most shared memory of any kernel, in bytes, for each compute capability.
"""

import json
import sys

import triton
import triton.language as tl
from triton import JITFunction
from triton.backends.compiler import GPUTarget
from triton.compiler import ASTSource

from engine.fused import attention_kernel, likeliest_kernel, tally_kernel
from engine.fused.likeliest import KEPT
from engine.plan.memory_plan import VOCABULARY_CHUNK

# Numbers that are multiples of 16 for the 26B model. Triton compiles for that: memory can then be
# copied in the background, which takes more shared memory.
ROUND = (
    "query_head_stride",
    "query_stride",
    "key_head_stride",
    "key_stride",
    "first",
    "count",
)
WINDOW = 1024


def compile_for(
    capability: int,
    kernel: JITFunction,
    types: dict[str, str],
    constants: dict[str, object],
    stages: int,
) -> int:
    """Return the shared memory, in bytes, that a kernel takes."""
    names = kernel.arg_names
    source = ASTSource(
        fn=kernel,
        signature={name: types.get(name, "constexpr") for name in names},
        constexprs={(names.index(name),): value for name, value in constants.items()},
        attrs={
            (place,): [["tt.divisibility", 16]]
            for place, name in enumerate(names)
            if types.get(name, "").startswith("*") or name in ROUND
        },
    )
    compiled = triton.compile(
        source,
        target=GPUTarget("cuda", capability, 32),
        options={"num_warps": 8, "num_stages": stages},
    )
    return int(compiled.metadata.shared)


def attention(capability: int, width: int, *, causal: bool, window: int = 0) -> int:
    """Compile attention for heads so wide: of a canvas, or of what is read where ``causal``."""
    kernel = attention_kernel._attention
    rows, step = attention_kernel.block_sizes(width)
    constants = {
        "width": width,
        "block_width": width,
        "causal": causal,
        "window": window,
        "rows": rows,
        "step": step,
        "dtype": tl.bfloat16,
    }
    types = {name: "i32" for name in kernel.arg_names if name not in constants}
    types |= dict.fromkeys(("queries", "keys", "values", "attended"), "*bf16") | {"kept": "*i32"}
    return compile_for(capability, kernel, types, constants, attention_kernel._STAGES)


def tally(capability: int) -> int:
    """Compile the count of a chunk."""
    kernel = tally_kernel._count_in
    constants = {"block": VOCABULARY_CHUNK, "scaled": True, "dtype": tl.bfloat16}
    types = {name: "*fp32" for name in kernel.arg_names if name not in constants}
    types |= {"logits": "*bf16", "shares": "*bf16", "forbidden": "*i1", "open_until": "*i32"}
    types |= dict.fromkeys(("key", "argmax", "drawn"), "*i64")
    types |= {"first": "i32", "count": "i32", "soft_cap": "fp32"}
    return compile_for(capability, kernel, types, constants, 1)


def likeliest(capability: int) -> int:
    """Compile the choice of a chunk's likeliest tokens."""
    kernel = likeliest_kernel._keep
    constants: dict[str, object] = {"block": VOCABULARY_CHUNK, "scaled": True, "kept": KEPT}
    types = {name: "*fp32" for name in kernel.arg_names if name not in constants}
    types |= {"logits": "*bf16", "forbidden": "*i1", "open_until": "*i32", "tokens": "*i64"}
    types |= {"first": "i32", "count": "i32", "soft_cap": "fp32"}
    return compile_for(capability, kernel, types, constants, 1)


def main() -> None:
    """Compile for the capabilities in the arguments."""
    most = {
        capability: max(
            attention(int(capability), 256, causal=False),
            attention(int(capability), 512, causal=False),
            attention(int(capability), 256, causal=True, window=WINDOW),
            attention(int(capability), 512, causal=True),
            tally(int(capability)),
            likeliest(int(capability)),
        )
        for capability in sys.argv[1:]
    }
    sys.stdout.write(json.dumps(most))


if __name__ == "__main__":
    main()
