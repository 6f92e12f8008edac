"""What the page Network says, as tables."""

import pytest

from app.addresses import STRAIGHT
from app.models.network_words import mirror_words, proxy_words, system_proxy_words, used_now
from app.settings import Settings

SECRET = "http://ada:secret@proxy:8080"


@pytest.mark.parametrize(
    ("text", "good", "word"),
    [
        ("", False, "such as"),
        ("http://proxy:8080", True, ""),
        (SECRET, True, "settings file"),
        ("proxy:8080", False, "begins with"),
        (STRAIGHT, False, "begins with"),
        ("http://proxy:8080/path", False, "ends with its port"),
    ],
)
def test_a_proxy_is_judged_as_it_is_typed(text: str, good: bool, word: str) -> None:
    words = proxy_words(text)
    assert words.good == good
    assert word in words.text
    assert words.tone == ("muted" if good else "error")
    assert "secret" not in words.text


@pytest.mark.parametrize(
    ("text", "good", "word"),
    [
        ("", True, "from huggingface.co"),
        ("https://mirror", True, ""),
        ("http://mirror", True, "and change it"),
        ("https://token@mirror", True, "settings file"),
        ("mirror", False, "Until then nothing changes"),
    ],
)
def test_a_mirror_is_judged_as_it_is_typed(text: str, good: bool, word: str) -> None:
    words = mirror_words(text, "huggingface.co", hashes_held=False)
    assert (words.good, word in words.text) == (good, True)
    if good and not word:
        assert words.text == ""


def test_packages_cannot_be_changed_on_the_way() -> None:
    words = mirror_words("http://mirror", "Python's package index", hashes_held=True)
    assert words.good
    assert "hashes that Anneal holds" in words.text
    assert "change" not in words.text


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "it names none"),
        ({"HTTPS_PROXY": ""}, "it names none"),
        ({"HTTPS_PROXY": SECRET}, "http://proxy:8080"),
        ({"all_proxy": "http://b:1", "https_proxy": "http://a:1"}, "http://a:1"),
        ({"ALL_PROXY": "socks5://ada:secret@c"}, "it names one"),
    ],
)
def test_the_proxy_of_the_system(environment: dict[str, str], words: str) -> None:
    assert system_proxy_words(environment) == words


@pytest.mark.parametrize(
    ("settings", "environment", "parts"),
    [
        (
            Settings(),
            {},
            ("from huggingface.co", "Python's package index", "the system names none"),
        ),
        (Settings(), {"HTTPS_PROXY": SECRET}, ("the system’s proxy http://proxy:8080.",)),
        (Settings(), {"ALL_PROXY": "socks5://u:secret@c"}, ("through the system’s proxy.",)),
        (Settings(proxy=STRAIGHT), {"HTTPS_PROXY": SECRET}, ("without a proxy.",)),
        (Settings(proxy=SECRET), {}, ("http://proxy:8080, with a name and a password.",)),
        (
            Settings(model_mirror="https://m/hub", package_mirror="https://t:secret@p/simple/"),
            {},
            ("Models from https://m/hub, packages from https://p/simple, ",),
        ),
    ],
)
def test_what_is_used_now(
    settings: Settings, environment: dict[str, str], parts: tuple[str, ...]
) -> None:
    words = used_now(settings, allowed=True, environment=environment)
    assert all(part in words for part in parts), words
    assert "secret" not in words
    nothing = used_now(settings, allowed=False, environment=environment)
    assert nothing == "No network, whatever is pressed."
