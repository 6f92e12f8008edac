"""Loading a model looks at its folder alone: nothing of what runs it may open a connection."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PROCESS

ROOT = Path(__file__).resolve().parents[2]
CHILD = """
import socket, sys

def refuse(*given, **named):
    raise SystemExit("reached for the network")

for name in ("connect", "connect_ex", "sendto"):
    setattr(socket.socket, name, refuse)
socket.getaddrinfo = refuse

from engine.paths import starter_folder
if sys.argv[1] == "command line":
    from engine.cli_common import load_engine as load
else:
    import huggingface_hub.constants
    assert not huggingface_hub.constants.is_offline_mode()
    from engine.session import Engine
    load = Engine.load
engine = load(starter_folder(), on_loading=lambda event: None)

import huggingface_hub, transformers
from huggingface_hub.errors import OfflineModeIsEnabled
assert huggingface_hub.constants.is_offline_mode()
try:
    huggingface_hub.get_session().get("https://huggingface.co/api/models/a/b")
except OfflineModeIsEnabled:
    print("offline")
"""


@pytest.mark.parametrize("way", ["command line", "library imported before"])
def test_loading_leaves_the_libraries_without_a_network(way: str) -> None:
    settings = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")
    environment = {name: value for name, value in os.environ.items() if name not in settings}
    child = subprocess.run(
        [sys.executable, "-c", CHILD, way],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PROCESS,
    )
    assert (child.stdout.splitlines()[-1:], child.returncode) == (["offline"], 0), child.stderr
