"""Edit distance and common words, against the plain tables."""

from hypothesis import given
from hypothesis import strategies as st

from engine.bench.alignment import common_places, edit_distance

short = st.text(alphabet="abcé ", max_size=24)


def plain_distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        above = row
        row = [i]
        for j, y in enumerate(b, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (x != y)))
    return row[-1]


@given(short, short)
def test_distance_is_that_of_the_plain_table(a: str, b: str) -> None:
    assert edit_distance(a, b) == plain_distance(a, b)


def test_distance_of_long_texts() -> None:
    a = "the quick brown fox " * 40
    assert edit_distance(a, a.replace("quick ", "")) == 6 * 40
    assert edit_distance(a, "") == edit_distance("", a) == len(a)


words = st.lists(st.sampled_from("abc"), max_size=10)


@given(words, words)
def test_common_places_spell_a_longest_common_subsequence(a: list[str], b: list[str]) -> None:
    places = common_places(a, b)
    rest = iter(a)
    assert all(b[place] in rest for place in sorted(places))
    # Without substitutions the distance is len(a) + len(b) - 2 * LCS.
    row = [0] * (len(b) + 1)
    for x in a:
        above = row
        row = [0]
        for j, y in enumerate(b, start=1):
            row.append(above[j - 1] + 1 if x == y else max(above[j], row[-1]))
    assert len(places) == row[-1]
