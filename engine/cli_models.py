"""`anneal models`: which there are; downloads, verifies, quantizes, renames and removes them.

What each of its verbs takes and prints stands beside it, in the modules ``cli_models_*``.
"""

import argparse

from engine import (
    cli_models_download,
    cli_models_folders,
    cli_models_list,
    cli_models_quantize,
    cli_models_verify,
)
from engine.cli_common import LoadEngine
from engine.paths import CHECKPOINTS


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "models",
        help="list, download, verify, quantize, rename or remove checkpoints",
        epilog="They lie in your data folder, or in the folder that the variable "
        f"{CHECKPOINTS} names: ~ at its beginning is your home, and a relative one begins where "
        "the program is started.",
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(
        dest="action", metavar="ACTION", help="list where none is named"
    )
    parser.set_defaults(run=run, act=cli_models_list.run_list, json=False)
    for module in (
        cli_models_list,
        cli_models_download,
        cli_models_verify,
        cli_models_quantize,
        cli_models_folders,
    ):
        module.add_actions(actions)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb and return the exit code."""
    code: int = options.act(options, load)
    return code
