"""The `map` of a vulnerability entry: what is a state, what is none, and what cannot be read."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.sources.amc.maps import read_maps


def state(text: str) -> tuple[list[str] | None, bool]:
    row = read_maps(pl.Series("map", [text])).row(0, named=True)
    return row["codes"], row["broken"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('{"VAI_01":1,"VSV_02":3}', ["VAI_01", "VSV_02"]),
        ('{"VSV_02":1, "VAI_01" : 2 }', ["VAI_01", "VSV_02"]),
        ('{"VAI_01":1,"VAI_01":1}', ["VAI_01"]),
        ('{"VAI_01":1,"VAI_01":0}', ["VAI_01"]),
        ('{"VAI_01":0,"VAI_01":1}', ["VAI_01"]),
        ('{"VAI_01":0,"VSV_02":1}', ["VSV_02"]),
        ('{"VAI_01":"1","VSV_02":"0"}', ["VAI_01"]),
        ('{"VAI_01":null,"VSV_02":true}', ["VSV_02"]),
        ('{"VAI\\u005f01":1}', ["VAI_01"]),
        ('{"Popescu \\"Ana\\"":1,"VAI_01":1}', ["?", "VAI_01"]),
        ('{"MARIA":1}', ["?"]),
        ('{"6230713301273":1}', ["?"]),
        ('{"\\ud800":1}', ["?"]),
        ('{"VXX_77":1}', ["VXX_77"]),
        ('{"VAI_01":12345678901234567890}', ["VAI_01"]),
        ("{\n}", None),
        ("{}", None),
        ("[]", None),
        ("null", None),
        ('{"VAI_01":0}', None),
        ('{"VAI_01":-1}', None),
    ],
)
def test_states(text, codes):
    assert state(text) == (codes, False)


@pytest.mark.parametrize(
    "text",
    [
        '{"VAI_01":1',
        '["VAI_01"]',
        "7",
        "0",
        "false",
        '"VAI_01"',
        '{"VAI_01":{"a":1}}',
        '{"VAI_01":[1]}',
        '{"VAI_01":"da"}',
        "{'VAI_01':1}",
        '{"VAI_01":1}}',
        "{VAI_01:1}",
        "[" * 100_000,
        '{"VAI_01":1' + "0" * 5000 + "}",
        '{"VAI_01":1e999}x',
        "\x00",
    ],
)
def test_what_is_no_state_is_broken(text):
    assert state(text) == (None, True)


@given(
    st.dictionaries(st.from_regex(r"\AV[A-Z]{2}_[0-9]{2}\Z"), st.integers(0, 3), max_size=5),
    st.sampled_from([None, 1]),
)
def test_both_ways_to_read_agree(counts, indent):
    expected = sorted(code for code, count in counts.items() if count) or None
    assert state(json.dumps(counts, indent=indent)) == (expected, False)


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text):
    codes, broken = state(text)
    assert not (codes and broken)
