"""Ruby's notation: what its `inspect` writes is read back, and what is spoilt is said to be so."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from primero_export import ruby

from orchestration.sources.primero.ruby import RubyError, parse

TEXTS = st.text() | st.sampled_from(
    ['a "b" #{c} #$d #@e \\', "line\nbreak\ttab\x1b", "ș€😀\u200b", "", "nil", "=>"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False)
    | TEXTS
    | st.dates(date(1000, 1, 1))
    | st.datetimes(datetime(1000, 1, 2), timezones=st.just(UTC))
)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20)


@given(VALUES, st.booleans())
def test_what_is_written_is_read(value, old):
    assert parse(ruby(value, old)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('[{"a" => 1}]', [{"a": 1}]),
        ('[{"a"=>1, "b"=>nil}]', [{"a": 1, "b": None}]),
        ('{:a=>:b, :"c d"=>:"e\\n"}', {"a": "b", "c d": "e\n"}),
        ('{a: 1, b?: [], "c d": true}', {"a": 1, "b?": [], "c d": True}),
        ("Wed, 05 Mar 2025", date(2025, 3, 5)),
        ("2025-03-05", date(2025, 3, 5)),
        ("2025-03-05 10:30:00.000000000 UTC +00:00", datetime(2025, 3, 5, 10, 30, tzinfo=UTC)),
        ("2025-03-05 10:30:00 UTC", datetime(2025, 3, 5, 10, 30, tzinfo=UTC)),
        ("2025-03-05 12:30:00 +0200", datetime(2025, 3, 5, 10, 30, tzinfo=UTC)),
        (
            "Wed, 05 Mar 2025 12:30:00.250000000 EET +02:00",
            datetime(2025, 3, 5, 10, 30, 0, 250000, tzinfo=UTC),
        ),
        ("Wed, 05 Mar 2025 10:30:00 +0000", datetime(2025, 3, 5, 10, 30, tzinfo=UTC)),
        ("2025-03-05 13:30:00.000000000 +03 +03:00", datetime(2025, 3, 5, 10, 30, tzinfo=UTC)),
        ("[0.15e2, -1.5e-05, 12.0]", [15.0, -1.5e-05, 12.0]),
        (r'"\u0219\u{1F600}\xC8\x99\e\#{x}\"\\"', 'ș😀ș\x1b#{x}"\\'),
        (r'"\u{D800} \xFF"', "\ufffd \ufffd"),
        (' [ "a" , "b" ] ', ["a", "b"]),
        ("[]", []),
    ],
)
def test_the_ways_to_write_a_value(text, value):
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        '[{"a" => 1',
        '{"a"}',
        '{"a" => }',
        '{"a" => 1 "b" => 2}',
        '["a" "b"]',
        "[,]",
        "[1] x",
        '"never closed',
        "[Wed, 31 Feb 2025]",
        "2025-03-05 25:00:00 UTC",
        "2025-03-05 12:30:00 EET",
        "#<Date: 2025-03-05>",
        "[...]",
        "Ion Popescu",
        "9" * 5000,
        "[" * 100_000,
        '{"a": 1, "b"}',
        "=> =>",
    ],
)
def test_what_is_spoilt_is_told_without_a_word_of_it(text):
    with pytest.raises(RubyError) as told:
        parse(text)
    assert len(str(told.value)) < 60
    assert "Popescu" not in str(told.value)


@given(VALUES, st.data())
def test_a_text_cut_or_changed_is_read_or_told_and_never_breaks(value, data):
    text = ruby(value)
    at = data.draw(st.integers(0, len(text)))
    for spoilt in (text[:at], text[:at] + data.draw(st.characters()) + text[at + 1 :]):
        try:
            parse(spoilt)
        except RubyError:
            continue
