"""Where the tests say that they run without a network, they do; and what runs a command so.

`make test` runs all tests but those marked loopback in a network namespace without interfaces,
where the system allows one: this is what keeps that from being an empty word.
"""

import os
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS

ROOT = Path(__file__).resolve().parents[1]
RUNNER = ROOT / "packaging" / "air_gapped.sh"
_SIOCGIFFLAGS = 0x8913
_UP = 1
UNREACHABLE = 101

in_the_gap = pytest.mark.skipif(
    "ANNEAL_AIR_GAPPED" not in os.environ, reason="runs with a network: see make airgapped"
)

CONNECT = f"""
import errno, socket
for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET, "192.0.2.1")):
    with socket.socket(family) as one:
        one.settimeout(5)
        print(one.connect_ex((address, 9)) == {UNREACHABLE})
"""


def interfaces() -> list[str]:
    return [name for _, name in socket.if_nameindex()]


@in_the_gap
def test_there_is_no_interface_but_a_loopback_that_is_down() -> None:
    import fcntl  # not on every system, and the gap is on Linux alone

    assert interfaces() == ["lo"]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        answer = fcntl.ioctl(one, _SIOCGIFFLAGS, struct.pack("256s", b"lo"))
    (flags,) = struct.unpack_from("H", answer, 16)
    assert not flags & _UP


@in_the_gap
def test_there_is_no_route() -> None:
    assert Path("/proc/self/net/route").read_text().splitlines()[1:] == []
    routes = Path("/proc/self/net/ipv6_route").read_text().splitlines()
    # The kernel's own refusal of everything, which each namespace has.
    assert all(line.startswith("0" * 32) and line.endswith("lo") for line in routes)


@in_the_gap
def test_a_child_reaches_nothing_either() -> None:
    run = subprocess.run(
        [sys.executable, "-c", CONNECT], capture_output=True, text=True, check=True, timeout=PROCESS
    )
    assert run.stdout.split() == ["True", "True"]


def allows_a_namespace() -> bool:
    if not sys.platform.startswith("linux"):
        return False
    return subprocess.run([RUNNER, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not allows_a_namespace(), reason="this system allows no network namespace")
def test_what_the_runner_runs_reaches_nothing_and_gives_its_exit_code() -> None:
    code = CONNECT + "import os, sys; sys.exit(int(os.environ['ANNEAL_AIR_GAPPED']) + 6)"
    run = subprocess.run(
        [RUNNER, sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert (run.stdout.split(), run.returncode) == (["True", "True"], 7)


def test_where_no_namespace_is_allowed_the_runner_says_so(tmp_path: Path) -> None:
    refuser = tmp_path / "unshare"
    refuser.write_text("#!/bin/sh\nexit 1\n")
    refuser.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [RUNNER, *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run("echo", "ran")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "nothing was run" in refused.stderr
    fallen_back = run("--if-allowed", "echo", "ran")
    assert (fallen_back.returncode, fallen_back.stdout) == (0, "ran\n")
    assert "runs with the network" in fallen_back.stderr
