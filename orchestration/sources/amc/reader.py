"""AMC-MSR exports: what only this source needs beyond its contract."""

from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.amc.maps import read_maps
from orchestration.sources.delivery import Reading, counts, entity, read_tables
from orchestration.sources.pseudonym import pseudonymise
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed, threshold
from quality.cnp import valid_cnp

CONTRACT = contract.load(Path(__file__).with_name("datapackage.json"))
VILLAGE = 3


def read(path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one export. Without a period, what hangs on it is not checked."""
    reading = Reading()
    tables = read_tables(path, CONTRACT, reading.findings)
    if tables.keys() >= {
        "beneficiaries",
        "counties",
    }:  # a refused delivery's counties say who can make up for it
        places = _places(tables.get("cities"))
        reading.counties = _counties(tables, places)
    if tables.keys() == {table.name for table in CONTRACT.tables}:
        people, entries, interventions = (
            tables[n] for n in ("beneficiaries", "vulnerability_entries", "interventions")
        )
        _check_birth_dates(people, period)
        _pseudonymise(people, key)
        _read_states(entries)
        _check_share(entries, _report_unknown(entries, "codes", "map"))
        _report_unknown(interventions, "vulnerability_id", "vulnerability_id")
        known = pl.col("city_id").is_in(places["city_id"].implode())
        people.empty("city_id", pl.col("city_id").is_not_null() & ~known, "locality-not-found")
        if people.rows.height and not reading.counties:
            reading.findings.add("no-county", file=people.file)
        reading.entities = {name: entity(table) for name, table in tables.items()}
    reading.tables = counts(tables)
    return reading


def _check_birth_dates(people: TableReading, period: Period | None) -> None:
    """Empty the birth dates after both quarter and record, and those of more completed years than people live."""
    if period is None:
        return
    oldest = int(threshold("age_max"))
    day_after = period.end.date()
    too_old = pl.col("date_of_birth") < day_after.replace(year=day_after.year - oldest - 1)
    recorded = pl.col("created_at").dt.date() + pl.duration(days=1)
    unborn = (pl.col("date_of_birth") >= day_after) & (pl.col("date_of_birth") > recorded)
    impossible = unborn | too_old
    people.empty("date_of_birth", impossible, "birth-date-impossible", str(oldest))


def _pseudonymise(people: TableReading, key: bytes) -> None:
    """Put `cnp_key` (64 hexadecimal digits, null where there is no valid CNP) in the place of `cnp`."""
    valid = pl.Series("cnp_key", [cnp and valid_cnp(cnp) for cnp in people.rows["cnp"]], dtype=pl.String)
    people.rows = people.rows.with_columns(pseudonymise(valid, key))
    people.empty("cnp", pl.col("cnp").is_not_null() & pl.col("cnp_key").is_null(), "cnp-invalid")
    people.rows = people.rows.drop("cnp")


def _read_states(entries: TableReading) -> None:
    """Put `codes`, the codes of the state, in the place of `map`: null where the entry holds no answer."""
    states = read_maps(entries.rows["map"].drop_nulls().unique())
    entries.rows = entries.rows.join(states, on="map", how="left", maintain_order="left")
    entries.refuse(pl.col("broken"), "map-not-json", "map")
    entries.rows = entries.rows.drop("map", "broken")


def _report_unknown(table: TableReading, codes: str, column: str) -> float:
    """Report each code that the nomenclature does not hold; gives the share, of the rows with a code, that hold one.

    `codes`: the column, a code or a list of codes, as it is now; `column`: its name in the file.
    """
    known = seed("source_codes").filter(pl.col("source") == CONTRACT.source)["code"]
    rows = table.rows.select("id", code=codes).drop_nulls("code")
    each = rows.explode("code") if rows.schema["code"] == pl.List else rows
    unknown = each.filter(~pl.col("code").is_in(known.implode()))
    by_code = unknown.group_by("code").agg(rows=pl.len()).sort("rows", "code", descending=[True, False])
    for code, count in by_code.rows():
        table.findings.add("code-unknown", file=table.file, column=column, detail=f"{code} × {count}")
    return unknown["id"].n_unique() / max(rows.height, 1)


def _check_share(entries: TableReading, share: float) -> None:
    if share > threshold("unknown_code_share_max"):
        percent = f"{100 * share:.1f} %".replace(".", ",")
        entries.findings.add("too-many-unknown-codes", file=entries.file, column="map", detail=percent)


def _places(cities: TableReading | None) -> pl.DataFrame:
    """Give city_id and the county_code of its UAT, for the localities whose UAT is in SIRUTA."""
    if cities is None:
        return pl.DataFrame(schema={"city_id": pl.Int64, "county_code": pl.String})
    uats = seed("uats").select(pl.col("siruta").cast(pl.Int64), "county_code")
    uat = pl.when(pl.col("level") == VILLAGE).then(pl.col("parent_id")).otherwise(pl.col("id"))
    return cities.rows.select(city_id="id", siruta=uat).join(uats, on="siruta").drop("siruta")


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
