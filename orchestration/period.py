"""Calendar quarters of Europe/Bucharest, written `2025-Q4`."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

BUCHAREST = ZoneInfo("Europe/Bucharest")


@dataclass(frozen=True, order=True)
class Period:
    """One quarter; sorts by time."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2025-Q4`; anything else raises ValueError."""
        match = re.fullmatch(r"((?:19|20)\d\d)-Q([1-4])", text)
        if not match:
            raise ValueError(f"«{text}» nu este un trimestru: scrieți de exemplu 2025-Q4")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Give the quarter that holds a day."""
        return cls(day.year, (day.month + 2) // 3)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.quarter}"

    @property
    def first_day(self) -> date:
        """The quarter's first day."""
        return date(self.year, 3 * self.quarter - 2, 1)

    def shift(self, quarters: int) -> Self:
        """Give the period so many quarters later, or earlier where negative."""
        index = self.year * 4 + self.quarter - 1 + quarters
        return type(self)(index // 4, index % 4 + 1)

    @property
    def end(self) -> datetime:
        """The first instant after the quarter, in Bucharest."""
        after = self.shift(1).first_day
        return datetime(after.year, after.month, after.day, tzinfo=BUCHAREST)

    def through(self, last: Self) -> list[Self]:
        """List the periods from this one to `last`, both included."""
        count = (last.year - self.year) * 4 + last.quarter - self.quarter
        return [self.shift(step) for step in range(count + 1)]
