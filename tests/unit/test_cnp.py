"""Valid CNPs."""

import pytest
from stdnum.ro import cnp as rule

from quality.cnp import valid_cnp

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
