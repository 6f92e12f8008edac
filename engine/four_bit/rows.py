"""Reads a stored tensor some rows at a time; knows no formats."""

from collections.abc import Iterator

import torch

from engine.four_bit.tensor_file import read_pieces
from engine.model.weight_files import StoredTensor

# Of a tensor at a time. On the CPU they and all that becomes of them took 0.09 GB.
PIECE_BYTES = 2**22

_DTYPES = {"BF16": torch.bfloat16, "F16": torch.float16, "F32": torch.float32}


def read_rows(tensor: StoredTensor, row: int) -> Iterator[torch.Tensor]:
    """Yield whole rows, [R, row] in the stored type, about 4 MiB of them at a time.

    Args:
        tensor: of a floating type.
        row: its numbers come in multiples of so many.

    Raises:
        CheckpointDamagedError: the file cannot be read, or ends early.
    """
    dtype = _DTYPES[tensor.dtype]
    row_bytes = row * dtype.itemsize
    for piece in read_pieces(tensor, max(PIECE_BYTES // row_bytes, 1) * row_bytes):
        yield torch.frombuffer(piece, dtype=dtype).view(-1, row)
