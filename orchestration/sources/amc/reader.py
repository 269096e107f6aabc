"""AMC-MSR exports: what only this source needs beyond its contract."""

import json
from pathlib import Path

import polars as pl

from orchestration.period import Period
from orchestration.sources import contract
from orchestration.sources.delivery import Reading, counts, entity, read_tables
from orchestration.sources.pseudonym import pseudonymise
from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed, threshold
from quality.cnp import valid_cnp

CONTRACT = contract.load(Path(__file__).with_name("datapackage.json"))
PLAIN_MAP = r'^\s*\{\s*(?:"[^"\\]+"\s*:\s*[1-9]\d*\s*(?:,\s*"[^"\\]+"\s*:\s*[1-9]\d*\s*)*)?\}\s*$'
CODE = r"^[A-Z]{1,6}(?:_[A-Z0-9]{1,4})?$"


def read(path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one export. Without a period, what hangs on it is not checked."""
    reading = Reading()
    tables = read_tables(path, CONTRACT, reading.findings)
    if tables.keys() != {table.name for table in CONTRACT.tables}:
        reading.tables = counts(tables)
        return reading
    people = tables["beneficiaries"]
    _check_birth_dates(people, period)
    _pseudonymise(people, key)
    _read_maps(tables["vulnerability_entries"])
    _check_codes(tables["vulnerability_entries"])
    reading.counties = _counties(tables)
    if not people.rows.height:
        reading.findings.add("no-people", file=people.file)
    reading.tables = counts(tables)
    reading.entities = {name: entity(table) for name, table in tables.items()}
    return reading


def _check_birth_dates(people: TableReading, period: Period | None) -> None:
    oldest = int(threshold("age_max"))
    if period is None:
        return
    last_day = period.end.date()
    impossible = (pl.col("date_of_birth") >= last_day) | (pl.col("date_of_birth") < last_day.replace(year=last_day.year - oldest - 1))
    people.empty("date_of_birth", impossible, "birth-date-impossible", str(oldest))


def _pseudonymise(people: TableReading, key: bytes) -> None:
    """Put `cnp_key` (64 hexadecimal digits, null where there is no valid CNP) in the place of `cnp`."""
    valid = pl.Series("cnp_key", [cnp and valid_cnp(cnp) for cnp in people.rows["cnp"]], dtype=pl.String)
    people.rows = people.rows.with_columns(pseudonymise(valid, key))
    people.empty("cnp", pl.col("cnp").is_not_null() & pl.col("cnp_key").is_null(), "cnp-invalid")
    people.rows = people.rows.drop("cnp")


def _read_maps(entries: TableReading) -> None:
    """Put `codes`, the codes of the state, in the place of `map`: null where the entry holds no answer.

    A map is read as text where it is plain, which nearly all are, and by a JSON parser where it is not.
    """
    distinct = entries.rows.select(pl.col("map").drop_nulls().unique())
    plain = pl.col("map").str.contains(PLAIN_MAP)
    quick = distinct.filter(plain).with_columns(
        codes=pl.col("map").str.extract_all(r'"[^"]+"').list.eval(pl.element().str.strip_chars('"')),
        broken=pl.lit(False),
    )
    slow = [(text, *_parse_map(text)) for text in distinct.filter(~plain)["map"]]
    states = pl.concat(
        [
            quick,
            pl.DataFrame(slow, schema={"map": pl.String, "codes": pl.List(pl.String), "broken": pl.Boolean}, orient="row"),
        ]
    ).with_columns(codes=pl.col("codes").list.unique().list.sort())
    entries.rows = entries.rows.join(states, on="map", how="left", maintain_order="left")
    entries.refuse(pl.col("broken"), "map-not-json", "map")
    answered = pl.col("codes").list.len() > 0
    entries.rows = entries.rows.with_columns(codes=pl.when(answered).then(pl.col("codes"))).drop("map", "broken")


def _parse_map(text: str) -> tuple[list[str] | None, bool]:
    """Give the codes with a count above 0, and whether the text is no state at all."""
    try:
        state = json.loads(text)
    except ValueError:
        return None, True
    if not state and not isinstance(state, bool | int | float | str):
        return None, False
    if not isinstance(state, dict) or any(isinstance(count, dict | list) for count in state.values()):
        return None, True
    return [code for code, count in state.items() if count not in (0, None, False, "", "0")], False


def _check_codes(entries: TableReading) -> None:
    """Report each code that the nomenclature does not hold; too many refuse the delivery."""
    known = seed("source_codes").filter(pl.col("source") == CONTRACT.source)["code"]
    states = entries.rows.select("id", pl.col("codes")).drop_nulls("codes")
    unknown = states.explode("codes").filter(~pl.col("codes").is_in(known.implode()))
    if not unknown.height:
        return
    shown = pl.when(pl.col("codes").str.contains(CODE)).then(pl.col("codes")).otherwise(pl.lit("?"))
    by_code = unknown.group_by(code=shown).agg(entries=pl.len()).sort("entries", "code", descending=[True, False])
    for code, count in by_code.rows():
        entries.findings.add("code-unknown", file=entries.file, column="map", detail=f"{code} × {count}")
    share = unknown["id"].n_unique() / states.height
    if share > threshold("unknown_code_share_max"):
        entries.findings.add(
            "too-many-unknown-codes", file=entries.file, column="map", detail=f"{100 * share:.1f} %".replace(".", ",")
        )


def _counties(tables: dict[str, TableReading]) -> dict[str, int]:
    """Count people by county: of the locality, else as recorded."""
    codes = seed("counties").select(pl.col("siruta").cast(pl.Int64), "county_code")
    counties = tables["counties"].rows.join(codes, on="siruta").select(county_id="id", county_code="county_code")
    places = tables["cities"].rows.select(city_id="id", place_county="county_id")
    people = tables["beneficiaries"].rows.join(places, on="city_id", how="left")
    people = people.with_columns(county_id=pl.coalesce("place_county", "county_id")).join(counties, on="county_id")
    return dict(people.group_by("county_code").len().sort("county_code").rows())
