"""Export in, page out: the warehouse says what the truth says, and a second run changes nothing."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from amc_recount import read, recount
from worlds import PERIOD, SHARED, World, build, put, tree

from orchestration.period import Period
from simulation.amc import AmcExport, simulate_amc

KEY = ["period", "geo_level", "geo_code", "source", "source_code"]
COUNTS = ["people", "assessed", "in_evidence"]


def cells(world: World) -> pl.DataFrame:
    columns = ", ".join(KEY + COUNTS)
    return world.sql(f"select {columns} from core.vulnerability_quarter order by all")


def test_everything_ran(world: World) -> None:
    assert world.outcome.succeeded
    assert list(world.outcome.seconds)[-1] == "latest"


def test_vulnerabilities_equal_the_truth_cell_by_cell(world: World, export: AmcExport) -> None:
    truth = export.truth.select(KEY + [pl.col(count).cast(pl.Int64) for count in COUNTS]).sort(KEY)
    assert truth.height > 1000
    assert cells(world).sort(KEY).rows() == truth.rows()


def test_dimensions_and_context_follow_the_code_list(world: World) -> None:
    rows = world.sql("select distinct source_code, vulnerability, dimension from core.vulnerability_quarter")
    by_code = {code: (vulnerability, dimension) for code, vulnerability, dimension in rows.rows()}
    assert by_code["VAI_02"] == ("doc_no_identity_card", "DOC")
    assert by_code["VCV_05"] == (None, None)
    assert not [code for code in by_code if code[-3:-1] == "_9" or code == "VXX_77"]


def test_coverage_equals_the_truth(world: World, export: AmcExport) -> None:
    counted = world.sql(
        "select period, geo_level, geo_code, numerator, denominator from indicators.indicator_value "
        "where indicator = 'COV-01' and breakdown = 'total' and denominator > 0 order by all"
    )
    truth = export.people_truth.select("period", "geo_level", "geo_code", "assessed", "in_evidence")
    assert counted.rows() == truth.sort("period", "geo_level", "geo_code").rows()


def test_nothing_is_lost_on_the_way_in(world: World) -> None:
    counts = pl.read_parquet(world.settings.lake / "amc" / "delivery_tables")
    assert counts.filter(pl.col("rows_read") != pl.col("rows_accepted") + pl.col("rows_refused")).is_empty()
    for table, accepted in counts.select("table_name", "rows_accepted").rows():
        assert (
            pl.scan_parquet(world.settings.lake / "amc" / table).select(pl.len()).collect().item() == accepted
        )


def test_the_release_holds_what_its_manifest_says(world: World) -> None:
    latest = json.loads((world.settings.releases / "latest.json").read_text())
    assert latest["period"] == str(PERIOD)
    text = (world.release / "manifest.json").read_bytes()
    assert latest["release"] == world.release.name
    assert latest["manifest_sha256"] == hashlib.sha256(text).hexdigest()
    manifest = json.loads(text)
    files = tree(world.release)
    del files["manifest.json"]
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert [delivery["county_code"] for delivery in manifest["inputs"]] == ["SM"]


def test_open_data_are_published_indicators(world: World) -> None:
    published = world.sql("select * from published.indicators order by all")
    for name in ("indicators.parquet", "indicators.csv"):
        path = world.release / "public" / "data" / name
        data = (
            pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, schema=published.schema)
        )
        assert data.columns == published.columns
        assert data.sort(pl.all()).rows() == published.rows()


def test_a_council_finds_its_small_numbers_in_its_edition_and_nowhere_else(world: World) -> None:
    hidden = world.sql(
        "select geo_code, indicator, breakdown, category, own.numerator from published.indicators as public "
        "inner join published.restricted as own using (period, geo_level, geo_code, indicator, breakdown, category) "
        f"where public.status = 'suppressed' and geo_level = 'uat' and period = '{PERIOD}' and own.numerator > 0"
    )
    assert hidden.height > 100
    for folder in [world.release / "public", *(world.release / "restricted").rglob("data/..")]:
        data = pl.read_parquet(folder / "data" / "indicators.parquet").filter(period=str(PERIOD))
        found = hidden.join(data, on=["geo_code", "indicator", "breakdown", "category"], suffix="_shown")
        shown = found.filter(pl.col("numerator_shown").is_not_null())
        own = folder.resolve().name
        assert set(shown["geo_code"]) == ({own} if own.isdigit() else set())
        assert shown.filter(pl.col("numerator") != pl.col("numerator_shown")).is_empty()


def test_a_second_run_changes_nothing(world: World, tmp_path: Path) -> None:
    root = tmp_path / "again"
    shutil.copytree(world.settings.data, root, symlinks=True)
    before = tree(root / "lake"), tree(root / "releases"), tree(root / "quarantine")
    rows = cells(world)
    again = build(root, PERIOD.shift(-3))
    assert again.outcome.succeeded
    assert (tree(root / "lake"), tree(root / "releases"), tree(root / "quarantine")) == before
    assert cells(again).equals(rows)


def test_one_quarter_counts_as_it_does_among_many(world: World, export: AmcExport, tmp_path: Path) -> None:
    put(tmp_path, export)
    alone = build(tmp_path)
    query = f"select * from published.indicators where period = '{PERIOD}' order by all"
    assert alone.sql(query).equals(world.sql(query))
    assert set(alone.sql("select distinct period from published.indicators")["period"]) == {str(PERIOD)}


def test_counties_meet_and_the_newest_delivery_speaks(
    world: World, export: AmcExport, tmp_path: Path
) -> None:
    """Two databases count from 1; a county's older delivery gives way to its newer one, the other county's stays."""
    old = simulate_amc(["SM"], 300, "2025-Q3", 2, seed=3, uats=3)
    other = simulate_amc(["BH"], 400, "2025-Q3", 2, seed=4, uats=3)
    put(tmp_path, old, "2025-Q3")
    put(tmp_path, other, "2025-Q3")
    put(tmp_path, export)
    both = build(tmp_path, Period.parse("2025-Q3"))
    assert both.outcome.succeeded
    of_sm = (
        "select * from core.vulnerability_quarter where period >= '2025-Q3' and geo_level <> 'country' and geo_code in "
        "(select siruta from core.dim_uat where county_code = 'SM' union all select 'SM') order by all"
    )
    assert both.sql(of_sm).equals(world.sql(of_sm))
    bh = (
        other.truth.filter(period="2025-Q3", geo_code="BH")
        .select("source_code", "people")
        .sort("source_code")
    )
    of_bh = "select source_code, people from core.vulnerability_quarter where geo_code = 'BH' and period = '2025-Q3'"
    assert sorted(both.sql(of_bh).rows()) == bh.rows()
    totals = both.sql(
        "select sum(people) filter (where geo_level = 'county') = sum(people) filter (where geo_level = 'country') "
        "from core.vulnerability_quarter"
    )
    assert totals.item() is True


@pytest.mark.skipif(not SHARED.is_dir(), reason="the optional real sample is not here")
def test_the_real_layout_of_a_county_is_read_whole(tmp_path: Path) -> None:
    sample = SHARED / "amc" / "sample" / "satu-mare-2025-Q4.zip"
    landing = tmp_path / "landing" / "amc" / "2025-Q4"
    landing.mkdir(parents=True)
    shutil.copy(sample, landing)
    county = build(tmp_path, Period.parse("2024-Q1"))
    assert county.outcome.succeeded
    counts = pl.read_parquet(county.settings.lake / "amc" / "delivery_tables")
    assert counts["rows_refused"].sum() == 0
    tables = read(sample)
    assert {table: len(tables[table]) for table in counts["table_name"]} == dict(
        counts.select("table_name", "rows_read").rows()
    )
    naive, _ = recount(tables, [str(period) for period in Period.parse("2024-Q1").through(PERIOD)])
    keys = ["period", "geo_level", "geo_code", "source_code"]
    assert {row[:4]: row[4:] for row in cells(county).select(keys + COUNTS).rows()} == naive


def test_an_older_quarter_makes_its_release_but_does_not_move_the_pointer(
    world: World, tmp_path: Path
) -> None:
    root = tmp_path / "again"
    shutil.copytree(world.settings.data, root, symlinks=True)
    before = (root / "releases" / "latest.json").read_bytes()
    put(root, simulate_amc(["SM"], 300, "2025-Q3", 1, seed=3, uats=3), "2025-Q3")
    older = build(root, Period.parse("2025-Q3"), Period.parse("2025-Q3"))
    assert older.outcome.succeeded
    assert (root / "releases" / "2025-Q3" / "r1" / "public" / "index.html").exists()
    assert (root / "releases" / "latest.json").read_bytes() == before


def test_the_lake_is_enough_but_not_without_its_key(world: World, tmp_path: Path) -> None:
    root = tmp_path / "again"
    shutil.copytree(world.settings.data, root, symlinks=True)
    shutil.rmtree(root / "landing")
    without_landing = build(root, PERIOD.shift(-3))
    assert without_landing.outcome.succeeded
    assert without_landing.release.name == "r1"
    (root / "pseudonym.key").unlink()
    assert "pseudonym.key" in build(root).outcome.faults[0]
    assert not (root / "pseudonym.key").exists()


def test_strays_are_counted_once(tmp_path: Path) -> None:
    """An export of Satu Mare with a slip into Bihor; then Bihor's own, which covers it."""
    slipped = simulate_amc(["SM"], 400, str(PERIOD), 1, seed=5, uats=3)
    people = (
        slipped.tables["beneficiaries"]
        .with_row_index("n")
        .with_columns(pl.all().exclude("n").cast(pl.String))
    )
    county = pl.when(pl.col("n") < 3).then(pl.lit("5")).otherwise("county_id").alias("county_id")
    city = pl.when(pl.col("n") < 3).then(None).otherwise("city_id").alias("city_id")
    tables = slipped.tables | {"beneficiaries": people.with_columns(county, city).drop("n")}
    put(tmp_path, replace(slipped, tables=tables))
    count = "select county_code, count(*) from core.person_record group by 1 order by 1"
    assert dict(build(tmp_path).sql(count).rows()) == {"BH": 3, "SM": 397}
    own = simulate_amc(["BH"], 200, str(PERIOD), 1, seed=6, uats=3)
    put(tmp_path, own)
    assert dict(build(tmp_path).sql(count).rows()) == {"BH": 200, "SM": 397}
