"""What the records of household assessments must keep beyond their contract."""

from datetime import date

import numpy as np
import polars as pl

from orchestration.sources.contract import Contract
from orchestration.sources.table_reader import ROW, TableReading
from quality.catalogue import seed

#: table, the later time, the earlier one
ORDER = (
    ("households", "closed_at", "registered_at"),
    ("persons", "removed_at", "registered_at"),
    ("memberships", "left_on", "joined_on"),
    ("teams", "ended_on", "formed_on"),
    ("team_members", "left_on", "joined_on"),
    ("plans", "until_on", "signed_on"),
    ("services", "ended_on", "started_on"),
    ("results", "reached_on", "agreed_on"),
)
#: table → columns that no two of its records share
ONCE = {
    "person_assessments": ("assessment_id", "person_id"),
    "findings": ("assessment_id", "person_id", "vulnerability"),
}
NEVER = date(9999, 12, 31)

Tables = dict[str, TableReading]


def refuse_struck(tables: Tables) -> None:
    """Refuse the records that the delivery itself strikes."""
    struck = tables["tombstones"].rows
    if not struck.height:
        return
    for name, table in tables.items():
        keys = struck.filter(table_name=name)["record_id"]
        table.refuse(pl.col("id").is_in(keys.implode()), "record-struck", "id")


def refuse_repeated(tables: Tables) -> None:
    """Refuse the second record of what an assessment says once: of a person, and of a vulnerability."""
    for name, columns in ONCE.items():
        tables[name].refuse(~pl.struct(columns).is_first_distinct(), "record-repeated", "+".join(columns))


def refuse_astray(findings: TableReading) -> None:
    """Refuse the findings whose person cannot be read: emptied, they would hold for everybody in the household."""
    broken = findings.findings.frame().filter(rule="number-invalid", file=findings.file, column="person_id")
    rows = np.flatnonzero(np.isin(findings.lines, broken["line"]))
    findings.refuse(pl.col(ROW).is_in(rows.tolist()), "parent-not-found", "person_id")


def check_places(tables: Tables, contract: Contract, county: str) -> None:
    """Empty the places of other counties, and the localities of other UATs than their household's."""
    localities = seed("localities").select(pl.col("siruta", "uat_siruta").cast(pl.Int64))
    uats = seed("uats").filter(county_code=county)["siruta"].cast(pl.Int64)
    for table, field in contract.coded():
        if field.code_list in ("uats", "localities"):
            elsewhere = ~_uat_of(field.name, localities).is_in(uats.implode())
            tables[table.name].empty(field.name, elsewhere, "place-of-other-county")
    other = _uat_of("locality", localities) != pl.col("uat")
    tables["households"].empty("locality", other, "locality-of-other-uat")


def _uat_of(column: str, localities: pl.DataFrame) -> pl.Expr:
    """Give the UAT of a place, which is itself where it is no locality."""
    return pl.col(column).replace(localities["siruta"], localities["uat_siruta"])


def check_records(tables: Tables, contract: Contract) -> None:
    """Empty what cannot be beside the rest of its record, and tell of people who are in two households at once."""
    for table in contract.tables:
        for field in table.read:
            if field.type == "date" and field.minimum is not None:
                least = str(field.minimum)
                early = pl.col(field.name) < date.fromisoformat(least)
                tables[table.name].empty(field.name, early, "date-too-early", least)
    for name, later, earlier in ORDER:
        tables[name].empty(later, pl.col(later) < pl.col(earlier), "times-out-of-order", earlier)
    more = pl.col("children") > pl.col("participants")
    tables["activities"].empty("children", more, "part-above-whole", "participants")
    _report_overlaps(tables["memberships"])


def _report_overlaps(memberships: TableReading) -> None:
    left_before = pl.col("left_on").fill_null(NEVER).cum_max().shift(1).over("person_id")
    spells = memberships.rows.sort("person_id", "joined_on", "id")
    second = spells.filter(pl.col("joined_on") < left_before).sort(ROW)
    memberships.findings.add_rows(
        "memberships-overlap",
        second.select(
            pl.lit(memberships.file).alias("file"),
            pl.lit("joined_on").alias("column"),
            pl.Series("line", memberships.lines[second[ROW].to_numpy()]),
            pl.col("id").alias("key"),
        ),
    )
