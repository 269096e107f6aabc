"""The site of each edition: what it shows, what it must never show, and which files it is made of."""

import ast
import csv
import io
import json
import re
import string
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import polars as pl
import published_sample
import pytest
from plotly.graph_objects import Figure

from dashboards import charts, figures
from dashboards.editions import Edition
from dashboards.expected import expected_files
from dashboards.formats import formats, quarter, spelled
from dashboards.published import KEYS, Published
from dashboards.site import write_sites
from dashboards.wording import folded, words

PROJECT = Path(__file__).parent.parent.parent
PERIOD = "2025-Q4"
OWNER, OTHER = "136483", "136484"
TELLING = 98765
EDITIONS = {
    "public": Edition.public(),
    "restricted/SM": Edition.county("SM"),
    f"restricted/SM/{OWNER}": Edition.council(OWNER, "SM"),
    f"restricted/SM/{OTHER}": Edition.council(OTHER, "SM"),
}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small county with three planted totals that the public may not see, of telling denominators."""
    path = published_sample.write(tmp_path_factory.mktemp("warehouse") / "w.duckdb", uats=4, quarters=3)
    planted = [(OWNER, "DOC-00", TELLING), ("SM", "DOC-00", TELLING + 1), (OTHER, "ALL-00", TELLING + 2)]
    numbers = "numerator = NULL, denominator = NULL, value = NULL, ci_low = NULL, ci_high = NULL"
    hidden = f"{numbers}, status = 'suppressed', benchmark = 'not_compared'"
    with duckdb.connect(str(path)) as connection:
        for code, indicator, number in planted:
            cell = f"period = '{PERIOD}' AND geo_code = '{code}' AND indicator = '{indicator}'"
            cell += " AND category = 'all'"
            connection.execute(f"UPDATE published.indicators SET {hidden} WHERE {cell}")
            connection.execute(f"UPDATE published.restricted SET denominator = {number} WHERE {cell}")
    return path


@pytest.fixture(scope="module")
def published(warehouse: Path) -> Published:
    return Published.read(warehouse)


@pytest.fixture(scope="module")
def release(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("release")
    write_sites(published, PERIOD, [(edition, root / name) for name, edition in EDITIONS.items()], "1.2.3")
    return root


def files(directory: Path) -> dict[str, Path]:
    """The files of one edition, without those of councils below a county."""
    found = {path.relative_to(directory).as_posix(): path for path in directory.rglob("*") if path.is_file()}
    return {name: path for name, path in found.items() if not re.match(r"\d+/", name)}


def text_of(path: Path) -> str:
    return pl.read_parquet(path).write_csv() if path.suffix == ".parquet" else path.read_text("utf-8-sig")


def holds(directory: Path, number: int) -> set[str]:
    """The files of an edition in which a number stands, however it is written."""
    wanted = {str(number), formats("ro").number(number), formats("en").number(number)}
    names = {n: p for n, p in files(directory).items() if "plotly" not in n}
    return {name for name, path in names.items() if any(w in text_of(path) for w in wanted)}


def test_a_small_number_is_in_its_owners_edition_and_nowhere_else(release: Path) -> None:
    own = holds(release / f"restricted/SM/{OWNER}", TELLING)
    assert own >= {
        "index.html",
        f"en/{OWNER}.html",
        f"{OWNER}.csv",
        "data/indicators.csv",
        "data/indicators.parquet",
    }
    for name in EDITIONS:
        if not name.endswith(OWNER):
            assert holds(release / name, TELLING) == set(), name


def test_a_countys_small_number_is_in_its_edition_only(release: Path) -> None:
    assert holds(release / "restricted/SM", TELLING + 1) >= {"index.html", "SM.csv", "data/indicators.csv"}
    for name in EDITIONS:
        if name != "restricted/SM":
            assert holds(release / name, TELLING + 1) == set(), name


def test_a_countys_own_total_stands_beside_its_councils_in_its_edition_only(release: Path) -> None:
    row = re.compile(r"indicators.html#DOC-00.*?</tr>", re.DOTALL)
    shown = {
        n: row.search((release / n / f"{OTHER}.html").read_text())[0] for n in ("public", "restricted/SM")
    }  # type: ignore[index]
    assert shown["public"].count("mark-suppressed") == shown["restricted/SM"].count("mark-suppressed") + 1


def test_a_councils_own_row_in_its_countys_list_is_in_its_edition_only(release: Path) -> None:
    for name in EDITIONS:
        page = (release / name / "SM.html").read_text()
        places = page[page.index('id="h-places"') :]
        row = re.search(r'<tr><th scope="row">.*Municipiul Satu Mare.*', places)[0]  # type: ignore[index]
        assert ("mark-suppressed" in row) == (not name.endswith(OTHER)), name
        assert ("<a " in row) == (not name.endswith(OWNER)), "links lead only to pages that are there"


def test_a_number_left_beneath_a_suppressed_status_is_not_shown(published: Published, tmp_path: Path) -> None:
    place = (pl.col("geo_code") == OWNER) & (pl.col("period") == PERIOD)
    cell = place & (pl.col("indicator") == "DOC-00") & (pl.col("category") == "all")
    leak = pl.when(cell).then(TELLING).otherwise("denominator").alias("denominator")
    rows = published.rows("indicators").with_columns(leak)
    leaking = published_sample.changed(published.warehouse, tmp_path, indicators=rows)
    write_sites(leaking, PERIOD, [(Edition.public(), tmp_path / "site")], "1")
    found = holds(tmp_path / "site", TELLING)
    assert {name for name in found if not name.startswith("data/")} == set()
    assert "data/indicators.csv" in found


@pytest.mark.parametrize("name", EDITIONS)
def test_what_is_written_is_what_is_expected(published: Published, release: Path, name: str) -> None:
    assert set(files(release / name)) == expected_files(published.places, EDITIONS[name])


def imported(source: str) -> set[str]:
    """The packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            found.add(str(node.module).split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
    return found


def test_pages_know_nothing_of_the_project_but_the_published_tables() -> None:
    others = {folder.parent.name for folder in PROJECT.glob("*/__init__.py")} - {"dashboards"}
    assert {"quality", "orchestration", "simulation"} <= others
    assert imported("def told():\n    from quality.rules import RULES\n    import orchestration.dbt") & others
    for module in (PROJECT / "dashboards").rglob("*.py"):
        assert not imported(module.read_text()) & others, module.name


def test_editions_hold_the_pages_that_they_should(published: Published) -> None:
    assert Edition.public().codes(published) == ["136483", "136484", "136485", "136486", "RO", "SM"]
    assert Edition.county("SM").codes(published) == Edition.public().codes(published)
    assert Edition.council(OWNER, "SM").codes(published) == [OWNER, "RO", "SM"]
    with pytest.raises(KeyError, match="999999"):
        Edition.council("999999", "SM").codes(published)


def test_the_same_input_gives_the_same_bytes(warehouse: Path, release: Path, tmp_path: Path) -> None:
    again = [(edition, tmp_path / name) for name, edition in reversed(EDITIONS.items())]
    write_sites(Published.read(warehouse), PERIOD, again, "1.2.3")
    first = {p.relative_to(release): p.read_bytes() for p in release.rglob("*") if p.is_file()}
    assert first == {p.relative_to(tmp_path): p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}


def test_plotly_is_stored_once(release: Path) -> None:
    assert len({(release / name / "assets/plotly.min.js").stat().st_ino for name in EDITIONS}) == 1


def test_public_data_is_exactly_the_table(warehouse: Path, release: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        table = connection.sql(f"SELECT * FROM published.indicators ORDER BY {', '.join(KEYS)}").pl()
    assert pl.read_parquet(release / "public/data/indicators.parquet").equals(table)
    raw = (release / "public/data/indicators.csv").read_bytes()
    assert raw.count(b"\r\n") == len(table) + 1 == raw.count(b"\n")
    assert pl.read_csv(raw, schema=table.schema).equals(table)


@pytest.mark.parametrize("name", [name for name in EDITIONS if name != "public"])
def test_data_of_an_owner_are_its_own_rows_and_the_publics_of_others(
    published: Published, release: Path, name: str
) -> None:
    """A council's stand in a file of their own, and its county's and the country's in `above`."""
    edition, data = EDITIONS[name], release / name / "data"
    files = ["indicators"] if edition.kind == "county" else ["indicators", "above"]
    assert sorted(path.stem for path in data.glob("*.parquet")) == sorted(files)
    public, restricted = published.rows("indicators"), published.rows("restricted")
    found = []
    for file in files:
        rows = pl.read_parquet(data / f"{file}.parquet")
        assert pl.read_csv(data / f"{file}.csv", schema=public.schema).equals(rows)
        assert rows.columns == public.columns
        assert rows.select(KEYS).rows() == sorted(rows.select(KEYS).rows())
        found.append(rows)
    places = edition.codes(published)
    others = public.filter(pl.col("geo_code").is_in(places), pl.col("geo_code") != edition.owner)
    own = restricted.filter(geo_code=edition.owner)
    assert pl.concat(found).sort(KEYS).equals(pl.concat([others, own]).sort(KEYS))
    if edition.kind == "council":
        assert set(found[0]["geo_code"]) == {edition.owner}


def test_the_csv_of_a_page_opens_in_romanian_excel(release: Path) -> None:
    raw = (release / f"public/{OWNER}.csv").read_bytes()
    assert raw.startswith("\ufeffTrimestrul;Cod;Loc;".encode())
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert lines[0]["Trimestrul"] == "T4 2025"
    found = next(r for r in lines if r["Cod indicator"] == "ALL-00" and r["Categorie"] == "toți")
    assert re.fullmatch(r"\d+,\d\d", found["Valoare"])
    assert found["Unitate"] == "%"
    hidden = next(r for r in lines if r["Cod indicator"] == "DOC-00" and r["Categorie"] == "toți")
    assert (hidden["Valoare"], hidden["Stare"]) == ("", "< 8: nepublicat")
    assert {r["Trimestrul"] for r in lines} == {"T4 2025", "T3 2025", "T2 2025"}


def test_what_is_not_published_is_said_and_is_no_zero(release: Path) -> None:
    page = (release / f"public/{OWNER}.html").read_text()
    card = re.search(r"<h3>Acte de identitate</h3>.*?</li>", page, re.DOTALL)[0]  # type: ignore[index]
    assert "&lt; 8: nepublicat" in card
    assert 'class="big"' not in card
    trend = re.search(r'data-figure="f-EMP-00">(.*?)</script>', page)[1]  # type: ignore[index]
    assert json.loads(trend)["data"][1]["y"][:2] == [None, None]
    assert "T2 2025 fără date" in page


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self.lang = ""
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.lang = self.lang or given.get("lang") or ""
        self.links += [link for name in ("href", "src") if (link := given.get(name))]
        self.ids += [given["id"]] if given.get("id") else []  # type: ignore[list-item]
        assert not any(name.startswith("on") for name in given), "no inline event handlers"
        if tag not in {"meta", "link", "input", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", EDITIONS)
def test_pages_are_whole_and_their_links_lead_somewhere(release: Path, name: str) -> None:
    paths = {file: path for file, path in files(release / name).items() if path.suffix == ".html"}
    pages = {path: _Page(path.read_text()) for path in paths.values()}
    for file, path in paths.items():
        page = pages[path]
        assert page.open == []
        assert page.lang == ("en" if file.startswith("en/") else "ro")
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            target, _, anchor = link.partition("#")
            assert not link.startswith(("http", "/"))
            there = (path.parent / target).resolve() if target else path
            assert there.is_file(), (file, link)
            assert not anchor or anchor in pages[there].ids, (file, link)


def test_texts_are_complete_in_both_languages() -> None:
    ro, en = words("ro").texts, words("en").texts
    assert ro.keys() == en.keys()
    fields = {lang: {k: _fields(v) for k, v in t.items()} for lang, t in (("ro", ro), ("en", en))}
    differing = {key for key in ro if fields["ro"][key] != fields["en"][key]} - {
        "quarter.long",
        "quarter.title",
        "quarter.of",
    }
    assert differing == set()
    assert not re.search("[şţŞŢ]", "".join(ro.values())), "ș and ț have a comma below"


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _row(value: float | None, status: str = "published") -> dict[str, object]:
    low, high = (None, None) if value is None else (value * 0.8, value * 1.1)
    number = None if value is None else formats("ro").percent(value)
    return {"value": value, "ci_low": low, "ci_high": high, "status": status, "number": number}


SYMBOLS = {
    status: words("ro")(f"symbol.{status}") for status in ("published", "suppressed", "no_data", "withheld")
}


@pytest.mark.parametrize("country", [[_row(0.5), _row(0.4), _row(0.3)], []])
def test_trend_is_a_plotly_figure_with_gaps(country: list[dict[str, object]]) -> None:
    labels = [("T1", "T1 2025"), ("T2", "T2 2025"), ("T3", "T3 2025")]
    rows = [_row(0.125), _row(None, "suppressed"), _row(0.25)]
    spec = figures.trend(rows, country, labels, SYMBOLS, formats("ro"))
    Figure(spec)
    place = spec["data"][-1]
    assert place["y"] == [12.5, None, 25.0]
    assert place["error_y"]["array"] == [1.25, 0.0, 2.5]
    assert place["error_y"]["arrayminus"] == [2.5, 0.0, 5.0]
    assert [a["x"] for a in spec["layout"]["annotations"]] == [1]
    assert spec["layout"]["separators"] == ",."
    assert len(spec["data"]) == (2 if country else 1)


@pytest.mark.parametrize(("quarters", "small", "wide"), [(4, 4, 4), (8, 4, 8), (16, 4, 8), (40, 5, 10)])
def test_a_trend_names_as_many_quarters_as_fit_and_the_last_one(quarters: int, small: int, wide: int) -> None:
    labels = [(f"T{number}", f"T{number}") for number in range(quarters)]
    rows = [_row(0.25)] * quarters
    for height, named in ((150, small), (260, wide)):
        axis = figures.trend(rows, [], labels, SYMBOLS, formats("ro"), height=height)["layout"]["xaxis"]
        assert len(axis["ticktext"]) == named
        assert axis["ticktext"][-1] == labels[-1][0]


def test_comparison_is_a_plotly_figure() -> None:
    series = [
        ("Acâș", figures.PLACE, [_row(0.2), _row(None, "no_data")]),
        ("Județul", figures.COUNTY, [_row(0.3), _row(0.1)]),
        ("Țara", figures.COUNTRY, [_row(0.3), _row(0.1)]),
    ]
    spec = figures.comparison(["Educație", "Locuire"], series, SYMBOLS, formats("ro"))
    Figure(spec)
    assert [trace["marker"]["symbol"] for trace in spec["data"]] == ["circle", "diamond", "square-open"]
    assert spec["data"][0]["x"] == [20.0, None]


def test_every_embedded_figure_is_valid(release: Path) -> None:
    for page in ("RO.html", "SM.html", f"en/{OWNER}.html"):
        specs = re.findall(r"data-figure=[^>]*>(.*?)</script>", (release / "public" / page).read_text())
        assert len(specs) == (9 if page == "RO.html" else 10)
        for spec in specs:
            Figure(json.loads(spec))


def test_embedded_json_cannot_close_its_script() -> None:
    spec = {"name": "</script><b>&"}
    assert not set("<>&") & set(charts.embedded(spec))
    assert json.loads(charts.embedded(spec)) == spec


def test_numbers_and_quarters_in_the_readers_locale() -> None:
    ro, en = formats("ro"), formats("en")
    assert (ro.percent(0.1234), en.percent(0.1234)) == ("12,3\u00a0%", "12.3%")
    assert (ro.number(1234), en.number(1234)) == ("1.234", "1,234")
    assert (ro.separators, en.separators) == (",.", ".,")
    assert (ro.percent_suffix, en.percent_suffix) == ("\u00a0%", "%")
    assert quarter(words("ro")("quarter.long"), "2025-Q4") == "trimestrul IV 2025"
    assert spelled(pl.Series([0.5, None, 0.5]), ro.percent).to_list() == ["50,0\u00a0%", None, "50,0\u00a0%"]


def test_romanian_counts_take_de_from_twenty_on() -> None:
    said = [words("ro").counted("plain", n) for n in (1, 19, 20, 101, 1234)]
    assert said == ["1 persoană", "19 persoane", "20 de persoane", "101 persoane", "1.234 de persoane"]


def test_places_are_named_with_their_kind() -> None:
    place = {"geo_code": OWNER, "kind": "commune", "name": "Acâș"}
    assert words("ro").title(place, "județul Satu Mare") == "Comuna Acâș, județul Satu Mare"
    assert words("en").title(place) == "Acâș commune"
    assert (
        words("ro").title({"geo_code": "B", "kind": "county", "name": "București"}) == "Municipiul București"
    )
    assert folded("Țibănești-Oaș") == "tibanesti-oas"
