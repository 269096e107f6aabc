"""What deliveries of earlier quarters told: that on which a delivery of changes builds.

Sources of which a delivery may build on others store them whole; only where all are dumps known rows are left out.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from orchestration.settings import Settings
from orchestration.sources.delivery import Delivery
from orchestration.sources.places import Earlier, nothing_earlier

RECEIPT, COUNTIES = "deliveries", "delivery_counties"
COUNTRY = "RO"


class Told(NamedTuple):
    """A delivery that is in the lake or waits for it, in the order in which a source's are told.

    `kind`: whole or changes; `counties`: those it covers, COUNTRY for one that tells none.
    """

    source: str
    period: str
    seen: int
    delivery: str
    kind: str
    counties: frozenset[str]


def lake_is_empty(settings: Settings) -> bool:
    """Say whether no delivery was ever let in."""
    return not any(settings.lake.glob(f"*/{RECEIPT}/*.parquet"))


def told_in_lake(settings: Settings) -> list[Told]:
    """Give the deliveries that were let in."""
    if lake_is_empty(settings):
        return []
    receipts = pl.scan_parquet(settings.lake / "*" / RECEIPT / "*.parquet")
    counties = pl.scan_parquet(settings.lake / "*" / COUNTIES / "*.parquet").filter("covers")
    covered = counties.group_by("delivery").agg(pl.col("county_code").fill_null(COUNTRY))
    columns = ("source", "period", "seen", "delivery", "kind", "county_code")
    rows = receipts.join(covered, on="delivery").select(columns).collect().rows()
    return [
        Told(source, period, seen, delivery, kind, frozenset(covers))
        for source, period, seen, delivery, kind, covers in rows
    ]


def told_before(settings: Settings, delivery: Delivery, told: Iterable[Told]) -> Earlier:
    """Give what reads the rows of a delivery's counties in earlier quarters, from the last whole delivery on.

    `told`: what the lake holds, and what waits for it; a delivery is read after those on which it builds.
    """
    earlier = sorted(one for one in told if one.source == delivery.source and one.period < delivery.period)

    @cache
    def before(counties: frozenset[str]) -> list[str]:
        of_counties = [one for one in earlier if counties & one.counties]
        whole = [place for place, one in enumerate(of_counties) if one.kind == "whole"]
        return [one.delivery for one in of_counties[max(whole, default=0) :]]

    def rows(counties: frozenset[str], table: str, columns: Sequence[str]) -> pl.DataFrame:
        files = [_file(settings, delivery.source, table, one) for one in before(counties)]
        parts = [pl.read_parquet(file, columns=list(columns)).select(columns) for file in files]
        return pl.concat(parts) if parts else nothing_earlier(counties, table, columns)

    return rows


def _file(settings: Settings, source: str, table: str, delivery: str) -> Path:
    let_in = settings.lake / source / table / f"{delivery}.parquet"
    return let_in if let_in.exists() else settings.incoming / source / delivery / f"{table}.parquet"
