"""The UAT of a row, by the columns of its own and of the rows that it points to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

import polars as pl
from polars.datatypes import DataType, DataTypeClass, TemporalType

from orchestration.sources.contract import Contract
from orchestration.sources.delivery import PLACES, Reading
from orchestration.sources.paths import link_of, related, resolve
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
    past = partial(earlier if reading.since else nothing_earlier, reading.covered)
    asked = _columns_asked(contract)
    before = {name: past(name, sorted(asked[name])) for name in reading.typed}
    linked = {name: _linked(table, asked[name], before[name]) for name, table in reading.typed.items()}
    places, located = [], []
    for name, table in reading.typed.items():
        accepted = _with_uat(linked, table, table.rows, contract)
        lost = _with_uat(linked, table, _lost(table, asked[name]), contract)
        told = pl.col("line").is_in(reading.findings.told_of(table.file)["line"].implode())
        located += [accepted.filter(told), lost.filter(told)]
        counted = accepted.with_columns(is_new=_is_new(table, before[name])).group_by("siruta")
        places.append(counted.agg(table_name=pl.lit(name), rows=pl.len(), rows_new=pl.col("is_new").sum()))
    reading.places = _typed(pl.concat(places), PLACES).sort(list(PLACES))
    reading.findings.locate(pl.concat(located))


def _columns_asked(contract: Contract) -> dict[str, set[str]]:
    """Give the columns of each table that a row's UAT hangs on, its keys among them."""
    asked = {table.name: set(table.keys) for table in contract.tables}

    def ask(table: str, name: str) -> None:
        head, _, tail = name.partition(".")
        if not tail:
            asked[table].add(name)
            return
        link = link_of(contract, table, head)
        when = set() if link.when is None else set(link.when.meta.root_names())
        asked[table] |= {link.column} | when
        asked[link.table].add(link.key)
        ask(link.table, tail)

    for table in asked:
        pointing = POINTING.get((contract.source, table))
        if pointing is None:
            for name in _uat_of(contract, table).meta.root_names():
                ask(table, name)
        else:
            for name in pointing.names():
                ask(pointing.table, name)
            for name in pointing.on:
                ask(table, name)
    return asked


def _uat_of(contract: Contract, table: str) -> pl.Expr:
    return UATS.get(contract.source, {}).get(table, pl.lit(None, pl.Int64))


def _linked(table: TableReading, asked: set[str], before: pl.DataFrame) -> TableReading:
    """Give a table as others point to it: with rows of earlier deliveries, and with those that were refused."""
    columns, lost = sorted(asked), _lost(table, asked)
    if not before.height and not lost.height:
        return table
    schema = {name: table.rows.schema[name] for name in columns}
    rows = pl.concat([_typed(part, schema) for part in (before, lost, table.rows)])
    return replace(table, rows=rows.unique(table.table.keys, keep="last", maintain_order=True))


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


def _is_new(table: TableReading, before: pl.DataFrame) -> pl.Series:
    """Say of the accepted rows whether no earlier delivery held them."""
    keys = table.table.keys
    if not before.height:
        return pl.repeat(True, table.rows.height, eager=True)
    own = table.rows.select(keys)
    new = own.with_row_index(PLACE).join(_typed(before, own.schema), on=keys, how="anti")
    return pl.int_range(own.height, dtype=pl.UInt32, eager=True).is_in(new[PLACE].implode())


def _typed(rows: pl.DataFrame, schema: Mapping[str, DataType | DataTypeClass]) -> pl.DataFrame:
    return rows.select(pl.col(name).cast(kind) for name, kind in schema.items())


def _with_uat(
    linked: dict[str, TableReading], table: TableReading, rows: pl.DataFrame, contract: Contract
) -> pl.DataFrame:
    """Give file, line and siruta (text; null where it is not known) of rows of a table."""
    name = table.table.name
    tables = linked | {name: replace(table, rows=rows)}
    uat = _uat_of(contract, name)
    pointing = POINTING.get((contract.source, name))
    if pointing is None:
        rows = resolve(tables, contract, name, uat.meta.root_names())
    else:
        rows = rows.select(ROW, related(tables, contract, name, pointing).alias("uat"))
    siruta = pl.col("siruta")
    return rows.select(ROW, siruta=uat.cast(pl.String)).select(
        pl.lit(table.file).alias("file"),
        pl.Series("line", table.lines[rows[ROW].to_numpy()], dtype=pl.Int64),
        pl.when(siruta.is_in(_uats().implode())).then(siruta),
    )


@cache
def _uats() -> pl.Series:
    return seed("uats")["siruta"]
