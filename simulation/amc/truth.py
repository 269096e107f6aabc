"""What a right warehouse must hold for an export: counted from what was drawn, not from what was written.

The rules are those of DESIGN.md, "Counting".
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from simulation.amc.assessments import Assessments
from simulation.amc.codes import Codes
from simulation.amc.records import Records
from simulation.arrays import Integers

SOURCE = "amc"
COUNTRY = "RO"


@dataclass(frozen=True)
class Counts:
    """Counts at one quarter's end by place; `people` is places × codes."""

    in_evidence: Integers
    assessed: Integers
    people: Integers

    def total(self) -> "Counts":
        """Add all places up to one."""
        return Counts(
            *(part.sum(axis=0, keepdims=True) for part in (self.in_evidence, self.assessed, self.people))
        )

    def without_first(self) -> "Counts":
        """Leave the first place out."""
        return Counts(self.in_evidence[1:], self.assessed[1:], self.people[1:])


def count(records: Records, assessments: Assessments, uat: Integers, uats: Integers, at: int) -> Counts:
    """Count a county's people at an instant (UTC seconds): place 0 is no locality, place u + 1 is UAT u.

    `uat` is the UAT (SIRUTA code) that each record tells, 0 without one; `uats` are the county's.
    """
    place = np.where(uat == 0, 0, np.searchsorted(uats, uat) + 1)
    places, codes = len(uats) + 1, assessments.state.shape[1]
    in_evidence = ~records.occasional & (records.created < at) & (records.removed >= at)
    newest = np.full(len(place), -1)
    told = np.flatnonzero((assessments.stamp < at) & (assessments.empty == 0))
    np.maximum.at(newest, assessments.record[told], told)
    assessed = np.flatnonzero(in_evidence & (newest >= 0))
    person, code = np.nonzero(assessments.state[newest[assessed]])
    carried = place[assessed[person]] * codes + code
    return Counts(
        in_evidence=np.bincount(place[in_evidence], minlength=places),
        assessed=np.bincount(place[assessed], minlength=places),
        people=np.bincount(carried, minlength=places * codes).reshape(places, codes),
    )


def levels(counts: Counts, county: str, uats: Integers) -> list[tuple[str, list[str], Counts]]:
    """Give a county's counts by level: geo_level, geo_codes and the counts of these places."""
    return [
        ("county", [county], counts.total()),
        ("uat", [str(siruta) for siruta in uats], counts.without_first()),
    ]


def added(parts: list[Counts]) -> Counts:
    """Add up counts of the same places."""
    return Counts(
        np.sum([part.in_evidence for part in parts], axis=0),
        np.sum([part.assessed for part in parts], axis=0),
        np.sum([part.people for part in parts], axis=0),
    )


def _label(frame: pl.DataFrame, period: str, level: str) -> pl.DataFrame:
    return frame.with_columns(period=pl.lit(period), geo_level=pl.lit(level))


def people_rows(counts: Counts, period: str, level: str, places: list[str]) -> pl.DataFrame:
    """Write counts as rows (period, geo_level, geo_code, in_evidence, assessed); empty places have none."""
    frame = pl.DataFrame({"geo_code": places, "in_evidence": counts.in_evidence, "assessed": counts.assessed})
    rows = _label(frame.filter(pl.col("in_evidence") > 0), period, level)
    return rows.select("period", "geo_level", "geo_code", "in_evidence", "assessed")


def code_rows(counts: Counts, period: str, level: str, places: list[str], codes: Codes) -> pl.DataFrame:
    """Write counts as rows of core.vulnerability_quarter; "nothing found" codes have none."""
    place, code = np.nonzero(counts.people * ~codes.nothing_found)
    frame = pl.DataFrame(
        {
            "geo_code": pl.Series(places, dtype=pl.String).gather(place),
            "source_code": pl.Series(codes.code, dtype=pl.String).gather(code),
            "people": counts.people[place, code],
            "assessed": counts.assessed[place],
            "in_evidence": counts.in_evidence[place],
        }
    ).with_columns(source=pl.lit(SOURCE))
    return _label(frame, period, level).select(
        "period", "geo_level", "geo_code", "source", "source_code", "people", "assessed", "in_evidence"
    )
