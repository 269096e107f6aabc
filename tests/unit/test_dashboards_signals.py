"""What pages say of shares beyond chance, and who alone may see four quarters as one."""

import io
import re
from pathlib import Path

import duckdb
import polars as pl
import published_sample
import pytest

from dashboards.editions import Edition
from dashboards.formats import formats
from dashboards.published import Published
from dashboards.signals import verdict
from dashboards.site import write_sites

PERIOD, OWNER, OTHER, THIRD = "2025-Q4", "136483", "136484", "136485"
TELLING = 87654321
EDITIONS = {
    "public": Edition.public(),
    "restricted/SM": Edition.county("SM"),
    f"restricted/SM/{OWNER}": Edition.council(OWNER, "SM"),
    f"restricted/SM/{OTHER}": Edition.council(OTHER, "SM"),
}


def funnel(*signals: tuple[str, str, str], period: str = PERIOD) -> pl.DataFrame:
    """Rows (UAT, indicator, signal) of `published.funnel`."""
    limits = {"target": 0.2, "units": 4, "dispersion": 1.0, "low_95": 0.15, "high_95": 0.25}
    limits |= {"low_998": 0.1, "high_998": 0.3}
    keys = [{"period": period, "geo_level": "uat", "geo_code": c, "indicator": i} for c, i, _ in signals]
    return pl.DataFrame([key | limits | {"signal": s} for key, (*_, s) in zip(keys, signals, strict=True)])


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """ALL-00 of four quarters of two UATs rests on telling counts of people."""
    path = published_sample.write(tmp_path_factory.mktemp("warehouse") / "w.duckdb", uats=4, quarters=2)
    with duckdb.connect(str(path)) as connection:
        for number, code in enumerate((OWNER, OTHER)):
            pooled = f"value = 0.341, ci_low = 0.298, ci_high = 0.387, units = {TELLING + number}"
            cell = f"geo_code = '{code}' AND indicator = 'ALL-00'"
            connection.execute(f"UPDATE published.restricted_pooled SET {pooled} WHERE {cell}")
    return path


@pytest.fixture(scope="module")
def published(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    signals = funnel(
        (OWNER, "INC-00", "above"),
        (OWNER, "HEA-00", "far_below"),
        (OTHER, "INC-00", "far_above"),
        (THIRD, "INC-00", "within"),
        (THIRD, "INC-01", "far_above"),
    )
    earlier = funnel((THIRD, "HEA-00", "far_above"), period="2025-Q3")
    folder = tmp_path_factory.mktemp("changed")
    return published_sample.changed(warehouse, folder, funnel=pl.concat([signals, earlier]))


def changed(published: Published, folder: Path, **tables: pl.DataFrame) -> Published:
    return published_sample.changed(published.warehouse, folder, **tables)


@pytest.fixture(scope="module")
def release(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("release")
    write_sites(published, PERIOD, [(edition, root / name) for name, edition in EDITIONS.items()], "1")
    return root


def section(page: Path, name: str) -> str:
    return re.search(rf"<section aria-labelledby=\"h-{name}\">.*?</section>", page.read_text(), re.DOTALL)[0]  # type: ignore[index]


def public(published: Published, root: Path) -> Path:
    write_sites(published, PERIOD, [(Edition.public(), root)], "1")
    return root


@pytest.mark.parametrize(
    ("polarity", "high", "low"),
    [
        ("lower_is_better", "worse", "better"),
        ("higher_is_better", "better", "worse"),
        ("none", "higher", "lower"),
    ],
)
def test_polarity_says_what_high_and_low_mean(polarity: str, high: str, low: str) -> None:
    assert (verdict(polarity, True), verdict(polarity, False)) == (high, low)


@pytest.mark.parametrize(
    ("folder", "said"),
    [
        (
            "",
            [
                ("Municipiul Satu Mare", "sigur mai rău decât așteptat"),
                ("Comuna Acâș", "posibil mai rău decât așteptat"),
                ("Comuna Acâș", "sigur mai bine decât așteptat"),
            ],
        ),
        (
            "en/",
            [
                ("Satu Mare municipality", "certainly worse than expected"),
                ("Acâș commune", "possibly worse than expected"),
                ("Acâș commune", "certainly better than expected"),
            ],
        ),
    ],
)
@pytest.mark.parametrize("edition", ["public", "restricted/SM"])
def test_uats_outside_the_limits_stand_on_their_countys_page_the_worst_first(
    release: Path, edition: str, folder: str, said: list[tuple[str, str]]
) -> None:
    """Not other indicators, not other quarters, and a UAT's signals stay together."""
    found = section(release / edition / f"{folder}SM.html", "attention")
    rows = re.findall(r'<a href="\d+\.html">([^<]+)</a>.*?</span> ([^<]+)</span>', found)
    assert rows == said
    limits = "15,0–25,0\xa0%" if not folder else "15.0–25.0%"
    assert found.count(f'<span class="ci">{limits}</span>') == 3
    assert "h-attention" not in (release / edition / f"{folder}RO.html").read_text()


def test_in_a_councils_edition_only_its_own_page_is_linked(release: Path) -> None:
    found = section(release / f"restricted/SM/{OTHER}/SM.html", "attention")
    assert re.findall(r'href="(\d+)\.html"', found) == [OTHER]
    assert found.count("Comuna Acâș") == 2


def test_without_signals_there_is_one_sentence(published: Published, tmp_path: Path) -> None:
    quiet = changed(published, tmp_path, funnel=funnel((OWNER, "INC-00", "within")))
    said = section(public(quiet, tmp_path / "a") / "SM.html", "attention")
    assert "niciun UAT cu cifre publicate nu iese din limitele" in said
    untested = changed(published, tmp_path, funnel=published.rows("funnel").clear())
    said = section(public(untested, tmp_path / "b") / "SM.html", "attention")
    assert "Nu se poate spune" in said
    assert "<table" not in said


def test_a_signal_of_a_number_that_is_not_shown_is_not_told(published: Published, tmp_path: Path) -> None:
    income = pl.col("indicator") == "INC-00"
    status = pl.when(income).then(pl.lit("suppressed")).otherwise("status")
    rows = published.rows("indicators").with_columns(status=status)
    hidden = changed(published, tmp_path, indicators=rows)
    said = section(public(hidden, tmp_path / "site") / "SM.html", "attention")
    assert re.findall(r'href="(\d+)\.html"', said) == [OWNER]


def test_a_trend_stands_with_its_figure_where_there_is_one(release: Path) -> None:
    ro, en = (section(release / f"public/{folder}SM.html", "trend") for folder in ("", "en/"))
    captions = dict(re.findall(r"<figcaption>([^<]+)(.*?)</figcaption>", ro))
    rising = "în creștere pe 8 trimestre, mai mult decât întâmplarea: spre mai rău"
    assert rising in captions["Acte de identitate"]
    assert "bm-worse" in captions["Acte de identitate"]
    assert "în scădere pe 8 trimestre, mai mult decât întâmplarea: spre mai bine" in captions["Educație"]
    assert captions["Locuire"] == "", "no trend"
    assert captions["Sănătate"] == "", "not tested"
    assert "rising over 8 quarters, by more than chance: for the worse" in en
    assert "Cochran–Armitage" in ro


def test_without_trends_nothing_is_said_of_them(published: Published, tmp_path: Path) -> None:
    page = (
        public(changed(published, tmp_path, trend=published.rows("trend").clear()), tmp_path / "a")
        / "SM.html"
    )
    assert "tendency" not in section(page, "trend")
    assert "Cochran–Armitage" not in section(page, "trend")


def test_four_quarters_stand_on_a_councils_own_cards(release: Path) -> None:
    """The interval's dash is glued to its numbers."""
    home = release / f"restricted/SM/{OWNER}"
    said = "patru trimestre împreună: 34,1\xa0% (29,8\u2060–\u206038,7\xa0%; 87.654.321 de persoane)"
    card = re.search(rf"{re.escape(said)}.*?</p>", section(home / "index.html", "cards"))
    assert card
    assert "numai în această ediție" in card[0]
    assert "four quarters together: 34.1% (" in section(home / "en/index.html", "cards")
    assert "patru trimestre" in section(home / "index.html", "cards").split("<ul")[0], "why they are there"


@pytest.mark.parametrize("name", EDITIONS)
def test_four_quarters_are_in_no_edition_but_the_councils_own(release: Path, name: str) -> None:
    root = release / name
    paths = [path for path in root.rglob("*") if path.suffix in {".html", ".csv", ".parquet"}]
    paths = [path for path in paths if not re.match(r"\d+/", path.relative_to(root).as_posix())]
    for number, owner in enumerate((OWNER, OTHER)):
        written = {str(TELLING + number), *(formats(lang).number(TELLING + number) for lang in ("ro", "en"))}
        found = {
            path.relative_to(root).as_posix()
            for path in paths
            for text in [pl.read_parquet(path).write_csv() if path.suffix == ".parquet" else path.read_text()]
            if any(number in text for number in written)
        }
        own = {"index.html", f"{owner}.html", "en/index.html", f"en/{owner}.html", "data/pooled.csv"}
        assert found == (own if name.endswith(owner) else set())
    if "136" not in name:
        assert not any('class="pooled"' in path.read_text() for path in paths if path.suffix == ".html")


def test_files_of_what_is_judged(published: Published, release: Path) -> None:
    for name in ("funnel", "trend"):
        frame = published.rows(name)
        raw = (release / f"public/data/{name}.csv").read_bytes()
        assert raw.count(b"\r\n") == len(frame) + 1 == raw.count(b"\n")
        assert pl.read_csv(raw, schema=frame.schema).equals(frame)
        assert f"data/{name}.csv" in (release / "public/en/SM.html").read_text()
    raw = (release / f"restricted/SM/{OTHER}/data/pooled.csv").read_bytes()
    rows = pl.read_csv(io.BytesIO(raw), schema=published.rows("restricted_pooled").schema)
    assert raw.count(b"\r\n") == len(rows) + 1 == raw.count(b"\n")
    assert set(rows["geo_code"]) == {OTHER}
    assert not list(release.glob("public/data/pooled*"))
    assert not list(release.glob("restricted/SM/data/pooled*"))


def test_a_council_without_pooled_quarters_has_an_empty_file(published: Published, tmp_path: Path) -> None:
    none = published.rows("restricted_pooled").clear()
    without, site = changed(published, tmp_path, restricted_pooled=none), tmp_path / "site"
    write_sites(without, PERIOD, [(Edition.council(OWNER, "SM"), site)], "1")
    heads = ",".join(none.columns)
    assert (site / "data/pooled.csv").read_text() == f"{heads}\n"
    assert "patru trimestre" not in (site / "index.html").read_text()
