"""The UAT of a row, by the columns of its own and of the rows that it points to."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
import polars as pl
from polars.datatypes import DataType, DataTypeClass, TemporalType

from orchestration.sources.contract import Contract
from orchestration.sources.delivery import PLACES, Reading
from orchestration.sources.paths import Paths, link_of, positions
from orchestration.sources.table_reader import ROW, TableReading
from quality.catalogue import seed
from quality.rules.check import Related

PLACE = "_place"
#: the level of AMC-MSR's localities; those above are UATs
VILLAGE = 3


def _amc(city: str, of: str = "") -> pl.Expr:
    """Give the UAT of a locality by its key `city` and the columns that begin with `of`."""
    return pl.when(pl.col(f"{of}level") == VILLAGE).then(pl.col(f"{of}parent_id")).otherwise(pl.col(city))


def _amc_person(of: str) -> pl.Expr:
    return _amc(f"{of}city_id", f"{of}city_id.")


#: source → table → UAT, a SIRUTA code; tables that stand here with none have no UAT of their own
UATS: dict[str, dict[str, pl.Expr]] = {
    "amc": {
        "cities": _amc("id"),
        "beneficiaries": _amc_person(""),
        "vulnerability_entries": _amc_person("beneficiary_id."),
        "interventions": _amc_person("beneficiary_id."),
        "interventionable_cases": pl.col("uat"),
        "interventionable_individual_services": pl.col("uat"),
    },
    "spor": {
        "households": pl.col("uat"),
        "persons": pl.col("uat"),
        "memberships": pl.col("household_id.uat"),
        "teams": pl.col("uat"),
        "team_members": pl.col("team_id.uat"),
        "notifications": pl.coalesce("uat", "household_id.uat"),
        "assessments": pl.col("household_id.uat"),
        "person_assessments": pl.col("assessment_id.household_id.uat"),
        "findings": pl.col("assessment_id.household_id.uat"),
        "plans": pl.col("household_id.uat"),
        "planned_actions": pl.col("plan_id.household_id.uat"),
        "services": pl.col("household_id.uat"),
        "visits": pl.col("household_id.uat"),
        "activities": pl.col("uat"),
        "results": pl.col("plan_id.household_id.uat"),
        "satisfaction": pl.col("household_id.uat"),
    },
    "primero": {
        "cases": pl.col("location"),
        **dict.fromkeys(
            ("services", "followups", "interventions", "care_arrangements", "family_members"),
            pl.col("case_id.location"),
        ),
    },
    "source_reports": {"source_reports": pl.col("place")},
    **{
        name: {name: pl.col("uat")}
        for name in (
            "accreditation",
            "costs",
            "marginalisation",
            "minimum_income",
            "population",
            "programme",
            "social_services",
            "unemployment",
        )
    },
}
#: source, table → the UAT of rows that point to it, in the place of its column `uat`
POINTING: dict[tuple[str, str], Related] = {
    ("amc", f"interventionable_{kind}s"): Related(
        "interventions",
        by=("interventionable_id",),
        on=("id",),
        value=_amc_person("beneficiary_id.").drop_nulls().first(),
        where=pl.col("interventionable_type") == kind,
    )
    for kind in ("case", "individual_service")
} | {
    ("spor", "persons"): Related(
        "memberships",
        by=("person_id",),
        on=("id",),
        value=pl.col("household_id.uat").sort_by("joined_on").drop_nulls().last(),
    )
}


#: counties, table, columns → these columns of the rows that earlier deliveries of the counties told, the newest last
Earlier = Callable[[frozenset[str], str, Sequence[str]], pl.DataFrame]


def nothing_earlier(_: frozenset[str], __: str, columns: Sequence[str]) -> pl.DataFrame:
    """Give no rows."""
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.Null))


def locate(reading: Reading, contract: Contract, earlier: Earlier) -> None:
    """Count the accepted rows by UAT, and tell the findings theirs, those of rows that were refused too.

    Changes may point to rows that only an earlier delivery told: these say then where they are.
    """
    if not reading.typed:
        return
    asked, pointed_at = _columns_asked(contract)
    before = (
        {name: earlier(reading.covered, name, sorted(asked[name])) for name in reading.typed}
        if reading.since
        else {}
    )
    lost = {name: _lost(table, asked[name]) for name, table in reading.typed.items() if table.lost}
    linked = {
        name: _linked(table, asked[name], before.get(name), lost.get(name))
        if name in pointed_at
        else table.rows
        for name, table in reading.typed.items()
    }
    paths = Paths(linked, contract)
    told = reading.findings.lines()
    counted, located = [], []
    for name, table in reading.typed.items():
        uats = _uats_of(paths, name, table.rows, contract)
        counted.append(_counted(name, uats, _is_new(table, before.get(name))))
        if table.file in told:
            located.append(_told(table, table.rows, uats, told[table.file]))
            if name in lost:
                uats = _uats_of(paths, name, lost[name], contract)
                located.append(_told(table, lost[name], uats, told[table.file]))
    reading.places = _summed(pl.concat(counted))
    if located:
        reading.findings.locate(pl.concat(located).with_columns(siruta=_known("siruta")))


@cache
def _columns_asked(contract: Contract) -> tuple[dict[str, set[str]], set[str]]:
    """Give the columns of each table that a row's UAT hangs on, with its keys, and the tables that others point to."""
    asked = {table.name: set(table.keys) for table in contract.tables}
    pointed_at: set[str] = set()

    def ask(table: str, name: str) -> None:
        head, _, tail = name.partition(".")
        if not tail:
            asked[table].add(name)
            return
        link = link_of(contract, table, head)
        when = set() if link.when is None else set(link.when.meta.root_names())
        asked[table] |= {link.column} | when
        asked[link.table].add(link.key)
        pointed_at.add(link.table)
        ask(link.table, tail)

    for table in asked:
        pointing = POINTING.get((contract.source, table))
        if pointing is None:
            for name in _uat_of(contract, table).meta.root_names():
                ask(table, name)
        else:
            pointed_at.add(pointing.table)
            for name in pointing.names():
                ask(pointing.table, name)
            for name in pointing.on:
                ask(table, name)
    return asked, pointed_at


def _uat_of(contract: Contract, table: str) -> pl.Expr:
    return UATS.get(contract.source, {}).get(table, pl.lit(None, pl.Int64))


def _linked(
    table: TableReading, asked: set[str], before: pl.DataFrame | None, lost: pl.DataFrame | None
) -> pl.DataFrame:
    """Give a table's rows as others point to them: with those of earlier deliveries and those that were refused."""
    more = [rows for rows in (before, lost) if rows is not None and rows.height]
    if not more:
        return table.rows
    schema = {name: table.rows.schema[name] for name in sorted(asked)}
    rows = pl.concat([_typed(part, schema) for part in (*more, table.rows)])
    return rows.unique(table.table.keys, keep="last", maintain_order=True)


def _lost(table: TableReading, asked: set[str]) -> pl.DataFrame:
    """Give the rows that were refused: `_row` and the columns asked for, null where a value is not of their type."""
    schema = {name: kind for name, kind in table.rows.schema.items() if name in asked | {ROW}}
    parts = [rows.select(_as_typed(rows, name, kind) for name, kind in schema.items()) for rows in table.lost]
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _as_typed(rows: pl.DataFrame, name: str, kind: DataType) -> pl.Expr:
    """Give a column its type, of rows that were refused before or after it had one."""
    if rows.schema[name] == kind or not isinstance(kind, TemporalType):
        return pl.col(name).cast(kind, strict=False)
    return pl.col(name).str.strptime(kind, strict=False)


def _is_new(table: TableReading, before: pl.DataFrame | None) -> pl.Series | None:
    """Say of the accepted rows whether no earlier delivery held them; None where none did."""
    keys = table.table.keys
    if before is None or not before.height:
        return None
    own = table.rows.select(keys)
    before = _typed(before, own.schema)
    if len(keys) == 1:
        known = before.to_series(before.columns.index(keys[0])).unique()
        return positions(own.to_series(), known).is_null()
    new = own.with_row_index(PLACE).join(before, on=keys, how="anti")
    return pl.int_range(own.height, dtype=pl.UInt32, eager=True).is_in(new[PLACE].implode())


def _typed(rows: pl.DataFrame, schema: Mapping[str, DataType | DataTypeClass]) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _uats_of(paths: Paths, table: str, rows: pl.DataFrame, contract: Contract) -> pl.Series:
    """Give the UATs of rows of a table as their columns tell them, those that SIRUTA does not know too."""
    uat = _uat_of(contract, table)
    pointing = POINTING.get((contract.source, table))
    names = uat.meta.root_names()
    if not names:
        return pl.Series("siruta", [None], dtype=pl.Int64).new_from_index(0, rows.height)
    if pointing is not None:
        found = pl.DataFrame(paths.related(table, {"uat": pointing}, rows))
    else:
        found = paths.rows(table, names, rows)
    return found.select(siruta=uat).to_series()


def _counted(table: str, uats: pl.Series, new: pl.Series | None) -> pl.DataFrame:
    """Count a table's rows by UAT; `new`: those that no earlier delivery held, None for all."""
    rows = uats.to_frame() if new is None else pl.DataFrame([uats, new.alias("new")])
    counts = rows.group_by("siruta").agg(
        rows=pl.len(), rows_new=pl.len() if new is None else pl.col("new").sum()
    )
    return counts.select(
        pl.lit(table).alias("table_name"), pl.col("siruta").cast(pl.String), "rows", "rows_new"
    )


def _summed(counted: pl.DataFrame) -> pl.DataFrame:
    """Add up the counts of the UATs that SIRUTA does not know."""
    siruta = _known("siruta")
    counts = counted.group_by("table_name", siruta).agg(pl.col("rows", "rows_new").sum())
    return _typed(counts, PLACES).sort(list(PLACES))


def _told(table: TableReading, rows: pl.DataFrame, uats: pl.Series, told: np.ndarray) -> pl.DataFrame:
    """Give file, line and siruta (text) of the rows on these lines."""
    lines = table.lines[rows[ROW].to_numpy()]
    wanted = np.isin(lines, told)
    siruta = uats.filter(pl.Series(wanted)).cast(pl.String)
    return pl.DataFrame({"line": lines[wanted], "siruta": siruta}).with_columns(file=pl.lit(table.file))


def _known(siruta: str) -> pl.Expr:
    """Give the UATs that SIRUTA knows, null in the place of others."""
    return pl.when(pl.col(siruta).is_in(_uats().implode())).then(siruta)


@cache
def _uats() -> pl.Series:
    return seed("uats")["siruta"]
