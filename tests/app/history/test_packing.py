"""What the database holds of a recording: all of it, but of a long document what is near."""

from dataclasses import replace

from app.history.packing import MOST_AROUND, pack, unpack
from tests.app.history.runs import make_draft, make_recording, make_request


def test_a_recording_of_a_short_text_comes_back_as_it_was() -> None:
    recording = make_recording(make_request(), make_draft())
    assert unpack(pack(recording)) == recording


def test_of_a_long_text_the_nearest_lines_are_kept() -> None:
    lines = "".join(f"line {number}\n" for number in range(40_000))
    request = replace(make_request(), before=lines, after=lines)
    kept = unpack(pack(make_recording(request, make_draft()))).request
    assert lines.endswith(kept.before)
    assert lines.startswith(kept.after)
    assert kept.before.startswith("line ")
    assert kept.after.endswith("\n")
    for side in (kept.before, kept.after):
        assert MOST_AROUND - 20 < len(side) <= MOST_AROUND
    assert kept == replace(request, before=kept.before, after=kept.after)


def test_a_long_line_is_cut_where_it_must_be() -> None:
    request = replace(make_request(), before="a" * 100_000, after="b" * 100_000)
    kept = unpack(pack(make_recording(request, make_draft()))).request
    assert kept.before == "a" * MOST_AROUND
    assert kept.after == "b" * MOST_AROUND
