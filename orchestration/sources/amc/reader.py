"""AMC-MSR exports: what only this source needs beyond its contract."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.amc.maps import read_maps
from orchestration.sources.codes import check_codes, check_share, codes_of, report_unknown
from orchestration.sources.content import check_content
from orchestration.sources.delivery import (
    Reading,
    check_references,
    covered_by_people,
    finish,
    read_tables,
)
from orchestration.sources.people import check_birth_dates, pseudonymise_people
from orchestration.sources.places import UATS
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed

CONTRACT = contract.load(Path(__file__).with_name("datapackage.json"))
#: what the application stamps
STAMPS = (
    ("beneficiaries", "created_at"),
    ("beneficiaries", "updated_at"),
    ("vulnerability_entries", "created_at"),
    ("interventions", "created_at"),
    ("interventions", "closed_at"),
)


def read(path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one export. Without a period, what hangs on it is not checked."""
    reading = Reading()
    tables = read_tables(path, CONTRACT, reading.findings)
    check_references(tables)
    check_codes(tables, CONTRACT)
    if tables.keys() >= {
        "beneficiaries",
        "counties",
    }:  # a refused delivery's counties say who can make up for it
        places = _places(tables.get("cities"))
        reading.counties = _counties(tables, places)
        reading.covered = covered_by_people(reading.counties)
    if tables.keys() == {table.name for table in CONTRACT.tables}:
        people, entries = tables["beneficiaries"], tables["vulnerability_entries"]
        check_birth_dates(people, period, "date_of_birth", "created_at")
        _read_states(entries)
        known = codes_of("source_codes", CONTRACT.source)
        check_share(entries, report_unknown(entries, "codes", "map", known), "map")
        located = pl.col("city_id").is_in(places["city_id"].implode())
        people.empty("city_id", pl.col("city_id").is_not_null() & ~located, "locality-not-found")
        check_content(tables, CONTRACT, period, made_on=_made_on(tables))
        pseudonymise_people(people, key)
        if people.rows.height and not reading.counties:
            reading.findings.add("no-county", file=people.file)
    return finish(reading, tables, CONTRACT)


def _read_states(entries: TableReading) -> None:
    """Put `codes`, the codes of the state, in the place of `map`: null where the entry holds no answer."""
    entries.rows = entries.rows.hstack(read_maps(entries.rows["map"]))
    entries.refuse(pl.col("broken"), "map-not-json", "map")
    entries.rows = entries.rows.drop("map", "broken")


def _made_on(tables: dict[str, TableReading]) -> date | None:
    """Give the day of the newest stamp: the export, which does not say when it was made, is no older."""
    stamps = [tables[table].rows[column].max() for table, column in STAMPS]
    newest = max((stamp for stamp in stamps if isinstance(stamp, datetime)), default=None)
    return newest and newest.date()


def _places(cities: TableReading | None) -> pl.DataFrame:
    """Give city_id and the county_code of its UAT, for the localities whose UAT is in SIRUTA."""
    if cities is None:
        return pl.DataFrame(schema={"city_id": pl.Int64, "county_code": pl.String})
    uats = seed("uats").select(pl.col("siruta").cast(pl.Int64), "county_code")
    return (
        cities.rows.select(city_id="id", siruta=UATS[CONTRACT.source]["cities"])
        .join(uats, on="siruta")
        .drop("siruta")
    )


def _counties(tables: dict[str, TableReading], places: pl.DataFrame) -> dict[str, int]:
    """Count people by county: of the locality, else as recorded."""
    codes = seed("counties").select(pl.col("siruta").cast(pl.Int64), recorded="county_code")
    recorded = tables["counties"].rows.join(codes, on="siruta").select("recorded", county_id="id")
    people = (
        tables["beneficiaries"]
        .rows.join(places, on="city_id", how="left")
        .join(recorded, on="county_id", how="left")
    )
    counted = people.group_by(county=pl.coalesce("county_code", "recorded")).len().drop_nulls("county")
    return dict(counted.sort("county").rows())
