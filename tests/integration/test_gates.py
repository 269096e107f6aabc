"""Each gate stops bad data, all that lies downstream of it, and leaves what was published as it was."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from worlds import AS_OF, PERIOD, PROJECT, World, build, put, tree

from orchestration.release import ReleaseFault, publish
from quality.gates import Bound, Suite
from simulation.amc import AmcExport, Dirt, simulate_amc

LAYERS = ["deliveries", "lake", "staging", "core", "indicators", "published", "site", "latest"]


def assert_stopped(world: World, gate: str, after: str, releases: dict[str, bytes]) -> None:
    """Say that just this gate refused, that no layer behind it ran, and that the releases are what they were."""
    assert list(world.outcome.refused) == [gate]
    assert not world.outcome.faults
    ran = [layer for layer in LAYERS if layer in world.outcome.seconds]
    assert ran == LAYERS[: LAYERS.index(after) + 1]
    now = tree(world.settings.releases)
    assert {name: content for name, content in now.items() if ".candidate" not in name} == releases


def test_gate_1_stops_a_delivery_with_too_many_unknown_codes(fresh_world: Callable[[], World]) -> None:
    world = fresh_world()
    releases, lake = tree(world.settings.releases), tree(world.settings.lake / "amc")
    bad = simulate_amc(["SM"], 1600, str(PERIOD), 2, seed=8, uats=6, dirt=Dirt(unknown_code=0.1))
    landing = put(world.settings.data, bad)
    landing.rename(landing.with_name("later.zip"))
    stopped = build(world.settings.data)
    assert_stopped(stopped, "gate_1", "deliveries", releases)
    assert "later.zip" in stopped.outcome.refused["gate_1"][0]
    assert tree(world.settings.lake / "amc") == lake


def test_gate_2_stops_rows_that_appeared_in_the_lake(fresh_world: Callable[[], World]) -> None:
    world = fresh_world()
    releases = tree(world.settings.releases)
    folder = world.settings.lake / "amc" / "beneficiaries"
    doubled = pl.read_parquet(folder).head(5)
    doubled.write_parquet(folder / "doubled.parquet")
    stopped = build(world.settings.data)
    assert_stopped(stopped, "gate_2", "core", releases)
    reasons = " ".join(stopped.outcome.refused["gate_2"])
    assert "beneficiaries" in reasons
    assert "unique" in reasons


def test_gate_2_stops_a_county_that_shrank(fresh_world: Callable[[], World], export: AmcExport) -> None:
    world = fresh_world()
    releases = tree(world.settings.releases)
    half = simulate_amc(["SM"], 700, str(PERIOD), 2, seed=9, uats=6)
    put(world.settings.data, half).rename(world.settings.landing / "amc" / str(PERIOD) / "half.zip")
    stopped = build(world.settings.data)
    assert_stopped(stopped, "gate_2", "core", releases)
    assert stopped.outcome.refused["gate_2"][0].startswith("SM:")


def run_with_changed_catalogue(
    tmp_path: Path, world: World, seed: str, edit: Callable[[str], str]
) -> tuple[int, str]:
    """Run the command line from a copy of the project whose one seed was edited; gives exit code and what it said."""
    project = tmp_path / "project"
    folders = ["orchestration", "dbt_project", "quality", "dashboards", "seeds", "simulation"]
    for folder in folders:
        shutil.copytree(PROJECT / folder, project / folder, ignore=shutil.ignore_patterns("target", "logs"))
    path = project / "seeds" / seed
    before = path.read_text(encoding="utf-8")
    path.write_text(edit(before), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != before
    command = [sys.executable, "-m", "orchestration.cli", "run", "--period", str(PERIOD)]
    options = ["--data", str(world.settings.data), "--as-of", AS_OF.strftime("%Y-%m-%d")]
    done = subprocess.run(
        command + options,
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("gate", "seed", "edit", "said"),
    [
        ("poarta 3", "age_bands.csv", lambda text: text.replace("3-5,2,3,5", "3-5,2,2,5"), "people-once"),
        (
            "poarta 4",
            "indicator_texts.csv",
            lambda text: text.replace("Vârstnici", "Sunați la 0744123456"),
            "personal_data",
        ),
    ],
)
def test_a_wrong_catalogue_is_stopped(
    fresh_world: Callable[[], World],
    tmp_path: Path,
    gate: str,
    seed: str,
    edit: Callable[[str], str],
    said: str,
) -> None:
    """Overlapping age bands count people twice (gate 3); a phone number in a text would be on every page (gate 4)."""
    world = fresh_world()
    releases = tree(world.settings.releases)
    code, words = run_with_changed_catalogue(tmp_path, world, seed, edit)
    assert code == 1, words
    assert f"Oprit la {gate}" in words
    assert said in words
    now = {
        name: content for name, content in tree(world.settings.releases).items() if ".candidate" not in name
    }
    assert now == releases
    assert json.loads(releases["latest.json"])["release"] == "r1"


@pytest.mark.parametrize(("until", "code"), [("2026-06-01", 0), ("2026-05-31", 1)])
def test_a_known_defect_is_let_through_until_its_day(
    fresh_world: Callable[[], World], tmp_path: Path, until: str, code: int
) -> None:
    """The county lost 800 of its people, which is known; the run's clock stands at the first of June."""
    world = fresh_world()
    half = simulate_amc(["SM"], 700, str(PERIOD), 2, seed=9, uats=6)
    put(world.settings.data, half).rename(world.settings.landing / "amc" / str(PERIOD) / "half.zip")
    defect = f"people-shrank,amc,SM,,900,{until},Dublurile au fost scoase.,biroul județean\n"
    ended, words = run_with_changed_catalogue(
        tmp_path, world, "known_defects.csv", lambda text: text + defect
    )
    assert ended == code, words
    docs = world.settings.quality_docs / str(PERIOD) / "index.html"
    assert f"Ce au cerut porțile: {docs}" in words.replace("\n", " ")
    assert docs.exists()
    if code:
        assert "Oprit la poarta 2" in words and "a fost admis numai până la 31.05.2026" in words
    else:
        assert "De știut: defectul cunoscut people-shrank (amc, SM)" in words
        assert "Dublurile au fost scoase." in words


def test_an_expectation_that_errs_stops_the_run_as_a_fault_of_ours(
    export: AmcExport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each gate in turn, a suite asks besides of a column that nobody counts."""
    put(tmp_path, export)
    judge, erring = Suite.judge, 1
    nobody = Bound("nobody_counts_this", "nimeni nu numără", "de probă", most=0)

    def with_one_more(suite: Suite, *given: Any) -> Any:
        more = [nobody] if suite.gate == erring else []
        return judge(replace(suite, bounds=[*suite.bounds, *more]), *given)

    monkeypatch.setattr(Suite, "judge", with_one_more)
    for erring, after in enumerate(("deliveries", "core", "indicators", "site"), start=1):
        outcome = build(tmp_path).outcome
        assert not outcome.refused
        (fault,) = outcome.faults
        assert f"gate {erring}: the expectation on nobody_counts_this of poarta_{erring}_" in fault
        assert [layer for layer in LAYERS if layer in outcome.seconds] == LAYERS[: LAYERS.index(after) + 1]
        assert not (tmp_path / "releases" / "latest.json").exists()


def with_impossible_births(export: AmcExport, uats: int) -> AmcExport:
    """Let everybody of some UATs be born after they were assessed; the largest UATs."""
    people, places = export.tables["beneficiaries"], export.tables["cities"]
    of_uat = pl.col("city_id").replace_strict(
        dict(places.select("id", "parent_id").iter_rows()), default=None
    )
    people = people.with_columns(uat=pl.coalesce(of_uat, "city_id"))
    largest = people["uat"].value_counts(sort=True).drop_nulls()["uat"].head(uats)
    born = (
        pl.when(pl.col("uat").is_in(largest.implode())).then(pl.lit("2025-12-30")).otherwise("date_of_birth")
    )
    return replace(
        export, tables=export.tables | {"beneficiaries": people.with_columns(date_of_birth=born).drop("uat")}
    )


def test_gate_2_is_not_worn_down_by_sending_the_shrunken_export_again(
    fresh_world: Callable[[], World],
) -> None:
    world = fresh_world()
    releases = tree(world.settings.releases)
    folder = world.settings.landing / "amc" / str(PERIOD)
    for people in (700, 690):
        shrunk = simulate_amc(["SM"], people, str(PERIOD), 2, seed=9, uats=6)
        put(world.settings.data, shrunk).rename(folder / f"{people}.zip")
        assert_stopped(build(world.settings.data), "gate_2", "core", releases)


def test_a_table_cut_at_a_line_end_is_noticed_by_what_points_to_it(export: AmcExport, tmp_path: Path) -> None:
    people = export.tables["beneficiaries"]
    put(tmp_path, replace(export, tables=export.tables | {"beneficiaries": people.head(people.height // 2)}))
    stopped = build(tmp_path)
    assert list(stopped.outcome.refused) == ["gate_1"]
    message = next(stopped.settings.quarantine.rglob("mesaj.txt")).read_text(encoding="utf-8")
    assert "vulnerability_entries.csv" in message
    assert "beneficiaries.csv: tabelul pare tăiat" in message


def test_nothing_is_published_that_gate_4_has_not_passed(fresh_world: Callable[[], World]) -> None:
    world = fresh_world()
    candidate = world.settings.releases / str(PERIOD) / ".candidate"
    shutil.copytree(world.release, candidate)
    (candidate / "public" / "index.html").write_text("CNP 1960503300123", encoding="utf-8")
    releases = {
        name: content for name, content in tree(world.settings.releases).items() if ".candidate" not in name
    }
    with pytest.raises(ReleaseFault):
        publish(world.settings, PERIOD)
    now = {
        name: content for name, content in tree(world.settings.releases).items() if ".candidate" not in name
    }
    assert now == releases


def test_one_bad_uat_does_not_stop_a_county(export: AmcExport, tmp_path: Path) -> None:
    put(tmp_path, with_impossible_births(export, 1))
    world = build(tmp_path)
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    verdicts = world.sql("select * from published.verdicts where indicator = 'DOC-00'")
    (bad,) = verdicts.filter(geo_level="uat").iter_rows(named=True)
    assert (bad["verdict"], bad["reason"], bad["source"], bad["mended_by"]) == (
        "withheld",
        "before-birth",
        "amc",
        "team",
    )
    for place in verdicts.filter(pl.col("geo_level") != "uat").iter_rows(named=True):
        assert (place["verdict"], place["reason"], place["uats"], place["uats_usable"]) == (
            "warning",
            "few-uats",
            6,
            5,
        )
    cells = world.sql(
        "select 'public' as edition, * from published.indicators union all "
        "select 'restricted' as edition, * from published.restricted"
    )
    own = cells.filter(
        pl.col("indicator") != "CRI-01", geo_code=bad["geo_code"]
    )  # the kind of place rests on no source
    assert set(own["status"]) == {"withheld", "suppressed", "no_data"}
    numbers = ["numerator", "denominator", "value", "ci_low", "ci_high"]
    assert own.select(pl.col(numbers).is_not_null().any()).row(0) == (False,) * 5
    assert set(own["benchmark"]) == {"not_compared"}
    of_county = cells.filter(geo_code="SM", indicator="DOC-00", breakdown="total")
    assert set(of_county["status"]) == {"warning"}
    assert of_county["value"].null_count() == 0
    others = cells.filter(geo_level="uat", indicator="DOC-00", breakdown="total")
    assert others.filter(status="published").height >= 5


def test_gate_3_stops_a_release_of_which_most_would_be_withheld(export: AmcExport, tmp_path: Path) -> None:
    put(tmp_path, with_impossible_births(export, 4))
    stopped = build(tmp_path)
    assert_stopped(stopped, "gate_3", "indicators", {})
    (reason,) = stopped.outcome.refused["gate_3"]
    assert "prea multe valori ale UAT-urilor sunt reținute" in reason
