"""`anneal version`: which Anneal this is, and on request whether there is a newer one."""

import argparse
import json
from dataclasses import asdict

from engine.cli_common import DONE, FAILED, LoadEngine, put
from engine.machine import package_version
from engine.release.address import release_address
from engine.release.note import ReleaseAnswer, Verdict

_ENDS = {
    Verdict.NEWEST: "This is the newest version.",
    Verdict.NO_ADDRESS: "This build names no address for releases.",
}


def add_parser(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the verb to argparse."""
    parser = verbs.add_parser(
        "version",
        help="say which Anneal this is, and with --check whether there is a newer one",
        description="Say which Anneal this is. With --check, ask the address that this build names "
        "for the newest version; nothing is downloaded or installed. The exit code is 3 where "
        "there was no answer.",
        allow_abbrev=False,
    )
    parser.add_argument("--check", action="store_true", help="ask, over the network")
    parser.add_argument(
        "--address", default="", metavar="URL", help="ask there instead; for who packages Anneal"
    )
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, load: LoadEngine) -> int:
    """Carry out the verb; the exit code is 3 where there was no answer."""
    del load
    own = package_version("anneal") or ""
    if not options.check:
        put(json.dumps({"version": own}) + "\n" if options.json else f"Anneal {own}\n")
        return DONE
    from engine.release.ask import ask

    answer = ask(options.address or release_address(), own)
    told = json.dumps(asdict(answer), ensure_ascii=False) if options.json else _words(answer)
    put(told + "\n")
    return DONE if answer.verdict in (Verdict.NEWER, Verdict.NEWEST) else FAILED


def _words(answer: ReleaseAnswer) -> str:
    lines = [f"Anneal {answer.own}"]
    note = answer.note
    if answer.verdict is Verdict.NEWER and note is not None:
        lines += [f"There is a newer version: {note.version}", note.notes, note.page]
    elif answer.verdict in _ENDS:
        lines.append(_ENDS[answer.verdict])
    else:
        lines.append(f"No answer: {answer.detail}")
    return "\n".join(filter(None, lines))
