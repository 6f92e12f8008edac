"""Nothing of the person's own stays in a report, wherever it slipped in."""

import getpass
from dataclasses import fields, replace
from pathlib import Path

import pytest

from app.report.redaction import A_PATH, LEFT_OUT, Person, redacted, this_person
from app.report.settings_lines import (
    BY_PRESET,
    NOT_TOLD,
    SET_OR_NOT,
    TOLD,
    own_words,
    settings_lines,
)
from app.report.text import Section, last_log_lines, person_of, report_text
from app.settings import Settings
from engine.paths import starter_folder

ADA = Person(("/home/ada",), ("ada", "adas-laptop"), ("Secret plan", "http://ada:pw@proxy:1"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("in /home/ada/.local/share/anneal", "in ~/.local/share/anneal"),
        ("in /home/ada", "in ~"),
        ("in /home/ada/Secret plan.md", f"in ~/{LEFT_OUT}"),
        ("in /home/ada/thesis/chapter.md", f"in ~/{LEFT_OUT}"),
        ("in /home/adamant/x", f"in {A_PATH}"),
        ("ada on adas-laptop", f"{LEFT_OUT} on {LEFT_OUT}"),
        ("adapter", "adapter"),
        ("/srv/work/secret/model is gone", f"{A_PATH} is gone"),
        (r"C:\Users\ada\x is gone", f"{A_PATH} is gone"),
        ("/usr/lib/python3/x.py and tokens/s", "/usr/lib/python3/x.py and tokens/s"),
        ("app/log.py:12 and 1/2", "app/log.py:12 and 1/2"),
        ("via http://ada:pw@proxy:1 !", f"via {LEFT_OUT} !"),
        ("see https://example.org/a/b", "see https://example.org/a/b"),
    ],
)
def test_names_folders_and_secrets_go(text: str, shown: str) -> None:
    assert redacted(text, ADA) == shown


def test_who_runs_this_is_known() -> None:
    person = this_person()
    assert str(Path.home()) in person.homes
    assert getpass.getuser() in person.names


def test_every_setting_has_its_place_in_a_report() -> None:
    """A new setting fails here until somebody has said what a report may tell of it."""
    listed = [*TOLD, *SET_OR_NOT, *BY_PRESET, *NOT_TOLD]
    assert sorted(listed) == sorted(field.name for field in fields(Settings))


SECRETS = Settings(
    font_family="SECRET font",
    recent_files=("/home/x/SECRET file.md",),
    recent_instructions=("SECRET instruction",),
    recent_models=("/models/SECRET other", str(starter_folder())),
    recent_commands=("own:SECRET preset",),
    model_folder="/models/SECRET model",
    models_folder="/SECRET models",
    window_geometry="SECRETgeometry",
    proxy="http://SECRET:word@proxy.example.org:3128",
    model_mirror="https://mirror.example.org/SECRET",
    package_mirror="https://packages.example.org/SECRET",
    seed=4711,
)


def test_of_the_settings_numbers_and_switches_are_told() -> None:
    lines = list(settings_lines(SECRETS))
    assert "SECRET" not in "\n".join(lines)
    assert "proxy: set" in lines
    assert "seed: 4711" in lines
    assert "keep_history: on" in lines
    assert "sampler: balanced" in lines
    assert "proxy: unset" in list(settings_lines(Settings()))
    own = replace(SECRETS, sampler="max_steps=24")
    assert "sampler: own numbers" in list(settings_lines(own))


def test_words_of_the_settings_are_left_out_wherever_they_stand() -> None:
    leaky = "\n".join(own_words(SECRETS)) + "\nSECRET file.md, dns error for proxy.example.org"
    assert "SECRET" in leaky
    told = report_text([Section("Leak", leaky)], person_of(SECRETS))
    assert "SECRET" not in told
    assert "example.org" not in told
    assert LEFT_OUT in told
    own = report_text([Section("Doctor", "starter: can be loaded")], person_of(SECRETS))
    assert "starter: can be loaded" in own


def test_the_end_of_the_log_goes_over_into_the_older_file(tmp_path: Path) -> None:
    assert last_log_lines(tmp_path) == []
    (tmp_path / "anneal.log.1").write_text("".join(f"old {n}\n" for n in range(200)))
    (tmp_path / "anneal.log").write_text("".join(f"new {n}\n" for n in range(30)))
    lines = last_log_lines(tmp_path)
    assert (len(lines), lines[0], lines[-1]) == (100, "old 130", "new 29")
