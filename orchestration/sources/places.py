"""The UAT of a row, by the columns of its own and of the rows that it points to."""

from functools import cache

import polars as pl

from orchestration.sources.contract import Contract
from orchestration.sources.paths import Tables, related, resolve
from orchestration.sources.table_reader import ROW
from quality.catalogue import seed
from quality.rules.check import Related

#: the level of AMC-MSR's localities; those above are UATs
VILLAGE = 3


def _amc(person: str) -> pl.Expr:
    city = f"{person}city_id"
    village = pl.col(f"{city}.level") == VILLAGE
    return pl.when(village).then(pl.col(f"{city}.parent_id")).otherwise(pl.col(city))


#: source → table → UAT, a SIRUTA code; tables that stand here with none have no UAT of their own
UATS: dict[str, dict[str, pl.Expr]] = {
    "amc": {
        "cities": pl.when(pl.col("level") == VILLAGE).then(pl.col("parent_id")).otherwise(pl.col("id")),
        "beneficiaries": _amc(""),
        "vulnerability_entries": _amc("beneficiary_id."),
        "interventions": _amc("beneficiary_id."),
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
        value=_amc("beneficiary_id.").drop_nulls().first(),
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


def rows_by_uat(tables: Tables, table: str, contract: Contract) -> pl.DataFrame:
    """Give file, line and siruta (text; null where it is not known) of the accepted rows of a table."""
    reading = tables[table]
    uat = UATS.get(contract.source, {}).get(table, pl.lit(None, pl.Int64))
    pointing = POINTING.get((contract.source, table))
    if pointing is None:
        rows = resolve(tables, contract, table, uat.meta.root_names())
    else:
        rows = reading.rows.select(ROW, related(tables, contract, table, pointing).alias("uat"))
    siruta = pl.col("siruta")
    return rows.select(ROW, siruta=uat.cast(pl.String)).select(
        pl.lit(reading.file).alias("file"),
        pl.Series("line", reading.lines[rows[ROW].to_numpy()], dtype=pl.Int64),
        pl.when(siruta.is_in(_uats().implode())).then(siruta),
    )


@cache
def _uats() -> pl.Series:
    return seed("uats")["siruta"]
