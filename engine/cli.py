"""The command line without a window: `anneal rewrite | bench | doctor | …`; knows no Qt."""

import argparse
import io
import sys
from collections.abc import Sequence

from engine import cli_bench, cli_doctor, cli_models, cli_rewrite, cli_runtime, cli_version
from engine.cli_common import (
    CANCELLED,
    FAILED,
    WRONG_USAGE,
    LoadEngine,
    OutputError,
    UsageError,
    abandon_output,
    flush_output,
    load_engine,
    refusal,
    say,
    show_progress,
)
from engine.errors import EngineError
from engine.files import SaveError


def main(arguments: Sequence[str], load: LoadEngine = load_engine) -> int:
    """Run one verb.

    Args:
        arguments: without the program's name, the verb first.
        load: makes an engine of a checkpoint folder.

    Returns:
        0 done, 2 wrong usage, 3 the engine, a save or the output failed, 130 cancelled.

    Raises:
        SystemExit: from argparse, with code 2 for wrong usage and 0 for ``--help``.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Texts are UTF-8 whatever the terminal calls itself, and keep their line ends.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    options = _parser().parse_args(arguments)
    prefix = f"anneal {options.verb}"
    try:
        code: int = options.run(options, load)
        flush_output()
    except UsageError as error:
        say(f"{prefix}: {error}")
        return WRONG_USAGE
    except (EngineError, SaveError) as error:
        show_progress("")
        say(f"{prefix}: {error}")
        return FAILED
    except OutputError as error:
        show_progress("")
        say(f"{prefix}: {error}")
        abandon_output()
        return FAILED
    except KeyboardInterrupt:
        show_progress("")
        say(f"{prefix}: cancelled")
        return CANCELLED
    except BrokenPipeError:
        # Whoever read the output has left, and knows it.
        abandon_output()
        return CANCELLED
    except OSError as error:
        show_progress("")
        say(f"{prefix}: {refusal(error)}")
        return FAILED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="anneal", description="Anneal without a window.", allow_abbrev=False
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for module in (cli_rewrite, cli_bench, cli_doctor, cli_models, cli_runtime, cli_version):
        module.add_parser(verbs)
    return parser
