"""`anneal models rename | remove`: names of the person's own checkpoints, and their room.

``remove --events`` prints the events of a job; ``rename`` prints the new folder, or fails.
"""

import argparse

from engine.cli_common import DONE, LoadEngine, put
from engine.cli_jobs import add_events_option, run_job
from engine.store.manage import clear_removed, remove, rename


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verbs to argparse."""
    other = actions.add_parser("rename", help="give a checkpoint another name", allow_abbrev=False)
    other.add_argument("old", metavar="OLD", help="its name in your data folder")
    other.add_argument("new", metavar="NEW", help="the new one")
    other.set_defaults(act=_rename)
    gone = actions.add_parser(
        "remove", help="remove a checkpoint from the disk", allow_abbrev=False
    )
    gone.add_argument("name", metavar="NAME", help="its name in your data folder")
    add_events_option(gone)
    gone.set_defaults(act=_remove)


def _rename(options: argparse.Namespace, _: LoadEngine) -> int:
    put(f"{rename(options.old, options.new)}\n")
    return DONE


def _remove(options: argparse.Namespace, _: LoadEngine) -> int:
    clear_removed()
    return run_job(remove(options.name), as_json=options.events)
