"""A release of several counties is written a county at a time, each with its own rows, in any order."""

from pathlib import Path

import duckdb
import polars as pl
import published_sample
import pytest

from dashboards.copies import Copies, link
from dashboards.editions import Edition
from dashboards.expected import expected_files
from dashboards.published import Published
from dashboards.selection import Selection
from dashboards.site import parts, write_sites
from orchestration.release import SIDE_BY_SIDE_FROM, write

PERIOD, OURS, THEIRS = "2025-Q4", "136483", "136486"
TELLING = 54321098
EDITIONS = {
    "public": Edition.public(),
    "restricted/BH": Edition.county("BH"),
    "restricted/SM": Edition.county("SM"),
    f"restricted/BH/{THEIRS}": Edition.council(THEIRS, "BH"),
    f"restricted/SM/{OURS}": Edition.council(OURS, "SM"),
}
#: tables with rows of places
PLACED = ["indicators", "restricted", "funnel", "trend", "restricted_pooled"]
PLACED += ["verdicts", "reporting", "quality_rates", "restricted_quality"]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The sample's county, and a second one with two of its UATs; a small number of each county's is telling."""
    path = published_sample.write(tmp_path_factory.mktemp("warehouse") / "w.duckdb", uats=5, quarters=3)
    with duckdb.connect(str(path)) as connection:
        for table in [*PLACED, "places"]:
            connection.execute(
                f"INSERT INTO published.{table} SELECT * REPLACE ('BH' AS geo_code) "
                f"FROM published.{table} WHERE geo_code = 'SM'"
            )
        bihor = "county_code = 'BH', name = CASE geo_level WHEN 'county' THEN 'Bihor' ELSE name END"
        connection.execute(
            f"UPDATE published.places SET {bihor} WHERE geo_code >= '{THEIRS}' AND siruta <> '303'"
        )
        connection.execute(f"UPDATE published.places SET {bihor} WHERE geo_code = 'BH'")
        for number, code in enumerate((OURS, THEIRS, "SM", "BH")):
            connection.execute(
                f"UPDATE published.restricted SET denominator = {TELLING + number} WHERE geo_code = '{code}' "
                "AND indicator = 'ALL-00' AND category = 'all'"
            )
    return Published.read(path)


def written(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def release(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("release")
    write_sites(published, PERIOD, [(edition, root / name) for name, edition in EDITIONS.items()], "1")
    return root


def test_every_edition_is_whole(published: Published, release: Path) -> None:
    expected = {
        f"{name}/{file}"
        for name, edition in EDITIONS.items()
        for file in expected_files(published.places, edition)
    }
    assert set(written(release)) == expected
    assert f"public/{OURS}.html" in expected
    assert f"public/{THEIRS}.html" in expected
    assert f"restricted/SM/{THEIRS}.html" not in expected


def test_parts_can_be_written_in_any_order_and_by_other_processes(
    published: Published, release: Path, tmp_path: Path
) -> None:
    folders = [(edition, tmp_path / name) for name, edition in EDITIONS.items()]
    write(parts(published, PERIOD, folders, "1")[::-1], SIDE_BY_SIDE_FROM)
    assert written(tmp_path) == written(release)


def test_a_part_reads_the_rows_of_its_county_and_only_totals_of_others(published: Published) -> None:
    ours = {"SM", *(row["geo_code"] for row in published.places.filter(county_code="SM").to_dicts())}
    selection = Selection(published, PERIOD, "SM")
    assert set(selection.rows(own=True)["geo_code"]) == ours
    public = selection.rows(own=False)
    assert set(public["geo_code"]) == {"RO", "BH", *ours}
    others = public.filter(geo_code="BH")
    assert others.select("period", "breakdown").unique().rows() == [(PERIOD, "total")]
    totals = published.rows("indicators", f"geo_code = 'BH' AND period = '{PERIOD}' AND breakdown = 'total'")
    assert others["indicator"].to_list() == totals["indicator"].to_list()
    for table in ("funnel", "trend", "restricted_pooled", "quality_rates", "restricted_quality"):
        assert set(selection.table(table)["geo_code"]) <= {"RO", *ours}


def test_the_countrys_page_lists_every_county_in_every_edition(release: Path) -> None:
    for name in EDITIONS:
        page = (release / name / "RO.html").read_text()
        places = page[page.index('id="h-places"') :].split("</section>")[0]
        rows = [line for line in places.splitlines() if "Județul" in line and '<th scope="row">' in line]
        assert len(rows) == 2, name
        numbers = {row[row.index("</th>") :] for row in rows}
        assert len(numbers) == 1, "the two counties' numbers are the same"
        assert 'class="number"' in numbers.pop()


def test_a_countys_small_number_is_in_no_other_countys_editions(release: Path) -> None:
    """Nor a council's in the other county's."""
    owners = {TELLING: OURS, TELLING + 1: THEIRS, TELLING + 2: "SM", TELLING + 3: "BH"}
    for number, owner in owners.items():
        home = next(name for name, edition in EDITIONS.items() if edition.owner == owner)
        shown = {
            name
            for name in EDITIONS
            for file in (release / name / "data").glob("*.parquet")
            if number in pl.read_parquet(file)["denominator"]
        }
        texts = {file for file, content in written(release).items() if str(number).encode() in content}
        assert shown == {home}
        assert texts
        assert all(file.startswith(f"{home}/") for file in texts)


def test_what_editions_share_is_stored_once(release: Path) -> None:
    def stored(*files: str) -> int:
        return len({(release / file).stat().st_ino for file in files})

    for file in (
        "assets/plotly.min.js",
        "assets/site.css",
        "assets/site.js",
        "data/catalogue.csv",
        "data/rules.csv",
    ):
        assert stored(*(f"{name}/{file}" for name in EDITIONS)) == 1, file
    council, county = f"restricted/SM/{OURS}", "restricted/SM"
    assert stored(f"{council}/index.html", f"{council}/{OURS}.html") == 1
    assert stored(f"{council}/SM.csv", "public/SM.csv") == 1, "as the public sees it"
    assert stored(f"{council}/SM.csv", f"{county}/SM.csv") == 2, "a county sees itself otherwise"


def test_a_file_is_copied_where_there_are_no_links(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    other.write_text("before")
    copies = Copies()
    for target in (one, other):
        copies.put("name", target, lambda path: path.write_text("text"))
    assert other.read_text() == "text"
    assert one.stat().st_ino == other.stat().st_ino
    elsewhere = Path("/dev/shm") / tmp_path.name
    if elsewhere.parent.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("one file system")
    try:
        link(one, elsewhere)
        assert elsewhere.read_text() == "text"
    finally:
        elsewhere.unlink(missing_ok=True)
