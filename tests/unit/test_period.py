"""Quarters of Bucharest."""

from datetime import UTC, date, datetime

import pytest

from orchestration.period import Period


@pytest.mark.parametrize(
    "text", ["2025-Q0", "2025-Q5", "2025Q1", "25-Q1", "2025-q1", " 2025-Q1", "2025-Q1\n", "", "2125-Q1"]
)
def test_what_is_no_quarter_raises(text):
    with pytest.raises(ValueError, match="2025-Q4"):
        Period.parse(text)


def test_it_reads_what_it_writes_and_sorts_by_time():
    periods = [Period.parse(text) for text in ("2024-Q4", "2025-Q1", "2025-Q2")]
    assert [str(period) for period in periods] == ["2024-Q4", "2025-Q1", "2025-Q2"]
    assert sorted(periods) == periods
    assert Period(2024, 4).through(Period(2025, 2)) == periods
    assert Period(2025, 2).through(Period(2025, 1)) == []


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2025, 1, 1), "2025-Q1"),
        (date(2025, 3, 31), "2025-Q1"),
        (date(2025, 4, 1), "2025-Q2"),
        (date(2025, 12, 31), "2025-Q4"),
    ],
)
def test_the_quarter_of_a_day(day, period):
    assert str(Period.of(day)) == period


@pytest.mark.parametrize("quarters", range(-9, 10))
def test_shifting_there_and_back(quarters):
    start = Period(2025, 3)
    assert start.shift(quarters).shift(-quarters) == start
    assert (start.shift(quarters) > start) == (quarters > 0)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        (Period(2024, 1), datetime(2024, 3, 31, 21, tzinfo=UTC)),
        (Period(2024, 2), datetime(2024, 6, 30, 21, tzinfo=UTC)),
        (Period(2024, 3), datetime(2024, 9, 30, 21, tzinfo=UTC)),
        (Period(2024, 4), datetime(2024, 12, 31, 22, tzinfo=UTC)),
    ],
)
def test_a_quarter_ends_at_midnight_in_bucharest(period, end):
    assert period.end == end
    assert period.shift(1).first_day == period.end.date()
