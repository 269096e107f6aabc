"""What a simulation drew, as plain dicts; and the calendar, in Europe/Bucharest."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from seed_rows import seed

BUCHAREST = ZoneInfo("Europe/Bucharest")
Row = dict[str, Any]
#: numbers that each county counts from the start
NUMBERED = ("assessment", "plan", "notification", "worker")
SYSTEMS = ("amc", "spor", "primero")


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


@dataclass(frozen=True)
class Drawn:
    """All rows of a simulation, by system and name; those of registers by their name."""

    folder: Path
    quarters: list[Quarter]
    #: quarters for which deliveries were made
    delivered: list[str]
    #: change rows on their way in, to see a comparison fail
    change: Callable[[str, list[Row]], list[Row]] = lambda name, rows: rows

    def rows(self, name: str) -> list[Row]:
        """Rows of `spor/findings` (all counties) or of a register (`programme`)."""
        pattern = f"{name}-*.parquet" if "/" in name else f"{name}.parquet"
        found = [pl.read_parquet(path) for path in sorted(self.folder.glob(pattern))]
        assert found, name
        rows = self.change(name, pl.concat(found).to_dicts())
        for row in rows:
            row |= {key: (row["county"], row[key]) for key in NUMBERED if row.get(key, -1) >= 0}
        return rows

    def by(self, name: str, key: str) -> dict[Any, list[Row]]:
        """Rows by one of their columns."""
        grouped = defaultdict(list)
        for row in self.rows(name):
            grouped[row[key]].append(row)
        return grouped

    @cached_property
    def records(self) -> list[Row]:
        """Records of people in all systems, with their system."""
        found = []
        for source in SYSTEMS:
            for row in self.rows(f"{source}/records"):
                found.append(
                    {"is_counted": True, "household_key": None, "work_status": None}
                    | row
                    | {"source": source}
                )
        return found

    @cached_property
    def person_of(self) -> dict[str, str]:
        return {row["record_key"]: row["person"] for row in self.records}

    @cached_property
    def households(self) -> dict[str, Row]:
        """SPOR's households."""
        return {row["household_key"]: row for row in self.rows("spor/households")}

    @cached_property
    def spells(self) -> dict[str, list[Row]]:
        """Who belongs to a household of SPOR since and until when, by record; to one at a time."""
        spells = self.by("spor/members", "record_key")
        for own in spells.values():
            own.sort(key=lambda spell: spell["joined_on"])
            for spell, following in zip(own, own[1:], strict=False):
                spell["left_on"] = min(spell["left_on"] or date.max, following["joined_on"])
        return spells


def belongs(spell: Row, day: date) -> bool:
    """Whether a spell holds a day: that of leaving is no more."""
    return spell["joined_on"] <= day and (spell["left_on"] is None or day < spell["left_on"])
