"""The seed of public holidays: what the law names each year, with Orthodox Easter by Meeus' reckoning."""

from datetime import date, timedelta

from seed_rows import column

YEARS = range(2019, 2031)
FIXED = [(1, 1), (1, 2), (1, 24), (5, 1), (6, 1), (8, 15), (11, 30), (12, 1), (12, 25), (12, 26)]
SINCE_2024 = [(1, 6), (1, 7)]
#: days from Easter: Good Friday, Easter, Pentecost
MOVABLE = [-2, 0, 1, 49, 50]


def easter(year: int) -> date:
    """Give Orthodox Easter (Meeus, Astronomical Algorithms, chapter 8: Julian; 13 days later by our calendar)."""
    moon = (19 * (year % 19) + 15) % 30
    month, day = divmod(moon + (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7 + 114, 31)
    return date(year, month, day + 1) + timedelta(13)


def test_easter_is_that_of_published_calendars() -> None:
    known = [date(2023, 4, 16), date(2024, 5, 5), date(2025, 4, 20), date(2026, 4, 12), date(2027, 5, 2)]
    assert [easter(day.year) for day in known] == known


def test_the_seed_holds_the_days_that_the_labour_code_names() -> None:
    named = {date(year, *day) for year in YEARS for day in FIXED + (SINCE_2024 if year >= 2024 else [])} | {
        easter(year) + timedelta(days) for year in YEARS for days in MOVABLE
    }
    days = [date.fromisoformat(day) for day in column("public_holidays", "day")]
    assert days == sorted(named)
