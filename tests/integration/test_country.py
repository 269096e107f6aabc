"""A simulated country, all sources: the warehouse says what the truth says, cell by cell.

For people, households, services, teams and links; and disorder among the deliveries ends in the same warehouse.
"""

import shutil
from pathlib import Path

import polars as pl
import pytest
from worlds import PERIOD, World, build, settings_of

from orchestration import dbt
from simulation.country import simulate_country
from simulation.disorder import Disorder, hand_over
from simulation.slips import Slips

FIRST = PERIOD.shift(-3)
COUNTIES = ("SM", "BH")
KEY = ["period", "geo_level", "geo_code"]
CELL = [*KEY, "source", "source_code"]
COUNTS = ["people", "assessed", "in_evidence"]
#: what each measure of the truth is in the warehouse: rows with their county, UAT and the instant or day they belong to
IN_CORE = {
    "households_in_evidence": "select period, county_code, siruta from core.dim_household inner join core.dim_quarter "
    "on registered_at < ends_at and (closed_at is null or closed_at >= ends_at) where source = 'spor'",
    "people_in_evidence": "select period, county_code, siruta from core.record_quarter_state where source = 'spor'",
    "plans_signed": "select period, county_code, siruta from core.fct_plan inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on signed_on between first_day and last_day",
    "actions_done": "select period, county_code, siruta from core.fct_plan_action inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on done_on between first_day and last_day",
    "services_started": "select period, county_code, siruta from core.fct_service as s inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on service_date between first_day and last_day "
    "where s.source = 'spor'",
    "services_referred": "select period, county_code, siruta from core.fct_service as s inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on service_date between first_day and last_day "
    "where s.source = 'spor' and s.mode = 'referred'",
    "visits": "select period, county_code, siruta from core.fct_visit inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on visited_at >= starts_at and visited_at < ends_at",
    "results_reached": "select period, county_code, siruta from core.fct_result inner join core.dim_household "
    "using (household_key) inner join core.dim_quarter on reached_on between first_day and last_day where reached",
    "notifications": "select period, county_code, siruta from core.fct_notification "
    "inner join core.dim_quarter on received_at >= starts_at and received_at < ends_at",
    "activities": "select period, county_code, siruta from core.fct_community_activity "
    "inner join core.dim_quarter on held_on between first_day and last_day",
}


def truths(world: World, pattern: str) -> pl.DataFrame:
    """All files of one kind of truth; the country is left out, of which each county's file holds its share."""
    parts = [pl.read_parquet(path) for path in sorted((world.settings.data / "truth").glob(pattern))]
    assert parts
    return pl.concat(parts).filter(pl.col("geo_level") != "country")


def by_place(world: World, rows: str, count: str = "count(*)") -> dict[tuple, float]:
    """Counts of a query's rows by period and place, counties and UATs."""
    counted = world.sql(
        f"with rows as ({rows}) select period, 'county' as geo_level, county_code as geo_code, {count} from rows "
        "where county_code is not null group by all union all "
        f"select period, 'uat', siruta, {count} from rows where siruta is not null group by all"
    )
    return {row[:3]: float(row[3]) for row in counted.rows() if row[3]}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two counties of three UATs, whose people every system knows by their right names and CNPs."""
    root = tmp_path_factory.mktemp("country")
    simulate_country(COUNTIES, 900, str(PERIOD), 4, 11, out=root, slips=Slips.none(), uats=3)
    world = build(root, FIRST)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    return world


@pytest.mark.parametrize(
    ("source", "pattern"),
    [
        ("amc", f"amc/*/{PERIOD}/vulnerability_quarter.parquet"),
        ("spor", "spor/*/vulnerability_quarter.parquet"),
        ("primero", "primero/*/vulnerability_quarter.parquet"),
    ],
)
def test_vulnerabilities_equal_the_truth(country: World, source: str, pattern: str) -> None:
    found = country.sql(
        f"select {', '.join(CELL + COUNTS)} from core.vulnerability_quarter "
        f"where source = '{source}' and geo_level <> 'country'"
    )
    truth = truths(country, pattern).select(*CELL, *(pl.col(count).cast(pl.Int64) for count in COUNTS))
    assert truth.height > 50
    assert found.sort(CELL).rows() == truth.sort(CELL).rows()


@pytest.mark.parametrize("measure", IN_CORE)
def test_households_services_and_plans_equal_the_truth(country: World, measure: str) -> None:
    truth = truths(country, "spor/*/counts.parquet").filter(measure=measure)
    assert truth.height > 5
    expected = {row[:3]: float(row[3]) for row in truth.select(*KEY, "count").rows()}
    assert by_place(country, IN_CORE[measure]) == expected


def test_teams_equal_the_truth(country: World) -> None:
    truth = truths(country, "spor/*/counts.parquet").filter(pl.col("measure").str.starts_with("fte_"))
    assert truth["measure"].n_unique() > 3
    for (measure,), counted in truth.group_by("measure"):
        working = (
            "select period, county_code, siruta, fte from core.fct_team inner join core.dim_quarter "
            "on valid_from <= last_day and (valid_to is null or valid_to > last_day) "
            f"where profession = '{str(measure).removeprefix('fte_')}'"
        )
        expected = {row[:3]: pytest.approx(row[3]) for row in counted.select(*KEY, "count").rows()}
        assert by_place(country, working, "sum(fte)") == expected


@pytest.mark.parametrize(
    ("measure", "condition"),
    [
        ("registered", "opened_at >= starts_at and opened_at < ends_at"),
        ("closed", "closed_at >= starts_at and closed_at < ends_at"),
    ],
)
def test_cases_equal_the_truth(country: World, measure: str, condition: str) -> None:
    truth = truths(country, "primero/*/counts.parquet").filter(measure=measure)
    assert truth.height > 5
    cases = (
        "select q.period, p.county_code, p.siruta from core.fct_case as c inner join core.person_record as p "
        f"using (record_key) inner join core.dim_quarter as q on {condition} where c.source = 'primero'"
    )
    expected = {row[:3]: float(row[3]) for row in truth.select(*KEY, "count").rows()}
    assert by_place(country, cases) == expected


def test_services_to_cases_equal_the_truth(country: World) -> None:
    truth = truths(country, "primero/*/counts.parquet").filter(measure="services")
    services = (
        "select q.period, p.county_code, p.siruta from core.fct_service as s inner join core.person_record as p "
        "using (record_key) inner join core.dim_quarter as q on service_date between first_day and last_day "
        "where s.source = 'primero' and s.status = 'realized'"
    )
    expected = {row[:3]: float(row[3]) for row in truth.select(*KEY, "count").rows()}
    assert expected
    assert by_place(country, services) == expected


def test_people_are_counted_once(country: World) -> None:
    truth = truths(country, "people/*.parquet")
    expected = {row[:3]: float(row[3]) for row in truth.select(*KEY, "people").rows()}
    rows = "select period, county_code, siruta from core.person_quarter_state"
    assert by_place(country, rows) == expected
    files = (country.settings.data / "truth" / "people").glob("*.parquet")
    whole = pl.concat([pl.read_parquet(path) for path in files]).filter(geo_level="country")
    everybody = country.sql("select period, count(*) from core.person_quarter_state group by 1 order by 1")
    assert everybody.rows() == whole.group_by("period").agg(pl.col("people").sum()).sort("period").rows()
    several = country.sql("select count(*) from core.dim_person where len(sources) > 1").item()
    assert several > 100
    indicator = country.sql(
        "select period, geo_level, geo_code, denominator from indicators.indicator_value "
        "where indicator = 'COV-01' and breakdown = 'total' and geo_level <> 'country' and denominator > 0"
    )
    assert {row[:3]: float(row[3]) for row in indicator.rows()} == expected


def test_links_equal_the_truth(country: World) -> None:
    """The warehouse's people and the truth's are the same sets of records."""
    links = country.settings.data / "truth" / "links"
    truth = pl.concat([pl.read_parquet(path) for path in links.glob("*.parquet")])
    expected = truth.group_by("person").agg(pl.col("record_key").sort())["record_key"].to_list()
    found = country.sql("select person_key, record_key from core.person_record")
    people = found.group_by("person_key").agg(pl.col("record_key").sort())["record_key"].to_list()
    assert sorted(people) == sorted(expected)


def test_registers_are_whole(country: World) -> None:
    for name, fact in {
        "population": "fct_population",
        "costs": "fct_cost",
        "programme": "programme_uat",
    }.items():
        files = sorted((country.settings.landing / name).glob("*/*"))
        newest = {}
        for path in files:
            rows = pl.read_csv(path) if path.suffix == ".csv" else pl.read_csv(read_only_member(path))
            newest |= {row[:-1] if name != "programme" else row[0]: row for row in rows.rows()}
        assert country.sql(f"select count(*) from core.{fact}").item() == len(newest) > 0


def read_only_member(path: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        (name,) = archive.namelist()
        return archive.read(name)


def test_later_deliveries_change_nothing_that_was_said_of_a_quarter(country: World, tmp_path: Path) -> None:
    """What broke the rules of a quarter, what came for it and who reported is as it was before the next one came."""
    shutil.copytree(country.settings.lake, tmp_path / "lake")
    shutil.copyfile(country.settings.warehouse, tmp_path / "warehouse.duckdb")
    newest = list((tmp_path / "lake").rglob(f"{PERIOD}-*.parquet"))
    assert {file.parts[-3] for file in newest} >= {"amc", "spor", "primero"}
    for file in newest:
        file.unlink()
    tables = {
        "rule_failures": "rule, source, delivery, period, county_code, siruta, checked, failures",
        "rows_checked": "source, delivery, period, county_code, siruta, table_name, rows",
        "reporting_rate": "source, period, geo_level, geo_code, expected, received, on_time",
    }
    selected = [f"+{name}" for name in tables]
    said = {name: country.sql(f"select {columns} from quality.{name}") for name, columns in tables.items()}
    dbt.run(
        ["run", "--select", *selected, "--exclude", "resource_type:seed"],
        settings_of(tmp_path),
        str(FIRST),
        str(PERIOD.shift(-1)),
    )
    before = World(settings_of(tmp_path), country.outcome)
    for name, columns in tables.items():
        expected = before.sql(f"select {columns} from quality.{name}")
        found = said[name].filter(pl.col("period") < str(PERIOD))
        assert found["period"].n_unique() == 3 and found.height < said[name].height
        assert found.join(expected, on=found.columns, how="anti", nulls_equal=True).rows()[:5] == []
        assert expected.join(found, on=found.columns, how="anti", nulls_equal=True).rows()[:5] == []


def test_misspelt_names_and_missing_cnps_are_linked(tmp_path: Path) -> None:
    """5 % without CNP and 3 % misspelt in every system."""
    slips = Slips()
    assert (slips.missing_cnp, slips.misspelt_name) == (0.05, 0.03)
    simulate_country(COUNTIES, 6000, str(PERIOD), 2, 5, out=tmp_path, slips=slips, uats=10)
    world = build(tmp_path, PERIOD)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    accuracy = world.sql("select * from quality.linkage_accuracy").row(0, named=True)
    assert accuracy["pairs_true"] > 2000
    assert accuracy["link_precision"] >= 0.999
    assert accuracy["link_recall"] >= 0.97
    two = world.sql(
        "select count(*) from core.person_record group by person_key having count(distinct cnp_key) > 1"
    )
    assert two.is_empty()
    rate = world.sql(
        "select source, sum(known_to_another_source) / sum(records) as share from quality.link_rate group by 1"
    )
    assert all(0 < share < 1 for share in rate["share"])


def state_of(world: World) -> dict[str, list[tuple]]:
    """What the warehouse says, but for which delivery says it."""
    tables = world.sql(
        "select table_name from information_schema.tables where table_schema = 'core' "
        "and table_name <> 'delivery_in_force' order by 1"
    )["table_name"].to_list()
    said = {}
    for table in tables:
        columns = [
            name
            for name in world.sql(f"describe core.{table}")["column_name"]
            if name not in ("delivery", "deliveries_in_force")
        ]
        said[table] = world.sql(f"select {', '.join(columns)} from core.{table} order by all").rows()
    return said


def test_disorder_ends_in_the_same_warehouse(tmp_path: Path) -> None:
    """Late, twice, corrected, incomplete: when all has come, it is as if all had come in order."""
    clean, messy = tmp_path / "clean", tmp_path / "messy"
    world = (["SM"], 300, str(PERIOD), 3, 3)
    simulate_country(*world, out=clean, uats=2)
    faults = Disorder(late=0.15, twice=0.1, corrected=0.15, incomplete=0.15)
    plan = simulate_country(*world, out=messy, uats=2, disorder=faults)
    assert {entry.how for entry in plan} >= {"late", "twice", "correction", "incomplete"}
    ordered = build(clean, PERIOD.shift(-2))
    assert ordered.outcome.succeeded, (ordered.outcome.refused, ordered.outcome.faults)
    shutil.copy2(clean / "pseudonym.key", messy / "pseudonym.key")
    for batch in sorted({entry.batch for entry in plan}):
        hand_over(messy, batch)
        end = build(messy, PERIOD.shift(-2))
        assert not end.outcome.faults
    unreadable = [entry for entry in plan if entry.how == "incomplete"]
    assert list(end.outcome.refused) == ["gate_1"], (
        "of a file cut short nobody knows what would make up for it"
    )
    for entry in unreadable:
        (messy / "landing" / entry.path).unlink()
    end = build(messy, PERIOD.shift(-2))
    assert end.outcome.succeeded, end.outcome.refused
    assert state_of(end) == state_of(ordered)
