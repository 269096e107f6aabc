"""AMC's code lists: the tables that are the same in every export.

Sources: the lists that AMC ships (services, categories: `data/`), seeds/source_codes.csv, INS SIRUTA.
"""

from functools import cache

import polars as pl

from simulation.amc.codes import NOTHING_FOUND
from simulation.places import DATA, all_counties, all_uats, all_villages, seed_table

UAT_TYPES = {"municipality": 4, "town": 2, "commune": 3}
UAT_PREFIXES = {"municipality": "Municipiul ", "town": "Oraș ", "commune": ""}
CODE_LISTS = ("services", "service_categories", "vulnerability_categories")


@cache
def services() -> pl.DataFrame:
    """AMC's `services`: id, code, name, category_id, is_enabled."""
    return pl.read_csv(DATA / "amc_services.csv")


def counties_table() -> pl.DataFrame:
    """AMC's `counties`: id is SIRUTA's number of the county (30: Satu Mare), siruta its code."""
    return (
        all_counties().sort("number").select(id="number", siruta=pl.col("siruta").cast(pl.Int64), name="name")
    )


def cities_table() -> pl.DataFrame:
    """AMC's `cities`: all UATs (level 2) and their villages (level 3), id is the SIRUTA code."""
    number = all_counties().select("county_code", county_id="number")
    uats = all_uats().join(number, on="county_code", how="left", maintain_order="left")
    kind = pl.col("kind")
    level_2 = uats.select(
        id="siruta",
        county_id="county_id",
        level=pl.lit(2),
        type=kind.replace_strict(UAT_TYPES, return_dtype=pl.Int64),
        parent_id=pl.lit(None, pl.Int64),
        name=kind.replace_strict(UAT_PREFIXES) + pl.col("name"),
    )
    county_of = uats.select(uat_siruta="siruta", county_id="county_id")
    level_3 = all_villages().join(county_of, on="uat_siruta", maintain_order="left")
    villages = level_3.select(
        id="siruta", county_id="county_id", level=pl.lit(3), type="type", parent_id="uat_siruta", name="name"
    )
    return pl.concat([level_2, villages]).sort("county_id", "id")


def vulnerabilities_table() -> pl.DataFrame:
    """AMC's `vulnerabilities`: all codes that AMC knows; is_valid is 0 for those that say "nothing found"."""
    known = seed_table("source_codes.csv").filter(source="amc")
    valid = (~pl.col("code").str.contains(NOTHING_FOUND)).cast(pl.Int8)
    return known.select(id="code", name="name", category_id="category", is_valid=valid)


def nomenclature_tables() -> dict[str, pl.DataFrame]:
    """All tables that do not depend on what is simulated."""
    lists = {name: pl.read_csv(DATA / f"amc_{name}.csv") for name in CODE_LISTS}
    return {
        "counties": counties_table(),
        "cities": cities_table(),
        "vulnerabilities": vulnerabilities_table(),
        **lists,
    }
