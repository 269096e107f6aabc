"""A run in which nothing changed is over before it begins; whatever may change its end makes it run again."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner
from worlds import AS_OF, PERIOD, PROJECT, build, put, settings_of, tree

from orchestration.cli import app
from orchestration.last_run import CODE, inputs, recall, remember
from orchestration.settings import Settings
from simulation.amc import simulate_amc

COMMAND = ["run", "--period", str(PERIOD), "--as-of", AS_OF.strftime("%Y-%m-%d"), "--data"]
HEAVY = ("dagster", "dbt", "great_expectations", "polars", "pandas", "plotly")
SAYS_SO = f"""
import sys
from orchestration.cli import app
try:
    app(sys.argv[1:])
finally:
    print("loaded:", *sorted({{*{HEAVY}}} & sys.modules.keys()))
"""
RELEASE = f"releases/{PERIOD}/r1"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data root whose run is completed; tests change copies of it."""
    root = tmp_path_factory.mktemp("settled")
    put(root, simulate_amc(["SM"], 300, str(PERIOD), 1, seed=3, uats=3))
    assert build(root).outcome.succeeded
    return root


@pytest.fixture
def root(settled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(settled, tmp_path / "root"))


def known(settings: Settings, project: Path = PROJECT) -> list[str] | None:
    return recall(settings, PERIOD, inputs(settings, PERIOD, PERIOD, project))


def test_nothing_changed(root: Path) -> None:
    before, seconds = tree(root), {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    ran = subprocess.run(
        [sys.executable, "-c", SAYS_SO, *COMMAND, str(root)], capture_output=True, text=True, check=True
    )
    said = ran.stdout.splitlines()
    assert said[0] == "Nimic nu s-a schimbat de la ultima rulare: nu este nimic de făcut."
    assert said[2].startswith("Județe: 1. UAT-uri: 3. Trimestre: 1.")
    assert said[3].startswith(f"Ediția {PERIOD} r1: ")
    assert said[5] == f"Deschideți: {root / RELEASE / 'public' / 'index.html'}"
    assert said[-1].strip() == "loaded:"
    assert (tree(root), {path: path.stat().st_mtime_ns for path in root.rglob("*")}) == (before, seconds)


def test_the_same_bytes_written_anew_are_no_change(root: Path) -> None:
    (delivery,) = (root / "landing" / "amc" / str(PERIOD)).iterdir()
    delivery.write_bytes(delivery.read_bytes())
    os.utime(delivery, (0, 0))
    assert known(settings_of(root)) == []


def flip(path: Path) -> None:
    """Change one byte of a file, neither its size nor the time of its last change."""
    content, stamp = bytearray(path.read_bytes()), path.stat()
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))


def the_delivery(root: Path) -> Path:
    return next((root / "landing" / "amc" / str(PERIOD)).iterdir())


CHANGES: dict[str, Callable[[Path], object]] = {
    "a delivery more": lambda root: put(root, simulate_amc(["BH"], 200, str(PERIOD), 1, seed=4, uats=3)),
    "a delivery less": lambda root: the_delivery(root).unlink(),
    "another name": lambda root: the_delivery(root).rename(the_delivery(root).with_name("b.zip")),
    "a byte of a delivery": lambda root: flip(the_delivery(root)),
    "a delivery that cannot be read": lambda root: the_delivery(root).chmod(0),
    "a folder that is no source": lambda root: (root / "landing" / "other").mkdir(),
    "the key": lambda root: flip(root / "pseudonym.key"),
    "the key's rights": lambda root: (root / "pseudonym.key").chmod(0o644),
    "no key": lambda root: (root / "pseudonym.key").unlink(),
    "the log of deliveries": lambda root: flip(root / "deliveries.jsonl"),
    "no warehouse": lambda root: (root / "warehouse.duckdb").unlink(),
    "another warehouse": lambda root: os.utime(root / "warehouse.duckdb"),
    "what the warehouse has not taken in": lambda root: (root / "warehouse.duckdb.wal").write_bytes(b"1"),
    "a file of the lake": lambda root: next((root / "lake").glob("amc/*/*.parquet")).unlink(),
    "a message to a sender": lambda root: next((root / "quarantine").rglob("mesaj.txt")).unlink(),
    "a page": lambda root: (root / RELEASE / "public" / "index.html").unlink(),
    "what a manifest says": lambda root: flip(root / RELEASE / "manifest.json"),
    "a newer release": lambda root: shutil.copytree(root / RELEASE, root / "releases" / str(PERIOD) / "r2"),
    "the pointer": lambda root: flip(root / "releases" / "latest.json"),
    "the gates' pages": lambda root: shutil.rmtree(root / "quality_docs"),
    "nothing known of a run": lambda root: (root / "last_run.json").unlink(),
    "a run written down in part": lambda root: (root / "last_run.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_makes_it_run_again(change: str, root: Path) -> None:
    assert known(settings_of(root)) == []
    CHANGES[change](root)
    assert known(settings_of(root)) is None


def test_other_quarters_or_another_time_make_it_run_again(root: Path) -> None:
    settings = settings_of(root)
    for first, last in ((PERIOD.shift(-1), PERIOD), (PERIOD, PERIOD.shift(1))):
        assert recall(settings, last, inputs(settings, first, last)) is None
    assert known(replace(settings, as_of=AS_OF + timedelta(days=400))) == []
    assert known(replace(settings, as_of=PERIOD.end - timedelta(seconds=1))) is None


def test_code_and_seeds_make_it_run_again(root: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    for name in CODE:
        shutil.copytree(
            PROJECT / name, project / name, ignore=shutil.ignore_patterns("target", "__pycache__")
        )
    settings = settings_of(root)
    (project / "quality" / "__pycache__").mkdir()
    (project / "quality" / "__pycache__" / "a.pyc").write_bytes(b"1")
    (project / "dbt_project" / "target").mkdir()
    (project / "dbt_project" / "target" / "manifest.json").write_text("{}")
    assert known(settings, project) == []
    for name in (
        "seeds/thresholds.csv",
        "dbt_project/dbt_project.yml",
        "dbt_project/models/published/published_quarters.sql",
        "dbt_project/macros/keys.sql",
        "quality/cnp.py",
        "quality/gates/pages/pages.css",
        "dashboards/site.py",
        "orchestration/sources/pseudonym.py",
    ):
        content = (project / name).read_bytes()
        (project / name).write_bytes(content + b" ")
        assert known(settings, project) is None, name
        (project / name).write_bytes(content)
    assert known(settings, project) == []


def test_a_known_defect_that_is_no_longer_accepted_makes_it_run_again(root: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "seeds").mkdir(parents=True)
    (project / "seeds" / "known_defects.csv").write_text("rule,until\nrefusals,2026-06-30\n")
    days = [
        inputs(replace(settings_of(root), as_of=AS_OF + timedelta(days=days)), PERIOD, PERIOD, project)
        for days in (0, 28, 31)
    ]
    assert days[0] == days[1] != days[2]


def test_a_release_in_part_is_not_remembered(root: Path) -> None:
    settings = settings_of(root)
    now = inputs(settings, PERIOD, PERIOD)
    page = root / RELEASE / "public" / "index.html"
    content = page.read_bytes()
    (root / "last_run.json").unlink()
    page.unlink()
    remember(settings, PERIOD, now, [])
    assert not (root / "last_run.json").exists()
    page.write_bytes(content)
    remember(settings, PERIOD, now, [])
    assert recall(settings, PERIOD, now) == []


def test_a_run_cut_off_is_followed_by_a_whole_one(root: Path) -> None:
    """Cut off after one that was completed, on other deliveries, which then are gone again."""
    more = put(root, simulate_amc(["BH"], 200, str(PERIOD), 1, seed=4, uats=3))
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli", *COMMAND, str(root)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while process.poll() is None and (root / "last_run.json").exists():
        time.sleep(0.001)
    process.kill()
    assert process.wait() < 0, "the run ended before it could be killed"
    more.unlink()
    assert known(settings_of(root)) is None
    releases = tree(root / "releases")
    again = CliRunner().invoke(app, [*COMMAND, str(root)])
    assert again.exit_code == 0, again.output
    assert "ediția nouă" in again.output
    assert tree(root / "releases") == releases
    assert json.loads((root / "last_run.json").read_text())["known"] == []
    assert known(settings_of(root)) == []
