"""A release: the site and data of every edition, gate 4, and the pointer `latest.json`.

A release is built in `releases/<period>/.candidate`, and becomes `r<N>` only after gate 4. Its bytes depend on what
went in alone: a run that finds the quarter's newest release to hold the same bytes makes no second one.
"""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from dashboards.editions import Edition
from dashboards.expected import expected_files
from dashboards.published import TABLES, Published
from dashboards.site import Part, parts, write_part
from orchestration.gates import check_result, docs_folder
from orchestration.period import Period
from orchestration.resources import RunSettings, one_run, period_range, quarters
from orchestration.settings import PROJECT, Settings
from orchestration.workers import cores, workers
from quality.gates import Verdict, gate_4
from quality.release_scan import scan_release

CODE = ("orchestration", "dbt_project/models", "dbt_project/macros", "quality", "dashboards", "seeds")
STACK = ("dbt-core", "dbt-duckdb", "duckdb", "polars", "plotly")
MANIFEST = "manifest.json"
#: editions from which on the counties of a release are written by several processes
SIDE_BY_SIDE_FROM = 150


class ReleaseFault(Exception):
    """A release cannot be made; not for reasons that lie in the data."""


def editions(places: pl.DataFrame) -> list[tuple[Edition, Path]]:
    """List every edition of a release with its folder in it."""
    places = places.sort("geo_code")
    counties = places.filter(geo_level="county")["geo_code"]
    uats = places.filter(geo_level="uat").select("geo_code", "county_code").rows()
    restricted = Path("restricted")
    return [
        (Edition.public(), Path("public")),
        *((Edition.county(county), restricted / county) for county in counties),
        *((Edition.council(siruta, county), restricted / county / siruta) for siruta, county in uats),
    ]


def build(settings: Settings, period: Period) -> Path:
    """Write all files of a release into the candidate's folder; gives the folder."""
    candidate = _candidate(settings, period)
    shutil.rmtree(candidate, ignore_errors=True)
    published = Published.read(settings.warehouse)
    folders = [(edition, candidate / folder) for edition, folder in editions(published.places)]
    write(parts(published, str(period), folders, version("incluziune")), len(folders))
    (candidate / MANIFEST).write_text(_manifest(candidate, published, period), encoding="utf-8")
    return candidate


def write(work: list[Part], folders: int) -> None:
    """Write the parts of a release, side by side where they are enough to be worth the start of processes."""
    count = min(cores(), len(work))
    if count == 1 or folders < SIDE_BY_SIDE_FROM:
        for part in work:
            write_part(part)
        return
    with workers(count) as pool:
        for written in [pool.submit(write_part, part) for part in work]:
            written.result()


def publish(settings: Settings, period: Period) -> Path:
    """Make the candidate the newest release, unless that holds the same bytes.

    `latest.json` then points to it, unless it points to a later quarter. Raises ReleaseFault without gate 4's pass.
    """
    candidate, folder = _candidate(settings, period), settings.releases / str(period)
    passed = _passed(settings, period)
    if not passed.exists() or passed.read_text(encoding="utf-8") != _sha256(candidate / MANIFEST):
        raise ReleaseFault(f"{period}: gate 4 has not passed this candidate")
    numbers = sorted(int(path.name[1:]) for path in folder.glob("r*/"))
    newest = folder / f"r{numbers[-1]}" if numbers else None
    if newest and (newest / MANIFEST).read_bytes() == (candidate / MANIFEST).read_bytes():
        release = newest
        shutil.rmtree(candidate)
    else:
        release = folder / f"r{numbers[-1] + 1 if numbers else 1}"
        candidate.replace(release)
    passed.unlink()
    pointer = settings.releases / "latest.json"
    if pointer.exists() and json.loads(pointer.read_text(encoding="utf-8"))["period"] > str(period):
        return release
    latest = {"period": str(period), "release": release.name, "manifest_sha256": _sha256(release / MANIFEST)}
    draft = settings.releases / ".latest.json"
    draft.write_text(json.dumps(latest, indent=1) + "\n", encoding="utf-8")
    draft.replace(pointer)
    return release


def judge(settings: Settings, period: Period, docs: Path | None = None) -> Verdict:
    """Let gate 4 judge the candidate; only one that it passes can be published."""
    candidate, passed = _candidate(settings, period), _passed(settings, period)
    passed.unlink(missing_ok=True)
    places = Published.read(settings.warehouse).places
    folders = [
        (str(folder), candidate / folder, expected_files(places, edition))
        for edition, folder in editions(places)
    ]
    verdict = gate_4(scan_release(folders), docs)
    if verdict.passed:
        passed.write_text(_sha256(candidate / MANIFEST), encoding="utf-8")
    return verdict


def _candidate(settings: Settings, period: Period) -> Path:
    return settings.releases / str(period) / ".candidate"


def _passed(settings: Settings, period: Period) -> Path:
    """The SHA-256 of the manifest of the candidate that gate 4 has passed."""
    return settings.releases / str(period) / ".passed"


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _manifest(candidate: Path, published: Published, period: Period) -> str:
    """Say of every file its SHA-256, and what it was all made from."""
    files = {path: path.stat().st_ino for path in sorted(candidate.rglob("*")) if path.is_file()}
    stored = {inode: path for path, inode in files.items()}
    with ThreadPoolExecutor(cores()) as beside:
        by_inode = dict(zip(stored, beside.map(_sha256, stored.values()), strict=True))
    manifest: dict[str, Any] = {
        "period": str(period),
        "computed_in": dict(published.quarters.select("period", "computed_in").rows()),
        "version": version("incluziune"),
        "code_sha256": code_sha256(),
        "stack": {name: version(name) for name in STACK},
        "inputs": published.provenance.sort(pl.all()).to_dicts(),
        "files": {path.relative_to(candidate).as_posix(): by_inode[inode] for path, inode in files.items()},
    }
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def code_sha256() -> str:
    """SHA-256 over all files that a number or a page can depend on."""
    digest = hashlib.sha256()
    for folder in CODE:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(
                    f"{path.relative_to(PROJECT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest()
                )
    return digest.hexdigest()


@dg.asset(
    deps=[dg.AssetKey(["published", table]) for table in TABLES],
    partitions_def=quarters,
    backfill_policy=one_run,
    group_name="release",
)
def site(context: dg.AssetExecutionContext, run_settings: RunSettings) -> dg.MaterializeResult:
    """Pages and data of every edition, as a candidate."""
    candidate = build(run_settings.read(), period_range(context)[1])
    return dg.MaterializeResult(metadata={"files": sum(path.is_file() for path in candidate.rglob("*"))})


@dg.asset_check(asset=site, blocking=True, name="gate_4")
def gate_4_files(context: dg.AssetCheckExecutionContext, run_settings: RunSettings) -> dg.AssetCheckResult:
    """Stop the run where a file is missing or too many, or looks as if it named a person."""
    settings = run_settings.read()
    docs = docs_folder(settings, context)
    return check_result(judge(settings, period_range(context)[1], docs), docs)


@dg.asset(deps=[site], partitions_def=quarters, backfill_policy=one_run, group_name="release")
def latest(context: dg.AssetExecutionContext, run_settings: RunSettings) -> dg.MaterializeResult:
    """The pointer to the newest release."""
    release = publish(run_settings.read(), period_range(context)[1])
    return dg.MaterializeResult(metadata={"release": dg.MetadataValue.path(str(release))})
