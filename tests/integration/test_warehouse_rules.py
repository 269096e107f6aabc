"""Rules between quarters on real tables: an export is held against the one before, and what was planted shows."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from worlds import PERIOD, World, settings_of

from orchestration import dbt
from quality.rules.warehouse import MEASURES

BEFORE = PERIOD.shift(-1)
EARLIER = f"{BEFORE}-000000000000"
#: rule → what is done to one beneficiary of the newer export, as Polars expressions by column
PLANTED: dict[str, dict[str, pl.Expr]] = {
    "person-younger": {"date_of_birth": pl.col("date_of_birth").dt.offset_by("1y")},
    "birth-date-earlier": {"date_of_birth": pl.col("date_of_birth").dt.offset_by("-1y")},
    "birth-date-gone": {"date_of_birth": pl.lit(None, pl.Date)},
    "sex-changed": {
        "gender": pl.when(pl.col("gender") == "male").then(pl.lit("female")).otherwise(pl.lit("male"))
    },
    "sex-gone": {"gender": pl.lit(None, pl.String)},
    "cnp-changed": {"cnp_key": pl.lit("f" * 64)},
    "cnp-gone": {"cnp_key": pl.lit(None, pl.String)},
    "place-gone": {"city_id": pl.lit(None, pl.Int64)},
    "recorded-moved": {"created_at": pl.col("created_at").dt.offset_by("-10d")},
}


@pytest.fixture(scope="module")
def planted(world: World, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Give failures by rule of two exports of the same content, the newer one of which was spoiled."""
    root = tmp_path_factory.mktemp("warehouse_rules")
    shutil.copytree(world.settings.lake, root / "lake")
    shutil.copyfile(world.settings.warehouse, root / "warehouse.duckdb")
    newer = next(file for file in (root / "lake" / "amc" / "deliveries").glob("*.parquet"))
    for file in (root / "lake" / "amc").glob(f"*/{newer.name}"):
        rows = pl.read_parquet(file).with_columns(delivery=pl.lit(EARLIER))
        if file.parent.name == "deliveries":
            rows = rows.with_columns(
                period=pl.lit(str(BEFORE)), seen=pl.lit(0, rows.schema["seen"]), chain=pl.lit(EARLIER)
            )
        rows.write_parquet(file.with_name(f"{EARLIER}.parquet"))
    spoil(root / "lake" / "amc", newer.name)
    dbt.run(
        ["run", "--select", "+rule_failures", "--exclude", "resource_type:seed"],
        settings_of(root),
        str(BEFORE),
        str(PERIOD),
    )
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        found = connection.sql(
            "select rule, cast(sum(failures) as int) from quality.rule_failures "
            f"where period = '{PERIOD}' group by rule"
        )
        return dict(found.fetchall())


def spoil(lake: Path, name: str) -> None:
    people = pl.read_parquet(lake / "beneficiaries" / name)
    assessed = pl.read_parquet(lake / "vulnerability_entries" / name).filter(pl.col("codes").list.len() > 0)
    whole = (
        people.filter(pl.col("status") != "removed", pl.col("id").is_in(assessed["beneficiary_id"].implode()))
        .drop_nulls(["date_of_birth", "gender", "cnp_key", "city_id"])
        .sort("id")["id"]
    )
    victims = iter(whole)
    for changes in PLANTED.values():
        chosen = pl.col("id") == next(victims)
        people = people.with_columns(
            pl.when(chosen).then(change).otherwise(pl.col(column)).alias(column)
            for column, change in changes.items()
        )
    gone, *without_states = (next(victims) for _ in range(3))
    removed = people.filter(pl.col("status") == "removed").sort("id")
    dead = removed.filter(pl.col("reason_removed").str.starts_with("deceased"))["id"][0]
    left = removed.filter(~pl.col("reason_removed").str.starts_with("deceased"))["id"][0]
    back = pl.col("id").is_in([dead, left])
    people = people.with_columns(status=pl.when(back).then(pl.lit("active")).otherwise("status"))
    people.filter(pl.col("id") != gone).write_parquet(lake / "beneficiaries" / name)
    entries = pl.read_parquet(lake / "vulnerability_entries" / name)
    entries.filter(~pl.col("beneficiary_id").is_in(without_states)).write_parquet(
        lake / "vulnerability_entries" / name
    )


def rules() -> Iterator[tuple[str, int]]:
    yield from ((rule, 1) for rule in PLANTED)
    yield from [("record-vanished", 1), ("states-gone", 2), ("death-undone", 1), ("removal-undone", 1)]


@pytest.mark.parametrize(("rule", "times"), list(rules()))
def test_what_was_planted_breaks_its_rule(planted: dict[str, int], rule: str, times: int) -> None:
    assert planted.get(rule, 0) == times


def test_what_did_not_change_breaks_none(world: World) -> None:
    """One export alone has nothing before it."""
    asked = set(world.sql("select rule from quality.rule_failures")["rule"])
    assert asked and not asked & {
        measure.rule.code for measure in MEASURES if measure.frame == "record_change"
    }
