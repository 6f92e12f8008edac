"""Addresses of proxies and mirrors: what is taken, what is said of the rest, what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.addresses import (
    STRAIGHT,
    has_credentials,
    is_encrypted,
    mirror_problem,
    proxy_problem,
    shown_address,
)

GOOD_FOR_BOTH = (
    "",
    "http://proxy",
    "http://proxy.example.org:8080",
    "https://proxy.example.org/",
    "HTTPS://Proxy.Example.org:443",
    "http://127.0.0.1:3128",
    "http://[::1]:3128",
    "http://my_proxy:1",
    "http://bücher.example:8080",
    "http://ada:secret@proxy:8080",
    "http://ada:p%40ss@proxy:8080",
)
# address -> a word of what is said
BAD_FOR_BOTH = {
    "proxy:8080": "begins with",
    "proxy.example.org": "begins with",
    "ftp://proxy": "begins with",
    "socks5://proxy:1080": "begins with",
    "file:///etc/passwd": "begins with",
    "http:proxy": "begins with",
    "http:/proxy": "begins with",
    "http://": "missing",
    "https:///path": "missing",
    "http://:8080": "missing",
    "http://pro xy": "spaces",
    "http://proxy\n": "spaces",
    " http://proxy": "spaces",
    "http://pro\x00xy": "spaces",
    "http://proxy:": "port",
    "http://proxy:0": "port",
    "http://proxy:65536": "port",
    "http://proxy:eighty": "port",
    "http://::1": "brackets",
    "http://[::1": "brackets",
    "http://pro|xy": "letters",
    "http://.proxy": "letters",
    "http://a..b": "letters",
    "http://" + "ü" * 90: "letters",
    "http://ada@home:secret@proxy": "%40",
    "http://:secret@proxy": "name before",
    "http://" + "a" * 2000: "too long",
}


@pytest.mark.parametrize("address", [*GOOD_FOR_BOTH, STRAIGHT])
def test_a_good_proxy_is_taken(address: str) -> None:
    assert proxy_problem(address) == ""


@pytest.mark.parametrize("address", [*GOOD_FOR_BOTH, "https://mirror/pypi/simple", "http://m/a/"])
def test_a_good_mirror_is_taken(address: str) -> None:
    assert mirror_problem(address) == ""


@pytest.mark.parametrize(("address", "word"), BAD_FOR_BOTH.items())
def test_of_a_bad_address_it_is_said_what_is_wrong(address: str, word: str) -> None:
    assert word in proxy_problem(address)
    assert mirror_problem(address) == proxy_problem(address)
    assert "secret" not in proxy_problem(address)


def test_a_proxy_has_no_path_and_a_mirror_no_query() -> None:
    assert "port" in proxy_problem("http://proxy:8080/path")
    assert "port" in proxy_problem("http://proxy:8080/?a")
    assert "?" in mirror_problem("https://mirror/simple?token=1")
    assert "#" in mirror_problem("https://mirror/simple#part")
    assert mirror_problem(STRAIGHT) != ""


@given(st.text())
def test_whatever_is_typed_is_answered_in_one_line(text: str) -> None:
    for start in ("", "http://", "https://ada:secret@"):
        for problem in (proxy_problem(start + text), mirror_problem(start + text)):
            assert "\n" not in problem
            assert "secret" not in problem


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://proxy:8080", "http://proxy:8080"),
        ("HTTPS://ada:secret@Proxy:8080/", "https://Proxy:8080"),
        ("https://token@mirror/pypi/simple/", "https://mirror/pypi/simple"),
        ("http://[::1]:3128", "http://[::1]:3128"),
    ],
)
def test_what_is_shown_holds_no_password(address: str, shown: str) -> None:
    assert shown_address(address) == shown
    assert has_credentials(address) == ("@" in address)
    assert is_encrypted(address) == address.lower().startswith("https")
