"""The environment of child processes: what each setting becomes, and what is left alone."""

from pathlib import Path
from urllib.request import getproxies

import pytest

from app.addresses import STRAIGHT
from app.jobs.environment import job_environment, own_environment, use_own_environment
from app.settings import Settings

PROXIES = {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"}


def test_without_settings_nothing_but_counting_is_touched() -> None:
    variables = job_environment(Settings(), {})
    assert variables.pop("DO_NOT_TRACK") == variables.pop("HF_HUB_DISABLE_TELEMETRY") == "1"
    assert variables.pop("HF_HUB_DISABLE_UPDATE_CHECK") == "1"
    # The editor's own process has them at 1, and a child would inherit that.
    assert variables == {"HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0"}


def test_offline_forbids_the_network_to_every_part() -> None:
    variables = job_environment(Settings(offline=True))
    for name in ("ANNEAL_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        assert variables[name] == "1"


def test_what_is_forbidden_outside_is_forbidden_to_every_part() -> None:
    variables = job_environment(Settings(), {"ANNEAL_OFFLINE": "1"})
    for name in ("ANNEAL_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        assert variables[name] == "1"


def test_the_switch_off_does_not_lift_what_was_set_outside() -> None:
    assert "ANNEAL_OFFLINE" not in job_environment(Settings())


def test_a_proxy_is_told_in_every_spelling() -> None:
    variables = job_environment(Settings(proxy="http://ada:secret@proxy:8080"))
    assert {name: variables[name] for name in PROXIES} == dict.fromkeys(
        PROXIES, "http://ada:secret@proxy:8080"
    )
    assert "NO_PROXY" not in variables


def test_no_proxy_overrides_one_that_the_system_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://system:1")
    for name, value in job_environment(Settings(proxy=STRAIGHT)).items():
        monkeypatch.setenv(name, value)
    assert getproxies() == {"no": "*"}


@pytest.mark.parametrize(
    ("settings", "name", "value"),
    [
        (Settings(model_mirror="https://mirror/hub/"), "HF_ENDPOINT", "https://mirror/hub"),
        (
            Settings(package_mirror="https://mirror/simple"),
            "ANNEAL_PACKAGE_INDEX",
            "https://mirror/simple",
        ),
        (Settings(models_folder="/disk/models"), "ANNEAL_CHECKPOINTS", "/disk/models"),
        (Settings(models_folder="~/models"), "ANNEAL_CHECKPOINTS", "~/models"),
        # From wherever a window is started.
        (Settings(models_folder="models"), "ANNEAL_CHECKPOINTS", "~/models"),
    ],
)
def test_each_setting_becomes_its_variable(settings: Settings, name: str, value: str) -> None:
    wanted = value.replace("~", str(Path.home()))
    assert job_environment(settings)[name] == wanted
    assert name not in job_environment(Settings())


def test_the_editor_itself_is_always_offline() -> None:
    assert own_environment(Settings())["HF_HUB_OFFLINE"] == "1"
    assert own_environment(Settings())["TRANSFORMERS_OFFLINE"] == "1"
    # Its own switch is told to children alone: what forces it from outside must stay legible.
    assert "ANNEAL_OFFLINE" not in own_environment(Settings(offline=True))
    assert not PROXIES & set(own_environment(Settings(proxy="http://proxy:1")))


def test_the_models_folder_is_in_force_in_the_editor_too() -> None:
    environment = {"ANNEAL_CHECKPOINTS": "/outside", "PATH": "/bin"}
    use_own_environment(Settings(), environment)
    assert environment["ANNEAL_CHECKPOINTS"] == "/outside"
    use_own_environment(Settings(models_folder="/disk/models"), environment)
    assert environment["ANNEAL_CHECKPOINTS"] == "/disk/models"
    assert environment["PATH"] == "/bin"
