"""The calendar, in Europe/Bucharest, and the numbers of the seed `thresholds`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from seed_rows import seed

BUCHAREST = ZoneInfo("Europe/Bucharest")


def local_day(when: datetime | None) -> date | None:
    """The Bucharest date of a UTC instant."""
    return None if when is None else when.replace(tzinfo=UTC).astimezone(BUCHAREST).date()


def months_later(day: date, months: int) -> date:
    """The same day of a later month, its last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(1)).day))


def age_on(day: date, born: date | None) -> int | None:
    """Completed years, None where they are not known or impossible."""
    if born is None or born > day:
        return None
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return age if age <= threshold("age_max") else None


@cache
def threshold(name: str) -> float:
    """A number of the seed `thresholds`."""
    return next(float(row["value"]) for row in seed("thresholds") if row["threshold"] == name)


@dataclass(frozen=True)
class Quarter:
    """A quarter: its first and last day."""

    first: date

    @cached_property
    def period(self) -> str:
        return f"{self.first.year}-Q{(self.first.month + 2) // 3}"

    @cached_property
    def last(self) -> date:
        return months_later(self.first, 3) - timedelta(1)

    @cached_property
    def ends_at(self) -> datetime:
        """The first instant after it, UTC without a zone as the rows have it."""
        after = self.last + timedelta(1)
        local = datetime(after.year, after.month, after.day, tzinfo=BUCHAREST)
        return local.astimezone(UTC).replace(tzinfo=None)

    def holds(self, day: date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    @classmethod
    def of(cls, period: str) -> "Quarter":
        return cls(date(int(period[:4]), 3 * int(period[-1]) - 2, 1))
