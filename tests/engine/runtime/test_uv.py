"""How uv is called: with nothing of the person's other tools, and no password among arguments."""

import sys
from pathlib import Path

import pytest

from engine.runtime.as_python import answer, is_asked
from engine.runtime.here import AS_PYTHON
from engine.runtime.uv import find_uv, install_command, uv_environment

QUESTION = ["-I", "-B", "-c", "import sys; print(sys.argv, __name__)"]


def test_the_environment_keeps_proxies_and_drops_other_tools() -> None:
    kept = uv_environment(
        {
            "HTTPS_PROXY": "http://proxy:1",
            "no_proxy": "a",
            "PATH": "/bin",
            "UV_INDEX_URL": "https://elsewhere",
            "PIP_INDEX_URL": "https://elsewhere",
            "PYTHONPATH": "/x",
            "VIRTUAL_ENV": "/y",
            "CONDA_PREFIX": "/z",
        },
        "https://ada:secret@mirror/simple",
    )
    assert kept["HTTPS_PROXY"] == "http://proxy:1"
    assert kept["no_proxy"] == "a"
    assert kept["UV_DEFAULT_INDEX"] == "https://ada:secret@mirror/simple"
    assert not {"UV_INDEX_URL", "PIP_INDEX_URL", "PYTHONPATH", "VIRTUAL_ENV"} & set(kept)
    assert "CONDA_PREFIX" not in kept
    assert kept["UV_SYSTEM_CERTS"] == "1"
    assert "UV_DEFAULT_INDEX" not in uv_environment({}, "")
    assert "UV_SYSTEM_CERTS" not in uv_environment({"SSL_CERT_FILE": "/c"}, "")


def test_an_address_is_never_an_argument(tmp_path: Path) -> None:
    command = install_command(find_uv(), tmp_path, tmp_path, tmp_path, None)
    assert not any("://" in word for word in command)
    assert "--require-hashes" in command
    offline = install_command(find_uv(), tmp_path, tmp_path, tmp_path, tmp_path / "wheels")
    assert "--offline" in offline
    assert "--no-index" in offline


def test_the_packaged_program_answers_uv_and_nobody_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {AS_PYTHON: "1"}
    assert not is_asked(QUESTION, asked)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert is_asked(QUESTION, asked)
    assert not is_asked(QUESTION, {})
    assert not is_asked(QUESTION[:3], asked)
    assert not is_asked(["-c", "1"], asked)
    monkeypatch.setattr(sys, "argv", ["anneal"])
    assert answer([*QUESTION, "more"]) == 0
    assert capsys.readouterr().out == "['-c', 'more'] __main__\n"


def test_the_program_lets_uv_ask(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from app.__main__ import main

    monkeypatch.setattr(sys, "argv", ["anneal"])
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(SystemExit):
        main(QUESTION)
    capsys.readouterr()
    monkeypatch.setenv(AS_PYTHON, "1")
    assert main(QUESTION) == 0
    assert "__main__" in capsys.readouterr().out
