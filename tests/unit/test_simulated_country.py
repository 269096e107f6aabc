"""A simulated country: AMC's dumps of one world, registers, people across systems, the order of deliveries."""

import io
import zipfile
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from amc_recount import read, recount
from typer.testing import CliRunner
from worlds import tree

from orchestration.cli import app
from simulation.clock import BUCHAREST, end_of
from simulation.country import SOURCES, simulate_country
from simulation.disorder import Disorder, hand_over
from simulation.evidence import PRECEDENCE, count_people
from simulation.places import county
from simulation.registers import REGISTERS
from simulation.registers.deliveries import CHANGES, WHOLE
from simulation.slips import Slips
from simulation.world import NEVER, Evidence, Horizon, World, draw_world

QUARTERS = ["2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
SEED, HOUSEHOLDS, UATS = 5, 500, 6


def simulated(out: Path, **changed: object) -> list:
    arguments = {"counties": ["SM"], "households": HOUSEHOLDS, "seed": SEED, "uats": UATS, **changed}
    return simulate_country(out=out, **arguments)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One county of six UATs over four quarters, in order."""
    out = tmp_path_factory.mktemp("country")
    simulated(out)
    return out


@pytest.fixture(scope="module")
def world() -> World:
    """The same county's world."""
    where = county("SM", UATS)
    rng = np.random.default_rng([SEED, where.number, 0])
    return draw_world(rng, where, HOUSEHOLDS, Horizon.of("2025-Q4", 4))


def dump(out: Path, period: str) -> dict[str, list]:
    return read(out / "landing" / "amc" / period / f"amc-SM-{period}.zip")


def table(out: Path, source: str, period: str, name: str) -> pl.DataFrame:
    found = list((out / "landing" / source / period).glob("*.zip"))
    assert len(found) == 1
    with zipfile.ZipFile(found[0]) as archive:
        return pl.read_csv(io.BytesIO(archive.read(f"{name}.csv")), infer_schema_length=None)


@pytest.mark.parametrize("period", QUARTERS)
def test_each_dump_of_amc_holds_what_its_truth_says(country: Path, period: str) -> None:
    counted = [quarter for quarter in QUARTERS if quarter <= period]
    rows, places = recount(dump(country, period), counted)
    folder = country / "truth" / "amc" / "SM" / period
    truth = {
        (row["period"], row["geo_level"], row["geo_code"], row["source_code"]): (
            row["people"],
            row["assessed"],
            row["in_evidence"],
        )
        for row in pl.read_parquet(folder / "vulnerability_quarter.parquet").iter_rows(named=True)
    }
    people = {
        tuple(row[:3]): tuple(row[3:]) for row in pl.read_parquet(folder / "people_quarter.parquet").rows()
    }
    assert {key: value for key, value in rows.items() if key[1] != "country"} == truth
    assert {key: value for key, value in places.items() if key[1] != "country"} == people
    assert len(truth) > 100


def test_a_later_dump_of_amc_only_adds_and_changes_what_may_change(country: Path) -> None:
    may_change = {
        "city_id",
        "address",
        "phone",
        "nurse_id",
        "mediator_id",
        "family_id",
        "status",
        "updated_at",
    }
    may_change |= {"reason_removed", "ethnicity"}
    changed = Counter()
    for earlier, later in pairwise(QUARTERS):
        before, after = dump(country, earlier), dump(country, later)
        for name in set(before) - {"beneficiaries", "catagraphies", "interventions"}:
            rows = {row["id"]: row for row in after[name]}
            assert all(rows[row["id"]] == row for row in before[name]), name
        people = {row["id"]: row for row in after["beneficiaries"]}
        assert len(people) > len(before["beneficiaries"])
        for row in before["beneficiaries"]:
            changed.update(column for column, value in row.items() if people[row["id"]][column] != value)
        work = {row["id"]: row for row in after["interventions"]}
        for row in before["interventions"]:
            differ = {column for column, value in row.items() if work[row["id"]][column] != value}
            assert differ <= {"closed_at"}
            assert not differ or row["closed_at"] is None
    assert set(changed) <= may_change
    assert {"city_id", "status", "reason_removed", "family_id"} <= set(changed)


def test_amc_holds_people_of_the_world_while_they_are_there(country: Path, world: World) -> None:
    links = {
        key: int(person.removeprefix("SM:"))
        for key, person in pl.read_parquet(country / "truth" / "links" / "amc-SM.parquet").iter_rows()
    }
    rows = dump(country, "2025-Q4")["beneficiaries"]
    assert {f"amc:SM:{row['id']}" for row in rows} == set(links)
    assert len(set(links.values())) == len(links)
    people, seen = world.people, {"dead": 0, "born": 0}
    for row in rows:
        person = links[f"amc:SM:{row['id']}"]
        created = pl.Series([row["created_at"]]).str.to_datetime(time_unit="ms").dt.epoch("s")[0]
        assert people.appears[person] <= created < people.leaves[person]
        seen["born"] += int(people.appears[person] > world.horizon.start)
        if row["status"] == "removed" and people.leaves[person] < NEVER:
            seen["dead"] += 1
            deceased = row["reason_removed"] in ("deceased_home", "deceased_hospital")
            assert row["reason_removed"] is None or deceased == (people.leaves_by[person] == 1)
        if row["cnp"] and row["has_non_standard_cnp"] == "0":
            assert row["cnp"] == people.cnp[person]
    assert seen["dead"] > 5
    assert seen["born"] > 5


def test_references_in_an_early_dump_lead_somewhere(country: Path) -> None:
    tables = dump(country, "2025-Q1")
    ids = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    for name, column, to in [
        ("beneficiaries", "family_id", "families"),
        ("beneficiaries", "nurse_id", "users"),
        ("families", "household_id", "households"),
        ("vulnerability_entries", "beneficiary_id", "beneficiaries"),
        ("vulnerability_entries", "user_id", "users"),
        ("interventions", "beneficiary_id", "beneficiaries"),
        ("interventions", "parent_id", "interventions"),
        ("catagraphies", "beneficiary_id", "beneficiaries"),
        ("ocasional_interventions", "beneficiary_id", "beneficiaries"),
    ]:
        found = {row[column] for row in tables[name]} - {None}
        assert found, (name, column)
        assert found <= ids[to], (name, column)


def test_leaving_a_source_out_changes_nothing_in_the_others(country: Path, tmp_path: Path) -> None:
    simulated(tmp_path, sources=["spor", "programme"])
    alone = tree(tmp_path / "landing")
    everything = tree(country / "landing")
    assert {Path(name).parts[0] for name in alone} == {"spor", "programme"}
    assert alone == {name: everything[name] for name in alone}


def test_same_bytes_whatever_the_workers_and_others_with_another_seed(tmp_path: Path) -> None:
    few = {"counties": ["SM", "AB"], "households": 300, "quarters": 2}
    simulated(tmp_path / "one", **few)
    simulated(tmp_path / "two", **few, workers=2)
    simulated(tmp_path / "other", **few, seed=6)
    one, two, other = (tree(tmp_path / name / "landing") for name in ("one", "two", "other"))
    assert one == two
    assert one.keys() == other.keys()
    assert one != other
    assert {Path(name).parts[0] for name in one} >= set(SOURCES) - set(REGISTERS)


def test_fewer_deliveries_show_the_same_world(country: Path, tmp_path: Path) -> None:
    simulated(tmp_path, sources=["amc"], delivered=["2025-Q2", "2025-Q4"])
    for period in ("2025-Q2", "2025-Q4"):
        assert dump(tmp_path, period) == dump(country, period)
    assert not (tmp_path / "landing" / "amc" / "2025-Q3").exists()


def test_with_one_system_people_are_its_records(tmp_path: Path) -> None:
    simulated(tmp_path, sources=["amc"])
    keys = ["period", "geo_level", "geo_code"]
    everybody = pl.read_parquet(tmp_path / "truth" / "people" / "SM.parquet").sort(keys)
    people = everybody.filter(pl.col("geo_level") != "country")
    folder = tmp_path / "truth" / "amc" / "SM" / "2025-Q4"
    records = pl.read_parquet(folder / "people_quarter.parquet").drop("assessed").sort(keys)
    assert people.rows() == records.rows()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"counties": ["XX"]}, KeyError),
        ({"sources": ["amc", "foo"]}, ValueError),
        ({"delivered": ["2031-Q1"]}, ValueError),
        ({"delivered": []}, ValueError),
    ],
)
def test_wrong_arguments_are_refused(tmp_path: Path, wrong: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        simulated(tmp_path, **wrong)
    assert not list(tmp_path.iterdir())


def test_deliveries_are_not_mixed_with_older_ones(country: Path) -> None:
    with pytest.raises(FileExistsError):
        simulated(country)


def test_registers_count_the_world(country: Path, world: World) -> None:
    rows = table(country, "population", "2025-Q2", "population").filter(year=2025)
    at = end_of("2024-Q4")
    there = np.flatnonzero(world.present(at))
    assert rows["people"].sum() == len(there)
    born = world.people.born[there]
    ages, codes = Counter(), world.county.uats[world.households.uat[world.household_at(there, at)]]
    for day, female, uat in zip(born.tolist(), world.people.female[there], codes.tolist(), strict=True):
        birth = date.fromordinal(day + date(1970, 1, 1).toordinal())
        age = 2025 - birth.year - ((birth.month, birth.day) > (1, 1))
        ages[uat, "female" if female else "male", min(85, max(0, age))] += 1
    columns = ("uat", "sex", "age", "people")
    assert {row[:3]: row[3] for row in rows.select(columns).rows() if row[3]} == dict(ages)


def test_changes_come_once_and_whole_registers_as_they_stand(country: Path) -> None:
    keys = {
        "population": ["year", "uat", "sex", "age"],
        "unemployment": ["uat", "month"],
        "minimum_income": ["uat", "month"],
        "school_dropout": ["county", "school_year", "level"],
        "costs": ["uat", "period", "kind", "category", "funds"],
    }
    for name in CHANGES:
        parts = [table(country, name, path.name, name) for path in (country / "landing" / name).iterdir()]
        whole = pl.concat(parts)
        assert whole.select(keys[name]).is_duplicated().sum() == 0, name
    assert table(country, "unemployment", "2025-Q4", "unemployment")["month"].unique().sort().to_list() == [
        "2025-10",
        "2025-11",
        "2025-12",
    ]
    for name in WHOLE:
        heights = [
            table(country, name, path.name, name).height
            for path in sorted((country / "landing" / name).iterdir())
        ]
        assert heights == sorted(heights), name


def test_money_is_european_for_85_of_100_and_only_where_a_team_works(country: Path, world: World) -> None:
    costs = table(country, "costs", "2025-Q4", "costs")
    parts = costs.group_by("uat", "kind", "category").agg(
        share=pl.col("amount").filter(pl.col("funds") == "european").sum() / pl.col("amount").sum(),
        funds=pl.col("funds").n_unique(),
    )
    assert parts["share"].is_between(0.8499, 0.8501).all()
    assert (parts["funds"] == 2).all()
    works = world.county.uats[world.joined < end_of("2025-Q4")]
    assert set(costs["uat"]) == set(works.tolist())


def test_the_programme_grows_wave_by_wave(country: Path, world: World) -> None:
    periods = sorted(path.name for path in (country / "landing" / "programme").iterdir())
    for period in periods:
        rows = table(country, "programme", period, "programme")
        joined = rows["joined_on"].str.to_date()
        last = pl.Series([end_of(period) * 1000]).cast(pl.Datetime("ms", "UTC"))
        assert joined.max() < last.dt.convert_time_zone(BUCHAREST.key).dt.date()[0]
        waves = dict(zip(world.county.uats.tolist(), world.wave.tolist(), strict=True))
        assert dict(rows.select("uat", "wave").rows()).items() <= waves.items()


def evidence(person: list[int], since: list[int], until: list[int], uat: list[int]) -> Evidence:
    keys = pl.Series([f"x:SM:{number}" for number in range(len(person))], dtype=pl.String)
    return Evidence(keys, *(np.array(part, dtype=np.int64) for part in (person, since, until, uat)), "SM")


def test_a_person_in_three_systems_counts_once_where_the_best_source_says() -> None:
    end = end_of("2025-Q4")
    found = {
        "spor": evidence([0, 1, 2], [0, 0, end], [NEVER, NEVER, NEVER], [11, 0, 11]),
        "amc": evidence([0, 1, 2, 3], [0, 0, 0, 0], [NEVER, NEVER, end, end - 1], [22, 22, 22, 22]),
        "primero": evidence([4, 4, 5, 0], [0, 5, 1, 1], [NEVER] * 4, [33, 44, 0, 33]),
    }
    counted = count_people(found, 7, county("SM"), ["2025-Q4"])
    assert set(PRECEDENCE) == set(found)
    assert counted.rows() == [
        ("2025-Q4", "country", "RO", 5),
        ("2025-Q4", "county", "SM", 4),
        ("2025-Q4", "uat", "11", 1),
        ("2025-Q4", "uat", "22", 2),
        ("2025-Q4", "uat", "44", 1),
    ]


def test_people_are_fewer_than_records_and_more_than_in_any_system(country: Path) -> None:
    people = pl.read_parquet(country / "truth" / "people" / "SM.parquet").filter(
        period="2025-Q4", geo_level="county"
    )["people"][0]
    folder = country / "truth" / "amc" / "SM" / "2025-Q4"
    amc = pl.read_parquet(folder / "people_quarter.parquet").filter(period="2025-Q4", geo_level="county")
    assert amc["in_evidence"][0] < people
    links = [pl.read_parquet(country / "truth" / "links" / f"{source}-SM.parquet") for source in PRECEDENCE]
    persons = [set(link["person"]) for link in links]
    assert all(one & other for one in persons for other in persons)
    assert people < sum(link.height for link in links)


def test_in_order_there_is_one_batch_a_quarter(tmp_path: Path) -> None:
    plan = simulated(tmp_path, sources=["amc", "programme"])
    assert [entry.batch for entry in plan if entry.path.parts[0] == "amc"] == [1, 2, 3, 4]
    assert {entry.how for entry in plan} == {"plain"}
    written = pl.read_csv(tmp_path / "truth" / "deliveries.csv")
    assert written.rows() == [(entry.batch, str(entry.path), entry.how) for entry in plan]
    assert {str(entry.path) for entry in plan} == set(tree(tmp_path / "landing"))


@pytest.fixture(scope="module")
def disorderly(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list]:
    out = tmp_path_factory.mktemp("disorder")
    return out, simulated(out, disorder=Disorder(0.2, 0.2, 0.2, 0.2))


def test_in_the_end_the_right_deliveries_are_there(country: Path, disorderly: tuple[Path, list]) -> None:
    out, plan = disorderly
    assert not list((out / "landing").iterdir())
    assert (
        len({(entry.batch, entry.path) for entry in plan}) == len({entry.path for entry in plan}) == len(plan)
    )
    newest: dict[tuple[str, ...], bytes] = {}
    for batch in range(1, max(entry.batch for entry in plan) + 1):
        landed = hand_over(out, batch)
        assert len(landed) == sum(entry.batch == batch for entry in plan)
        for path in landed:
            place = path.relative_to(out / "landing")
            scope = tuple(
                path.stem.replace("-copie", "").replace("-corectat", "").replace("-complet", "").split("-")
            )
            newest[place.parts[:2] + scope] = path.read_bytes()
    right = {
        Path(name).parts[:2] + tuple(Path(name).stem.split("-")): content
        for name, content in tree(country / "landing").items()
    }
    assert newest == right


def test_disorder_is_what_it_is_called(country: Path, disorderly: tuple[Path, list]) -> None:
    out, plan = disorderly
    right = tree(country / "landing")
    kinds = Counter(entry.how for entry in plan)
    assert {"plain", "late", "twice", "first_version", "correction", "incomplete", "completion"} == set(kinds)
    assert kinds["first_version"] == kinds["correction"]
    assert kinds["incomplete"] == kinds["completion"]
    for entry in plan:
        content = (out / "batches" / str(entry.batch) / entry.path).read_bytes()
        quarter = QUARTERS.index(entry.path.parts[1]) + 1
        if entry.how in ("late", "correction", "completion"):
            assert entry.batch == quarter + 1
        if entry.how in ("plain", "late"):
            assert content == right[str(entry.path)]
        if entry.how in ("first_version", "incomplete"):
            assert content != right[str(entry.path)]
        if entry.how == "twice":
            original = entry.path.with_name(entry.path.name.replace("-copie", ""))
            assert entry.path != original
            assert content == right[str(original)]


def test_a_disorderly_run_is_repeated_to_the_byte(disorderly: tuple[Path, list], tmp_path: Path) -> None:
    simulated(tmp_path, disorder=Disorder(0.2, 0.2, 0.2, 0.2))
    for name, content in tree(tmp_path / "batches").items():
        assert (tmp_path / "batches" / name).read_bytes() == content
    assert (tmp_path / "truth" / "deliveries.csv").read_bytes() == (
        disorderly[0] / "truth" / "deliveries.csv"
    ).read_bytes()
    assert tree(tmp_path / "batches") == tree(disorderly[0] / "batches")


def test_without_slips_all_systems_write_the_same_people(tmp_path: Path) -> None:
    simulated(tmp_path, sources=["amc"], slips=Slips.none(), delivered=["2025-Q4"])
    people = pl.DataFrame(dump(tmp_path, "2025-Q4")["beneficiaries"], infer_schema_length=None)
    assert (people["has_non_standard_cnp"] == "0").all()
    assert people["cnp"].null_count() / people.height < 0.03
    assert not people["last_name"].str.contains("^[A-Z]{3,}$").any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--county", "XX"], "Cod de județ necunoscut (XX)"),
        (["--county", "SM", "--source", "foo"], "Surse necunoscute: foo"),
        (["--county", "SM", "--source", "programme", "--households", "50"], None),
    ],
)
def test_the_command_line_simulates_or_says_what_is_wrong(
    tmp_path: Path, options: list[str], message: str | None
) -> None:
    done = CliRunner().invoke(app, ["simulate", "country", *options, "--out", str(tmp_path / "out")])
    assert done.exit_code == (2 if message else 0)
    assert (message or "Livrări inventate") in done.output
    assert (tmp_path / "out").exists() == (message is None)
