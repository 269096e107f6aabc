"""What deliveries of earlier quarters told: that on which a delivery of changes builds.

Sources of which a delivery may build on others store them whole; only where all are dumps known rows are left out.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import polars as pl

from orchestration.settings import Settings
from orchestration.sources.delivery import Delivery
from orchestration.sources.places import Earlier, nothing_earlier

RECEIPT = "deliveries"


def told_before(settings: Settings, delivery: Delivery) -> Earlier:
    """Give what reads the rows of a delivery's counties in earlier quarters, from the last whole delivery on.

    Of the lake, and of what waits for it: a delivery is read after those on which it builds.
    """

    @cache
    def before(counties: frozenset[str]) -> list[str]:
        told: list[str] = []
        for one, kind in _sent_before(settings, delivery):
            covered = pl.read_parquet(_file(settings, delivery.source, "delivery_counties", one)).filter(
                "covers"
            )
            if counties & set(covered["county_code"]):
                told = [one] if kind == "whole" else [*told, one]
        return told

    def rows(counties: frozenset[str], table: str, columns: Sequence[str]) -> pl.DataFrame:
        files = [_file(settings, delivery.source, table, one) for one in before(counties)]
        parts = [pl.read_parquet(file, columns=list(columns)).select(columns) for file in files]
        return pl.concat(parts) if parts else nothing_earlier(counties, table, columns)

    return rows


def _sent_before(settings: Settings, delivery: Delivery) -> list[tuple[str, str]]:
    """Give identity and kind of the source's deliveries of earlier quarters, the oldest first."""
    lake, waiting = settings.lake / delivery.source, settings.incoming / delivery.source
    files = [*lake.glob(f"{RECEIPT}/*.parquet"), *waiting.glob(f"*/{RECEIPT}.parquet")]
    order = ["period", "seen", "delivery", "kind"]
    rows = [pl.read_parquet(file, columns=order).select(order).row(0) for file in files]
    return [(one, kind) for period, _, one, kind in sorted(rows) if period < delivery.period]


def _file(settings: Settings, source: str, table: str, delivery: str) -> Path:
    let_in = settings.lake / source / table / f"{delivery}.parquet"
    return let_in if let_in.exists() else settings.incoming / source / delivery / f"{table}.parquet"
