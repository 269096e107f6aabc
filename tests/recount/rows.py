"""What a simulation drew, as plain dicts."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl

from recount.calendar import Quarter

Row = dict[str, Any]
#: numbers that each county counts from the start
NUMBERED = ("assessment", "plan", "notification", "worker")
SYSTEMS = ("amc", "spor", "primero")


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
            for spell, following in pairwise(own):
                spell["left_on"] = min(spell["left_on"] or date.max, following["joined_on"])
        return spells


def belongs(spell: Row, day: date) -> bool:
    """Whether a spell holds a day: that of leaving is no more."""
    return spell["joined_on"] <= day and (spell["left_on"] is None or day < spell["left_on"])
