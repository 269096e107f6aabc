"""What is kept of an accepted delivery beside its rows: its receipt, what it covers and lacks, counts and findings."""

from pathlib import Path

import polars as pl

from orchestration.earlier import COUNTIES, COUNTRY, RECEIPT
from orchestration.settings import Settings
from orchestration.sources import SOURCES
from orchestration.sources.delivery import Delivery, Reading


def receipt_of(settings: Settings, delivery: Delivery, entity: str = RECEIPT) -> Path:
    """Say where the lake has a delivery's receipt, or another one of its entities."""
    return settings.lake / delivery.source / entity / f"{delivery.id}.parquet"


def counted(delivery: Delivery, reading: Reading) -> pl.DataFrame:
    """Give delivery, table_name, rows_read, rows_accepted, rows_refused."""
    names = {
        "table": "table_name",
        "read": "rows_read",
        "accepted": "rows_accepted",
        "refused": "rows_refused",
    }
    schema = {"table": pl.String, "read": pl.Int64, "accepted": pl.Int64, "refused": pl.Int64}
    return (
        pl.DataFrame(reading.tables, schema=schema)
        .rename(names)
        .insert_column(0, pl.lit(delivery.id).alias("delivery"))
    )


def set_aside(settings: Settings, delivery: Delivery, reading: Reading, tables: pl.DataFrame) -> None:
    """Write an accepted delivery's rows and receipts to where it waits; the receipt itself last.

    `tables`: what `counted` gives.
    """
    folder = settings.incoming / delivery.source / delivery.id
    folder.mkdir(parents=True, exist_ok=True)
    own = pl.lit(delivery.id).alias("delivery")
    counties = pl.DataFrame(
        [
            (county, reading.counties.get(county, 0), county in reading.covered)
            for county in sorted(reading.covered | reading.counties.keys())
        ]
        or [(None, 0, True)],
        schema={"county_code": pl.String, "people": pl.Int64, "covers": pl.Boolean},
        orient="row",
    )
    missing = pl.DataFrame(
        reading.missing, schema={"table_name": pl.String, "column_name": pl.String}, orient="row"
    )
    receipt = pl.DataFrame(
        {
            "source": delivery.source,
            "delivery": delivery.id,
            "period": delivery.period,
            "sha256": delivery.sha256,
            "seen": delivery.seen,
            "kind": reading.kind,
            "since": pl.Series([reading.since], dtype=pl.String),
            "received_on": pl.Series([delivery.received_on], dtype=pl.Date),
            "chain": _chain(delivery, reading),
        }
    )
    receipts = {
        COUNTIES: counties.with_columns(own),
        "delivery_findings": _findings(delivery, reading),
        "delivery_missing_columns": missing.with_columns(own),
        "delivery_places": reading.places.insert_column(0, own),
        "delivery_tables": tables,
        RECEIPT: receipt,
    }
    for name, rows in reading.entities.items():
        # rechunked, else the file is laid out as threads happened to read the rows
        rows.with_columns(own).rechunk().write_parquet(folder / f"{name}.parquet")
    for name, rows in receipts.items():
        draft = folder / f".{name}.parquet"
        rows.write_parquet(draft)
        draft.replace(folder / f"{name}.parquet")  # another worker may look for it at the same moment


def _chain(delivery: Delivery, reading: Reading) -> str:
    """Say to which deliveries one is the next: its counties, where the source sends nothing but whole dumps."""
    if SOURCES[delivery.source].contract.delivers != "whole":
        return delivery.id
    return "+".join(sorted(reading.covered)) or COUNTRY


def _findings(delivery: Delivery, reading: Reading) -> pl.DataFrame:
    """Count the findings, by the row that they are of.

    delivery, rule, table_name (null: of the whole delivery), column_name, record_id (where keys are one number),
    siruta, is_of_rows (else of a file, a column or the delivery as such), failures. An unknown code fails as often as
    it is there.
    """
    tables = {f"{table.name}.csv": table.name for table in SOURCES[delivery.source].contract.tables}
    told = pl.col("detail").str.extract(r" × (\d+)$").cast(pl.Int64)
    return (
        reading.findings.frame()
        .with_columns(
            delivery=pl.lit(delivery.id),
            table_name=pl.col("file").replace_strict(
                tables | reading.files, default=None, return_dtype=pl.String
            ),
            times=pl.when(rule="code-unknown").then(told),
            is_of_rows=pl.col("line").is_not_null() | (pl.col("rule") == "code-unknown"),
        )
        .rename({"column": "column_name", "key": "record_id"})
        .group_by("delivery", "rule", "table_name", "column_name", "record_id", "siruta", "is_of_rows")
        .agg(failures=pl.col("times").fill_null(1).sum())
        .sort("rule", "table_name", "column_name", "record_id", "siruta", "is_of_rows")
    )
