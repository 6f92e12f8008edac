from hypothesis import given
from hypothesis import strategies as st

from app.utf16 import Utf16Index, utf16_length

texts = st.text(alphabet="ab\n é世😀𝒳", max_size=40)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(texts)
def test_every_position_goes_there_and_back(text: str) -> None:
    index = Utf16Index(text)
    for place in range(len(text) + 1):
        unit = units(text[:place])
        assert index.to_utf16(place) == unit
        assert index.to_code_point(unit) == place
    assert utf16_length(text) == units(text)


def test_a_position_inside_a_character_counts_as_its_beginning() -> None:
    assert Utf16Index("a😀b").to_code_point(2) == 1


@given(texts, texts, st.data())
def test_a_change_keeps_the_index_right(text: str, added: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    index = Utf16Index(text)
    index.replace(units(text[:start]), units(text[start:end]), added)
    changed = text[:start] + added + text[end:]
    for place in range(len(changed) + 1):
        assert index.to_utf16(place) == units(changed[:place])
