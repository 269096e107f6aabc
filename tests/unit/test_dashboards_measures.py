"""What pages and files say of numbers that are no shares of people, and of numbers split by codes."""

import csv
import io
import re
from pathlib import Path

import polars as pl
import published_sample
import pytest

from dashboards.editions import Edition
from dashboards.published import Published
from dashboards.site import write_sites
from dashboards.spelling import Spelling

PERIOD, PLACE = "2025-Q4", "136483"
NAMES = {
    "share": ("%", "%"),
    "services": ("servicii", "services"),
    "households": ("gospodării", "households"),
    "per_100": ("la 100 de gospodării", "per 100 households"),
    "score": ("puncte, de la 1 la 5", "points, from 1 to 5"),
    "lei": ("lei", "lei"),
    "hours": ("ore pe zi", "hours per day"),
    "gini": ("puncte", "points"),
    "nothing": (None, None),
}
SCHEMA = {
    "measure": pl.String,
    "unit": pl.String,
    "decimals": pl.Int32,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "ci_low": pl.Float64,
    "ci_high": pl.Float64,
}


def said(lang: str, *row: object) -> tuple[str | None, ...]:
    """Spell one row: number, unit, interval, of."""
    names = pl.DataFrame(
        [(unit, of[lang == "en"]) for unit, of in NAMES.items()], schema=["unit", "name"], orient="row"
    )
    rows = Spelling(lang).add(pl.DataFrame([row], schema=SCHEMA, orient="row"), names)
    return rows.select("number", "unit", "interval", "of").row(0)


@pytest.mark.parametrize(
    ("row", "ro", "en"),
    [
        (
            ("share", "share", 1, 3, 40, 0.075, 0.0258, 0.1986),
            ("7,5\xa0%", None, "2,6–19,9\xa0%", "3 din 40"),
            ("7.5%", None, "2.6–19.9%", "3 of 40"),
        ),
        (
            ("rate", "per_100", 1, 182, 1412, 12.89, 11.08, 14.9),
            ("12,9", "la 100 de gospodării", "11,1–14,9", "182 la 1.412"),
            ("12.9", "per 100 households", "11.1–14.9", "182 per 1,412"),
        ),
        (
            ("rate", "share", 1, 4310, 5990, 0.7195, 0.698, 0.741),
            ("72,0\xa0%", None, "69,8–74,1\xa0%", "4.310 din 5.990"),
            ("72.0%", None, "69.8–74.1%", "4,310 of 5,990"),
        ),
        (
            ("count", "services", 0, 182, None, 182.0, 156.5, 210.4),
            ("182", "de servicii", "156–210", None),
            ("182", "services", "156–210", None),
        ),
        (
            ("count", "services", 0, 1, None, 1.0, 0.03, 5.57),
            ("1", "serviciu", "0–6", None),
            ("1", "service", "0–6", None),
        ),
        (
            ("count", "services", 0, 1002, None, 1002.0, None, None),
            ("1.002", "servicii", None, None),
            ("1,002", "services", None, None),
        ),
        (
            ("mean", "score", 2, None, 61, 3.2, 3.04, 3.36),
            ("3,20", "puncte, de la 1 la 5", "3,04–3,36", "din 61"),
            ("3.20", "points, from 1 to 5", "3.04–3.36", "of 61"),
        ),
        (
            ("mean", "hours", 1, None, 61, 25.51, -0.04, 60.0),
            ("25,5", "ore pe zi", "0,0–60,0", "din 61"),
            ("25.5", "hours per day", "0.0–60.0", "of 61"),
        ),
        (
            ("ratio", "lei", 0, None, None, 1234.4, None, None),
            ("1.234", "lei", None, None),
            ("1,234", "lei", None, None),
        ),
        (
            ("ratio", "households", 0, None, None, 119.6, None, None),
            ("120", "de gospodării", None, None),
            ("120", "households", None, None),
        ),
        (
            ("median", "lei", 0, None, 412, 980.5, None, None),
            ("980", "lei", None, "din 412"),
            ("980", "lei", None, "of 412"),
        ),
        (
            ("gini", "gini", 3, None, 412, 0.3456, None, None),
            ("0,346", "puncte", None, "din 412"),
            ("0.346", "points", None, "of 412"),
        ),
        (
            ("index", "nothing", 2, None, None, 0.4, None, None),
            ("0,40", "", None, None),
            ("0.40", "", None, None),
        ),
        (("share", "share", 1, None, None, None, None, None), (None,) * 4, (None,) * 4),
    ],
)
def test_each_measure_in_its_unit(
    row: tuple[object, ...], ro: tuple[str | None, ...], en: tuple[str | None, ...]
) -> None:
    assert said("ro", *row) == ro
    assert said("en", *row) == en


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    path = tmp_path_factory.mktemp("measures") / "w.duckdb"
    return Published.read(published_sample.write(path, uats=4, quarters=2))


def with_indicators(published: Published, indicators: pl.DataFrame, folder: Path) -> Published:
    return published_sample.changed(published.warehouse, folder, indicators=indicators)


def written(published: Published, root: Path) -> dict[str, str]:
    write_sites(published, PERIOD, [(Edition.public(), root)], "1")
    return {path.name: path.read_text() for path in root.glob("*.html")}


@pytest.fixture(scope="module")
def pages(published: Published, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(published, tmp_path_factory.mktemp("pages"))


def row_of(page: str, indicator: str) -> str:
    return re.search(rf"indicators.html#{indicator}\".*?</tr>", page, re.DOTALL)[0]  # type: ignore[index]


def section(page: str, name: str) -> str:
    return re.search(rf"<section aria-labelledby=\"h-{name}\">.*?</section>", page, re.DOTALL)[0]  # type: ignore[index]


def without_numbers(published: Published, where: pl.Expr, status: str) -> pl.DataFrame:
    """Take the numbers of rows away from `indicators`."""
    numbers = ["numerator", "denominator", "value", "ci_low", "ci_high"]
    row = where & (pl.col("period") == PERIOD)
    return published.rows("indicators").with_columns(
        status=pl.when(row).then(pl.lit(status)).otherwise("status"),
        **{name: pl.when(~row).then(name) for name in numbers},
    )


def test_a_count_stands_alone_and_is_not_compared(pages: dict[str, str]) -> None:
    row = row_of(pages[f"{PLACE}.html"], "PRO-10")
    assert (
        '<b class="number">184</b> <span class="unit">de servicii</span> <span class="ci">156–210</span>'
        in row
    )
    assert row.count("<td></td>") == 2, "no 'n of d', no comparison"
    assert "bm-similar" in row_of(pages[f"{PLACE}.html"], "PRO-13")


def test_what_has_no_interval_has_no_comparison(pages: dict[str, str]) -> None:
    row = row_of(pages[f"{PLACE}.html"], "CAP-03")
    assert "de gospodării la o normă întreagă" in row
    assert 'class="ci"' not in row
    assert "bm-" not in row


def test_indicators_stand_in_their_families_with_a_hint(pages: dict[str, str]) -> None:
    page = section(pages[f"{PLACE}.html"], "table")
    families = re.findall(r'id="f-(\w+)"><summary><h3>([^<]*)</h3> <span class="hint">[^<]+<', page)
    assert [name for _, name in families] == [ro for ro, _ in published_sample.FAMILIES.values()]
    needs = page[page.index('id="f-needs"') : page.index('id="f-results"')]
    groups = re.findall(r'<th scope="rowgroup"[^>]*>([^<]*)<', needs)
    assert groups == ["În ansamblu", *(ro for ro, *_ in published_sample.DIMENSIONS.values())]
    assert page.count('scope="rowgroup"') == len(groups)


def test_a_family_without_data_says_so_and_what_is_not_computed_is_left_out(
    published: Published, tmp_path: Path
) -> None:
    indicator = pl.col("indicator")
    silent = without_numbers(published, indicator.is_in(["SAT-01", "MON-01"]), "no_data")
    nowhere = (indicator == "CRI-00") & (pl.col("geo_level") == "uat")
    above = (indicator == "LIV-20") & (pl.col("geo_level") != "uat")
    page = written(with_indicators(published, silent.filter(~nowhere & ~above), tmp_path), tmp_path / "site")
    families = section(page[f"{PLACE}.html"], "table").split("<details")
    told = {re.search(r'id="f-(\w+)"', family)[1]: family for family in families[1:]}  # type: ignore[index]
    assert "context" not in told
    assert "Nu există date pentru niciun indicator" in told["satisfaction"]
    assert "1 indicator, 0 cu cifră" in told["satisfaction"]
    assert "<table" not in told["satisfaction"] + told["money"]
    assert row_of(told["living_conditions"], "LIV-20").count("<td></td>") == 3, "county, country, comparison"


def test_the_ten_most_frequent_vulnerabilities_in_order(published: Published, pages: dict[str, str]) -> None:
    rows = published.rows("indicators")
    rows = rows.filter(period=PERIOD, geo_code=PLACE, indicator="PRV-01", status="published")
    rows = rows.sort(-pl.col("value"), "category")
    shown = section(pages[f"{PLACE}.html"], "vulnerabilities")
    names = re.findall(r'<th scope="row">Vulnerabilitatea (\w+)<', shown)
    assert names == rows["category"].to_list()[:10]
    assert shown.count("<svg") == 10
    assert f'href="{PLACE}.csv"' in shown


def test_vulnerabilities_that_may_not_be_told_are_a_sentence(published: Published, tmp_path: Path) -> None:
    split = pl.col("breakdown") == "vulnerability"
    hidden = with_indicators(published, without_numbers(published, split, "suppressed"), tmp_path)
    page = written(hidden, tmp_path / "a")[f"{PLACE}.html"]
    assert "<table" not in section(page, "vulnerabilities")
    assert "Nicio vulnerabilitate nu privește destule persoane" in page
    without = with_indicators(published, published.rows("indicators").filter(~split), tmp_path)
    page = written(without, tmp_path / "b")[f"{PLACE}.html"]
    assert "h-vulnerabilities" not in page


def test_the_way_from_need_to_result_by_dimension(pages: dict[str, str]) -> None:
    steps = section(pages["SM.html"], "cascade")
    whole, parts = steps.split("<details>")
    names = re.findall(r'<th scope="row">([^<]+)<', whole)
    assert names == [ro for _, ro, *_ in published_sample.STEPS]
    assert whole.count("<svg") == 4
    assert whole.count("persoane evaluate") == 1, "a population is told once, until it changes"
    dimensions = re.findall(r'<th scope="row">([^<]+)<', parts)
    assert dimensions == [ro for ro, *_ in published_sample.DIMENSIONS.values()]


def test_without_plans_the_way_is_a_sentence(published: Published, tmp_path: Path) -> None:
    steps = pl.col("indicator").str.starts_with("PRO-0")
    silent = with_indicators(published, without_numbers(published, steps, "no_data"), tmp_path)
    page = written(silent, tmp_path / "a")["SM.html"]
    assert "Nu s-au primit date despre planuri" in section(page, "cascade")
    assert "<svg" not in section(page, "cascade")
    without = with_indicators(published, published.rows("indicators").filter(~steps), tmp_path)
    page = written(without, tmp_path / "b")
    assert "h-cascade" not in page["SM.html"]


def test_codes_do_not_widen_the_tables_by_sex_age_and_area(pages: dict[str, str]) -> None:
    parts = section(pages["SM.html"], "parts")
    assert re.findall(r"<caption>([^<]*)<", parts) == ["Sex", "Vârstă", "Mediu"]


def test_the_meaning_of_every_indicator_is_on_one_page(published: Published, pages: dict[str, str]) -> None:
    ids = re.findall(r'<article class="meaning" id="([^"]+)"', pages["indicators.html"])
    assert sorted(ids) == sorted(published.catalogue["indicator"])
    assert "Răspunsul e cel din ziua exportului." in pages["indicators.html"]
    assert "Răspunsul e cel din ziua exportului." not in pages[f"{PLACE}.html"]


def test_files_for_machines_hold_catalogue_and_categories(published: Published, tmp_path: Path) -> None:
    written(published, tmp_path)
    for name, frame in (("catalogue", published.catalogue), ("categories", published.categories)):
        raw = (tmp_path / f"data/{name}.csv").read_bytes()
        assert pl.read_csv(raw, schema=frame.schema).equals(frame)
    assert {"family_ro", "family_en", "measure", "decimals", "unit_ro", "unit_en"} <= set(
        published.catalogue.columns
    )


def test_the_csv_for_people_has_units_and_categories_by_name(published: Published, tmp_path: Path) -> None:
    written(published, tmp_path)
    text = (tmp_path / f"{PLACE}.csv").read_bytes().decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(text), delimiter=";") if row["Trimestrul"] == "T4 2025"]
    found = {(row["Cod indicator"], row["Defalcare"], row["Categorie"]): row for row in rows}
    count = found["PRO-10", "Total", "toți"]
    assert (count["Valoare"], count["Unitate"], count["Numitor"]) == ("184,00", "servicii", "")
    mean = found["SAT-01", "Total", "toți"]
    assert (mean["Valoare"], mean["Numărător"], mean["Numitor"]) == ("3,22", "", "63")
    assert found["PRV-01", "Vulnerabilitate", "Vulnerabilitatea v00"]["Unitate"] == "%"
    assert ("PRO-10", "Acțiune", "Acțiunea a1") in found
