"""Instructions are counted in the right loop, and the compiled kernels need few of them."""

import os
import subprocess
import sys

import pytest

from engine.kernels.machine_code import read_code
from tests.bench.figures import from_json

LISTING = """
\t.section\t.text.kernel
.text.kernel:
        /*0000*/                   MOV R1, c[0x0][0x28] ;
.L_x_0:
        /*0010*/                   IADD3 R2, R2, 0x1, RZ ;
        /*0020*/              @!P0 BRA `(.L_x_0) ;
.L_x_1:
        /*0030*/                   PRMT R4, R5, 0x5410, R6 ;
        /*0040*/              @!P1 BRA `(.L_x_2) ;
        /*0050*/                   STL [R1+0x4], R7 ;
.L_x_2:
        /*0060*/                   HMMA.16816.F32.BF16 R8, R4, R2, RZ ;
        /*0070*/               @P0 BRA `(.L_x_1) ;
        /*0080*/                   EXIT ;
.L_x_3:
        /*0090*/                   BRA `(.L_x_3);
"""


def test_the_main_loop_is_the_longest() -> None:
    names, loop = read_code(LISTING)
    assert loop == ["PRMT", "BRA", "STL", "HMMA", "BRA"]
    assert names == ["MOV", "IADD3", "BRA", *loop, "EXIT", "BRA"]


def test_code_without_a_loop_is_refused() -> None:
    with pytest.raises(ValueError, match="no loop"):
        read_code(LISTING[LISTING.index(".L_x_2:") :])


@pytest.mark.slow
@pytest.mark.parametrize("capability", ["120", "90", "89"])
def test_a_weight_takes_few_instructions_and_no_register_is_spilled(capability: str) -> None:
    # In a process of its own, where Triton compiles; in this one it may interpret.
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.instructions", "--canvas", capability],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    instructions, spills = from_json(run.stdout.splitlines()[-1])
    # It must be 9 at most; more than this says that the assembler no longer keeps the tables.
    assert instructions.value <= 6.5, instructions.detail
    assert spills.value == 0
