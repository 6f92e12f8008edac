"""`anneal models download | plan`: brings a model from the hub, or tells what that would take.

``plan --json`` prints one object, with the values of ``engine.store.download_plan.DownloadPlan``::

    {"repo": "google/diffusiongemma-26B-A4B-it", "revision": "main", "commit": "<40 digits>",
     "licence": "apache-2.0", "place": "/home/.../checkpoints/diffusiongemma-26B-A4B-it",
     "files": 12, "nbytes": 52000000000, "bytes_done": 0, "free_bytes": 99000000000,
     "free_after": 47000000000, "quantized_bytes": 15300000000, "about": false}

With ``--estimate`` no network is used: ``about`` is true, ``commit`` "" and ``files`` 0.
``download --events`` prints the events of a job; the same command goes on with what is whole.
"""

import argparse
import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from engine.cli_common import DONE, LoadEngine, UsageError, put, say, show_progress
from engine.cli_jobs import add_events_option, run_job
from engine.jobs import JobEvent, JobNote
from engine.network import check_network_allowed
from engine.sizes import size_text
from engine.store.download import USUAL_REVISION, describe, download
from engine.store.download_plan import DownloadPlan, plan_of, plan_without_network
from engine.store.manage import clear_removed
from engine.store.names import own_folder
from engine.store.patience import USUAL
from engine.store.record import DownloadRecord
from engine.store.remote import DEFAULT_REPO


def add_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verbs to argparse."""
    fetch = actions.add_parser(
        "download",
        help="download a checkpoint",
        description="Download a checkpoint: its weights as safetensors, tokenizer and settings, "
        "never code. It can be stopped and killed at any time: the same command goes on. Proxies "
        "are those of the usual variables (HTTPS_PROXY). A token for a model that asks for one is "
        "that of HF_TOKEN; it goes to huggingface.co alone, and to no mirror. Where it is for "
        "another hub, such as a company's own, ANNEAL_TOKEN_HOST names the host that gets it "
        "instead.",
        allow_abbrev=False,
    )
    _add_options(fetch)
    add_events_option(fetch)
    fetch.set_defaults(act=_download)
    plan = actions.add_parser(
        "plan", help="tell what a download would take, and its licence", allow_abbrev=False
    )
    _add_options(plan)
    plan.add_argument("--json", action="store_true", help="print one object")
    plan.add_argument(
        "--estimate",
        action="store_true",
        help=f"from what Anneal knows of {DEFAULT_REPO}, without a network",
    )
    plan.set_defaults(act=_plan)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "repo",
        nargs="?",
        default=DEFAULT_REPO,
        metavar="REPO",
        help="OWNER/NAME on the hub (default: %(default)s)",
    )
    parser.add_argument(
        "--revision", metavar="R", help="a branch, tag or commit (default: what was begun, or main)"
    )
    parser.add_argument("--name", help="what the model is to be called here")
    parser.add_argument(
        "--endpoint", metavar="URL", help="address of a mirror (default: HF_ENDPOINT, or the hub)"
    )


def _download(options: argparse.Namespace, _: LoadEngine) -> int:
    return run_job(_fetch(options), as_json=options.events)


def _fetch(options: argparse.Namespace) -> Generator[JobEvent, None, None]:
    """Fetch as asked; a name that is none is an error of the job too."""
    clear_removed()
    folder = _folder(options)
    yield from download(options.repo, folder, revision=options.revision, endpoint=options.endpoint)


def _folder(options: argparse.Namespace) -> Path:
    """Return the folder of the model, by its own name or the repository's."""
    return own_folder(options.name or options.repo.rpartition("/")[2])


def _plan(options: argparse.Namespace, _: LoadEngine) -> int:
    if options.estimate and options.repo != DEFAULT_REPO:
        raise UsageError(f"--estimate knows {DEFAULT_REPO} alone: leave it out")
    revision = options.revision or USUAL_REVISION
    if options.estimate:
        plan = plan_without_network(_folder(options), revision)
    else:
        plan = plan_of(_asked(options, revision), _folder(options))
    if options.json:
        put(json.dumps(asdict(plan), default=str) + "\n")
    else:
        put(_plan_text(plan))
    return DONE


def _asked(options: argparse.Namespace, revision: str) -> DownloadRecord:
    """Ask the hub what the download would bring."""
    check_network_allowed("asking for the size of a model")
    from engine.store.hub import Hub

    with closing(Hub(options.endpoint)) as hub:
        events = describe(hub, options.repo, revision, USUAL)
        while True:
            try:
                event = next(events)
            except StopIteration as end:
                record: DownloadRecord = end.value
                return record
            if isinstance(event, JobNote):
                show_progress("")
                say(f"anneal: {event.words}")


def _plan_text(plan: DownloadPlan) -> str:
    about = "about " if plan.about else ""
    at = f", commit {plan.commit[:12]}" if plan.commit else ""
    files = f" in {plan.files} files" if plan.files else ""
    lines = [
        f"{plan.repo}{at}: {about}{size_text(plan.nbytes)}{files}, into {plan.place}",
        f"licence: {plan.licence or 'none named'}",
        f"free on that disk: {size_text(plan.free_bytes)} now, "
        + (
            f"{about}{size_text(plan.free_after)} afterwards"
            if plan.free_after >= 0
            else f"{size_text(-plan.free_after)} too little"
        ),
    ]
    if plan.quantized_bytes:
        lines.append(f"4 bits made of it: about {size_text(plan.quantized_bytes)} more")
    return "\n".join(lines) + "\n"
