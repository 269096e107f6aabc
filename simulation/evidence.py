"""The truth of people across systems: who is in evidence anywhere at a quarter's end, and where."""

import numpy as np
import polars as pl

from simulation.arrays import Integers
from simulation.clock import end_of
from simulation.places import County
from simulation.world import Evidence

#: whose word counts for where a person is, best first
PRECEDENCE = ("spor", "amc", "primero")
#: Primero tells a place only; the others know their county in any case
WITHOUT_COUNTY = ("primero",)
ABSENT, NO_COUNTY, NOWHERE = -2, -1, 0
COUNTRY = "RO"


def where_people_are(evidence: dict[str, Evidence], people: int, at: int) -> Integers:
    """Give where each of the world's people is on record at an instant: a SIRUTA code, NOWHERE in the county, ….

    NO_COUNTY: on record without a place or a county; ABSENT: on no record.

    The first source of PRECEDENCE that tells a place speaks; of several records in one source the newest that does.
    """
    place = np.full(people, ABSENT)
    for source in reversed([source for source in PRECEDENCE if source in evidence]):
        records = evidence[source]
        held = np.flatnonzero((records.since < at) & (at <= records.until))
        held = held[np.argsort(records.since[held], kind="stable")]
        least = NO_COUNTY if source in WITHOUT_COUNTY else NOWHERE
        place[records.person[held]] = np.maximum(place[records.person[held]], least)
        told = held[records.uat[held] != NOWHERE]
        place[records.person[told]] = records.uat[told]
    return place


def count_people(
    evidence: dict[str, Evidence], people: int, where: County, quarters: list[str]
) -> pl.DataFrame:
    """Count a county's distinct people in evidence at each quarter's end, by place.

    Columns: period, geo_level (`country`: the county's share of it, `county`, `uat`), geo_code, people; places without
    anybody have no row.
    """
    parts = []
    for period in quarters:
        place = where_people_are(evidence, people, end_of(period))
        uats, counted = np.unique(place[place > NOWHERE], return_counts=True)
        everybody, here = int((place != ABSENT).sum()), int((place >= NOWHERE).sum())
        parts.append(
            pl.DataFrame(
                {
                    "period": period,
                    "geo_level": ["country", "county"] + ["uat"] * len(uats),
                    "geo_code": [COUNTRY, where.code, *map(str, uats)],
                    "people": [everybody, here, *counted.tolist()],
                }
            )
        )
    return pl.concat(parts).filter(pl.col("people") > 0)
