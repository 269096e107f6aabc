"""Valid CNPs."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.ro import cnp as rule

from quality.cnp import valid_cnp, valid_cnps

BODY = "185031430001"
GOOD = BODY + rule.calc_check_digit(BODY)


def test_a_valid_one_is_given_back_as_13_digits():
    assert valid_cnp(GOOD) == GOOD
    assert valid_cnp(f" {GOOD[:1]} {GOOD[1:7]}-{GOOD[7:]}\n") == GOOD


@pytest.mark.parametrize("place", range(13))
def test_any_one_digit_changed_makes_it_invalid(place):
    changed = str((int(GOOD[place]) + 1) % 10)
    assert valid_cnp(GOOD[:place] + changed + GOOD[place + 1 :]) is None


@pytest.mark.parametrize(
    "text", ["", "0" * 13, GOOD[:-1], GOOD + "0", "x" * 13, "²" * 13, "١" * 13, "\x00", "1" * 10_000]
)
def test_what_is_none(text):
    assert valid_cnp(text) is None


@pytest.mark.parametrize("body", ["185133130001", "185022930001", "185031499001", "085031430001"])
def test_a_date_or_county_that_is_not_there_makes_it_invalid(body):
    assert valid_cnp(body + rule.calc_check_digit(body)) is None


#: bodies whose every part is often right, with the right check digit or any
NUMBERS = st.builds(
    lambda sex, year, month, day, county, order, check: (
        (body := f"{sex}{year:02}{month:02}{day:02}{county:02}{order:03}")
        + (check or rule.calc_check_digit(body))
    ),
    st.integers(0, 9),
    st.integers(0, 99),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 99),
    st.integers(0, 999),
    st.sampled_from(["", "", "", "1", "7"]),
)
TEXTS = st.one_of(
    st.none(), NUMBERS, st.text("0123456789- x²١", max_size=15), st.just(f" {GOOD[:7]}-{GOOD[7:]}")
)


@given(st.lists(TEXTS, max_size=30))
def test_many_at_once_are_what_each_is_by_itself(texts):
    found = valid_cnps(pl.Series("cnp", texts, dtype=pl.String))
    assert found.to_list() == [text if text is None else valid_cnp(text) for text in texts]


def test_every_county_century_and_day_is_what_the_library_takes_for_one():
    bodies = [
        f"{sex}{date}{county:02}001"
        for sex in range(10)
        for date in ("000229", "040229", "991231")
        for county in range(100)
    ]
    texts = [body + rule.calc_check_digit(body) for body in bodies]
    found = valid_cnps(pl.Series("cnp", texts))
    assert found.to_list() == [valid_cnp(text) for text in texts]
    assert 0 < found.null_count() < len(texts)
