"""The simulated SPOR deliveries: changes add up to the whole; the truth is what a naive reader of the text counts."""

import hashlib
import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from amc_export import CONTENT
from spor_deliveries import (
    COUNTY,
    MUCH,
    PERIODS,
    QUARTERS,
    Written,
    delivery,
    records,
    small_world,
    written,
)
from spor_recount import HANGS_ON, Recount, Tables, applied, before, bounds, instant

from orchestration.period import Period
from orchestration.sources.spor.reader import CONTRACT
from orchestration.sources.spor.reader import read as read_delivery
from simulation.clock import end_of
from simulation.places import county
from simulation.slips import Slips
from simulation.spor import SporDirt, write_spor
from simulation.spor.codes import UNKNOWN_CODE
from simulation.world import NEVER, World


@pytest.fixture(scope="module")
def world() -> World:
    return small_world()


@pytest.fixture(scope="module")
def changes(world: World, tmp_path_factory: pytest.TempPathFactory) -> Written:
    out = tmp_path_factory.mktemp("changes")
    return out, *written(out, dirt=MUCH, world=world)


@pytest.fixture(scope="module")
def wholes(world: World, tmp_path_factory: pytest.TempPathFactory) -> Written:
    out = tmp_path_factory.mktemp("wholes")
    return out, *written(out, ["whole"] * QUARTERS, dirt=MUCH, world=world)


def test_changes_add_up_to_the_whole_of_each_quarter(changes: Written, wholes: Written) -> None:
    for place in range(1, QUARTERS):
        state = records(applied(changes[1][: place + 1]))
        whole = records(wholes[1][place])
        for name, rows in whole.items():
            assert state[name] == rows, (PERIODS[place], name)


def test_changes_hold_only_what_changed_and_strike_what_was_delivered(
    changes: Written, wholes: Written
) -> None:
    for place in range(1, QUARTERS):
        earlier, now = records(wholes[1][place - 1]), records(changes[1][place])
        for name, rows in now.items():
            assert not [key for key, row in rows.items() if earlier[name].get(key) == row], name
        for row in changes[1][place]["tombstones"].values():
            assert row["record_id"] in earlier[str(row["table_name"])]
            assert row["record_id"] not in wholes[1][place][str(row["table_name"])]
    assert all(not tables["tombstones"] for tables in wholes[1])
    struck = Counter(row["table_name"] for tables in changes[1] for row in tables["tombstones"].values())
    assert set(struck) == {"visits", "services", "assessments", "persons"}
    new_rows = sum(len(rows) for tables in changes[1] for rows in records(tables).values())
    assert new_rows < sum(len(rows) for rows in records(wholes[1][-1]).values()) * 1.5


def test_history_is_changed_in_every_way(changes: Written) -> None:
    """Households close and move, people are removed and change household, plans end, workers leave."""
    changed = Counter()
    for place, tables in enumerate(changes[1][1:], start=1):
        state = applied(changes[1][:place])
        for name, rows in records(tables).items():
            for key, row in rows.items():
                was = state[name].get(key)
                if was:
                    changed.update((name, column) for column in row if row[column] != was[column])
    assert {
        ("households", "uat"),
        ("households", "locality"),
        ("households", "closed_at"),
        ("persons", "removed_at"),
        ("memberships", "left_on"),
        ("team_members", "left_on"),
        ("plans", "signed_on"),
        ("planned_actions", "done_on"),
        ("services", "outcome"),
        ("results", "reached_on"),
        ("notifications", "household_id"),
    } <= set(changed)


def truth(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / "truth" / "spor" / COUNTY / f"{name}.parquet")


def cells(frame: pl.DataFrame, keys: int) -> dict:
    found = {row[:keys]: row[keys] if len(row) == keys + 1 else row[keys:] for row in frame.iter_rows()}
    assert len(found) == frame.height
    return found


def assert_truth(out: Path, counted: Recount) -> None:
    rows = truth(out, "vulnerability_quarter")
    assert set(rows["source"]) == {"spor"}
    assert cells(rows.drop("source"), 4) == counted.vulnerabilities
    assert cells(truth(out, "people_quarter"), 3) == counted.people
    assert cells(truth(out, "counts"), 4) == counted.counts


@pytest.mark.parametrize("kind", ["changes", "wholes"])
def test_truth_is_what_a_naive_reader_counts(kind: str, request: pytest.FixtureRequest) -> None:
    out, deliveries, _ = request.getfixturevalue(kind)
    counted = Recount(applied(deliveries), COUNTY, PERIODS)
    assert len(counted.vulnerabilities) > 1000
    assert_truth(out, counted)


@pytest.mark.parametrize("seed", [1, 2])
def test_truth_of_a_delivery_with_the_usual_dirt(tmp_path: Path, seed: int) -> None:
    tables, _ = written(tmp_path, seed=seed, world=small_world(600, seed))
    assert_truth(tmp_path, Recount(applied(tables), COUNTY, PERIODS))


def test_truth_of_an_earlier_quarter_is_that_of_its_delivery(
    wholes: Written, world: World, tmp_path: Path
) -> None:
    """What is struck, moved or entered late afterwards is not known yet; what is drawn is the same."""
    earlier, _ = written(tmp_path, ["whole"], PERIODS[3:4], MUCH, world=world)
    assert earlier[0] == wholes[1][3]
    assert_truth(tmp_path, Recount(earlier[0], COUNTY, PERIODS[:4]))
    later = truth(wholes[0], "counts").filter(pl.col("period") <= PERIODS[3])
    assert not truth(tmp_path, "counts").equals(later)


def without(column: str, table: str) -> Callable[[Tables], None]:
    """Empty a column."""

    def spoil(tables: Tables) -> None:
        tables[table] = {key: row | {column: None} for key, row in tables[table].items()}

    return spoil


def visits_twice(tables: Tables) -> None:
    tables["visits"] |= {f"{key} again": row for key, row in tables["visits"].items()}


def only_of_persons(tables: Tables) -> None:
    tables["findings"] = {key: row for key, row in tables["findings"].items() if row["person_id"]}


def silence_is_absence(tables: Tables) -> None:
    for key, row in tables["findings"].items():
        state = "absent" if row["state"] == "not_assessed" else row["state"]
        tables["findings"][key] = row | {"state": state}


def lower_id_wins(tables: Tables) -> None:
    kept: dict = {}
    for row in tables["assessments"].values():
        kept.setdefault((row["household_id"], row["assessed_at"]), row["id"])
    for name, column in (
        ("person_assessments", "assessment_id"),
        ("findings", "assessment_id"),
        ("assessments", "id"),
    ):
        tables[name] = {key: row for key, row in tables[name].items() if row[column] in kept.values()}


def local_stamps(tables: Tables) -> None:
    for key, row in tables["visits"].items():
        moved = instant(row["visited_at"]) - timedelta(hours=3)
        tables["visits"][key] = row | {"visited_at": str(moved)[:19]}


def without_birth_date_dropped(tables: Tables) -> None:
    tables["persons"] = {key: row for key, row in tables["persons"].items() if row["birth_date"]}


@pytest.mark.parametrize(
    "trap",
    [
        without("removed_at", "persons"),
        without("left_on", "memberships"),
        without("closed_at", "households"),
        without("signed_on", "plans"),
        visits_twice,
        only_of_persons,
        silence_is_absence,
        lower_id_wins,
        local_stamps,
        without_birth_date_dropped,
    ],
)
def test_each_trap_catches_who_falls_into_it(wholes: Written, trap: Callable[[Tables], None]) -> None:
    out, deliveries, _ = wholes
    tables = {name: dict(rows) for name, rows in deliveries[-1].items()}
    trap(tables)
    with pytest.raises(AssertionError):
        assert_truth(out, Recount(tables, COUNTY, PERIODS))


def test_truth_adds_up_and_is_plausible(wholes: Written) -> None:
    counts = truth(wholes[0], "counts")
    wide = counts.pivot("geo_level", index=["period", "measure"], values="count", aggregate_function="sum")
    assert (wide["country"] == wide["county"]).all()
    whole = {"activities", "notifications"} | {name for name in wide["measure"] if name.startswith("fte_")}
    parts = wide.with_columns(pl.col("uat").fill_null(0))
    assert (parts["uat"] <= parts["county"]).all()
    assert (
        (parts.filter(pl.col("measure").is_in(whole)).select(pl.col("uat") == pl.col("county")))
        .to_series()
        .all()
    )
    assert (
        parts.filter(measure="people_in_evidence").select(pl.col("uat") < pl.col("county")).to_series().any()
    )
    people = truth(wholes[0], "people_quarter").filter(geo_level="county").sort("period")
    assert people["in_evidence"].is_sorted()
    assert (people["assessed"] / people["in_evidence"])[-1] > 0.4
    rows = truth(wholes[0], "vulnerability_quarter")
    assert (rows["people"] <= rows["assessed"]).all()
    assert (rows["assessed"] <= rows["in_evidence"]).all()
    assert UNKNOWN_CODE not in set(rows["source_code"])


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_seed_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        written(tmp_path / name, seed=seed)
    first, again, other = (digests(tmp_path / name) for name in "abc")
    assert len(first) == QUARTERS + 4
    assert first == again
    assert first.keys() == other.keys()
    assert not set(first.values()) & set(other.values())


@pytest.mark.parametrize(
    ("quarters", "kinds"),
    [
        (PERIODS[:1], ["changes"]),
        (PERIODS[:2], ["whole"]),
        (PERIODS[1::-1], ["whole", "changes"]),
        (["2031-Q1"], ["whole"]),
        (PERIODS[:1], ["some"]),
    ],
)
def test_senseless_orders_are_refused(
    tmp_path: Path, world: World, quarters: list[str], kinds: list[str]
) -> None:
    with pytest.raises(ValueError):
        write_spor(world, np.random.default_rng(1), tmp_path, quarters, Slips(), kinds)


def test_a_change_may_pass_over_quarters(wholes: Written, world: World, tmp_path: Path) -> None:
    tables, _ = written(tmp_path, ["whole", "changes"], [PERIODS[1], PERIODS[-1]], MUCH, world=world)
    assert tables[1]["delivery"]["1"]["since"] == PERIODS[1]
    assert records(applied(tables)) == records(wholes[1][-1])


def test_the_tables_are_those_of_the_contract(wholes: Written) -> None:
    assert set(wholes[1][-1]) == {table.name for table in CONTRACT.tables}
    for table in CONTRACT.tables:
        rows = wholes[1][-1][table.name] or {"": {}}
        read_columns = {field.name for field in table.read}
        columns = set(next(iter(rows.values())))
        if table.name != "tombstones":
            assert read_columns <= columns, table.name
            assert columns <= {field.name for field in table.fields}, table.name


@pytest.mark.parametrize("dirt", [SporDirt.none(), MUCH])
def test_the_reader_accepts_every_row(tmp_path: Path, world: World, dirt: SporDirt) -> None:
    quarters, kinds = PERIODS[-2:], ["whole", "changes"]
    write_spor(world, np.random.default_rng(1), tmp_path, quarters, Slips.none(), kinds, dirt)
    found = set()
    for period in quarters:
        reading = read_delivery(delivery(tmp_path, period), Period.parse(period), b"k" * 32)
        found |= {rule for rule in reading.findings.frame()["rule"] if rule not in CONTENT}
        assert all(table["read"] == table["accepted"] for table in reading.tables)
    # what the checks of content say of simulated people: test_rules_simulated.py
    told = {"locality-not-found", "birth-date-impossible", "code-unknown"} if dirt is MUCH else set()
    assert found == told | {"table-without-rows"}


REFERENCES = {name: dict(columns) for name, columns in HANGS_ON.items()}
for table, columns in {
    "notifications": {"household_id": "households"},
    "assessments": {"worker_id": "workers"},
    "plans": {"assessment_id": "assessments"},
    "planned_actions": {"person_id": "persons"},
    "services": {"person_id": "persons", "planned_action_id": "planned_actions", "worker_id": "workers"},
    "visits": {"worker_id": "workers", "notification_id": "notifications"},
    "activities": {"worker_id": "workers"},
    "results": {"person_id": "persons"},
}.items():
    REFERENCES[table] = REFERENCES.get(table, {}) | columns


@pytest.mark.parametrize(
    ("table", "column", "to"),
    [(table, column, to) for table, columns in REFERENCES.items() for column, to in columns.items()],
)
def test_references_lead_somewhere_in_every_whole_delivery(
    wholes: Written, table: str, column: str, to: str
) -> None:
    for tables in wholes[1]:
        used = {row[column] for row in tables[table].values()} - {None}
        assert used <= set(tables[to])
    assert used


def test_households_are_registered_where_teams_work(wholes: Written) -> None:
    served = []
    real = {str(siruta) for siruta in county(COUNTY).uats}
    for period, tables in zip(PERIODS, wholes[1], strict=True):
        teams = {row["uat"] for row in tables["teams"].values()}
        in_time = [
            row for row in tables["households"].values() if before(row["registered_at"], bounds(period)[1])
        ]
        assert {row["uat"] for row in in_time} & real <= teams
        served.append(len(teams))
    assert served == sorted(served)
    assert served[0] < served[-1]


def test_links_and_evidence_say_who_is_behind_the_records(wholes: Written, world: World) -> None:
    out, deliveries, evidence = wholes
    links = pl.read_parquet(out / "truth" / "links" / f"spor-{COUNTY}.parquet")
    persons = deliveries[-1]["persons"]
    assert links["record_key"].to_list() == [f"spor:{COUNTY}:{key}" for key in persons]
    behind = dict(links.iter_rows())
    assert links["person"].n_unique() < links.height
    for key, row in persons.items():
        place = int(behind[f"spor:{COUNTY}:{key}"].removeprefix(f"{COUNTY}:"))
        if row["sex"]:
            assert (row["sex"] == "female") == world.people.female[place]
    assert evidence.county == COUNTY
    people = truth(out, "people_quarter")
    for period in PERIODS:
        at = end_of(period)
        there = (evidence.since < at) & (evidence.until >= at)
        assert evidence.record_key.filter(pl.Series(there)).n_unique() == there.sum()
        by_uat = Counter(str(uat) for uat in evidence.uat[there] if uat)
        rows = people.filter(period=period)
        assert there.sum() == rows.filter(geo_level="county")["in_evidence"].item()
        assert by_uat == dict(rows.filter(geo_level="uat").select("geo_code", "in_evidence").iter_rows())
    assert (evidence.until == NEVER).any()
    assert (evidence.since < evidence.until).all()


def test_stamps_are_in_utc_near_the_turn(wholes: Written) -> None:
    """Some visits of the last hours before UTC midnight belong to the next quarter in Bucharest."""
    stamps = io.StringIO("\n".join(str(row["visited_at"]) for row in wholes[1][-1]["visits"].values()))
    ends = {
        "03-31 21",
        "03-31 22",
        "03-31 23",
        "06-30 21",
        "06-30 22",
        "06-30 23",
        "09-30 21",
        "09-30 22",
        "12-31 22",
    }
    assert sum(line[5:13] in ends for line in stamps) > 10
