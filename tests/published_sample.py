"""An invented schema `published`: one county, some UATs, small numbers and gaps as real ones have them."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import polars as pl
from published_measures import FAMILIES, MEASURES, UNITS, VULNERABILITIES, coded_categories, measured
from published_quality import quality
from published_statistics import statistics

from dashboards.published import Published

DIMENSIONS = {
    "DOC": ("Acte de identitate", "Identity documents", 0.04),
    "EDU": ("Educație", "Education", 0.17),
    "EMP": ("Ocupare", "Employment", 0.35),
    "INC": ("Venituri", "Income", 0.42),
    "HOU": ("Locuire", "Housing", 0.21),
    "FAM": ("Dinamica familiei", "Family dynamics", 0.09),
    "HEA": ("Sănătate", "Health", 0.38),
}
AGES = ["0-2", "3-5", "6-10", "11-14", "15-17", "18-24", "25-64", "65+"]
NAMES = [
    *(
        "Acâș",
        "Satu Mare",
        "Negrești-Oaș",
        "Țibănești",
        "Șomcuța & Fiii",
        "Bârsău",
        "Bătarci",
        "Beltiug",
        "Bixad",
    ),
    *(
        "Căpleni",
        "Căuaș",
        "Certeze",
        "Craidorolț",
        "Crucișor",
        "Culciu",
        "Doba",
        "Dorolț",
        "Foieni",
        "Gherța Mică",
    ),
]
KINDS = {"Satu Mare": "municipality", "Negrești-Oaș": "town"}
PEOPLE = "total sex age area"
#: steps from need to result: code, Romanian, English, share
STEPS = [
    ("PRO-01", "Nevoi cuprinse într-un plan", "Needs that are in a plan", 0.7),
    ("PRO-02", "Nevoi cu o acțiune începută", "Needs with an action begun", 0.45),
    ("PRO-03", "Nevoi cu o acțiune încheiată", "Needs with an action ended", 0.3),
    ("PRO-04", "Nevoi cu rezultat", "Needs with a result", 0.2),
]
KEYS = ["period", "geo_level", "geo_code", "indicator", "breakdown", "category"]


def shares() -> list[tuple[str, str | None, str, str, str, float, str]]:
    """List code, dimension, family, names, share and breakdowns of what is a share.

    The nine fixed codes, two of coverage, four more per dimension, the steps, and what is split by codes.
    """
    rows: list[tuple[str, str | None, str, str, str, float, str]] = [
        ("ALL-00", None, "needs", "Cel puțin o vulnerabilitate", "At least one vulnerability", 0.62, PEOPLE),
    ]
    name = "Vulnerabili în trei dimensiuni sau mai multe", "Vulnerable in three dimensions or more"
    rows.append(("MUL-00", None, "needs", *name, 0.2, PEOPLE))
    for code, (ro, en, share) in DIMENSIONS.items():
        fixed = f"Vulnerabilitate: {ro}", f"Vulnerability: {en}"
        rows.append((f"{code}-00", code, "needs", *fixed, share, PEOPLE))
        for i in range(1, 5):
            more = f"{ro}: situația numărul {i}, spusă pe larg", f"{en}: case {i}"
            rows.append((f"{code}-0{i}", code, "needs", *more, share / (i + 1), PEOPLE))
    rows.append(
        ("PRV-01", None, "needs", "Fiecare vulnerabilitate", "Each vulnerability", 0.5, "vulnerability")
    )
    rows += [(code, None, "process", ro, en, share, "total dimension") for code, ro, en, share in STEPS]
    ages = "Evaluări de cel mult 12 luni", "Assessments no older than 12 months"
    people = "Persoane evaluate din cele în evidență", "People assessed of those on record"
    rows.append(("COV-01", None, "coverage", *people, 0.8, "total wave"))
    rows.append(("COV-02", None, "coverage", *ages, 0.7, PEOPLE))
    return rows


def catalogue() -> pl.DataFrame:
    """All indicators, in the order of families and dimensions."""
    rows = [(c, d, f, "share", "share", ro, en) for c, d, f, ro, en, *_ in shares()]
    rows += [(code, None, *of) for code, of in MEASURES.items()]
    rows.sort(key=lambda row: list(FAMILIES).index(row[2]))
    return pl.DataFrame([_described(i, *row) for i, row in enumerate(rows)])


def _described(
    position: int, code: str, dimension: str | None, family: str, measure: str, unit: str, ro: str, en: str
) -> dict[str, object]:
    decimals, unit_ro, unit_en = UNITS[unit]
    answered = code == "EMP-00"
    return {
        "indicator": code,
        "dimension": dimension,
        "family": family,
        "family_ro": FAMILIES[family][0],
        "family_en": FAMILIES[family][1],
        "position": position,
        "measure": measure,
        "polarity": "lower_is_better" if family == "needs" else "higher_is_better",
        "unit": unit,
        "decimals": decimals,
        "unit_ro": unit_ro,
        "unit_en": unit_en,
        "sensitivity": "ordinary",
        "name_ro": ro,
        "name_en": en,
        "definition_ro": f"Ponderea celor cu situația din titlu ({code}), la sfârșitul trimestrului.",
        "definition_en": f"Share of those with {code} at the quarter's end.",
        "population_ro": "persoane de 18–64 de ani cu răspuns" if answered else "persoane evaluate",
        "population_en": "people of 18–64 with an answer" if answered else "people assessed",
        "source": "AMC-MSR, nomenclatorul vulnerabilităților",
        "caveat_ro": "Răspunsul e cel din ziua exportului." if dimension == "EMP" else None,
        "caveat_en": "The answer is that of the export's day." if dimension == "EMP" else None,
    }


def places(uats: int) -> pl.DataFrame:
    names = [*NAMES, *(f"Localitatea {i}" for i in range(uats))][:uats]
    rows = [
        ("country", "RO", None, None, "România", "country", None),
        ("county", "SM", "SM", "303", "Satu Mare", "county", None),
    ]
    rows += [
        (
            "uat",
            str(136483 + i),
            "SM",
            str(136483 + i),
            name,
            KINDS.get(name, "commune"),
            "urban" if name in KINDS else "rural",
        )
        for i, name in enumerate(names)
    ]
    columns = ["geo_level", "geo_code", "county_code", "siruta", "name", "kind", "area"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def categories() -> pl.DataFrame:
    rows = [("total", "all", "toți", "all", "Total", "Total")]
    rows += [
        ("sex", "female", "femei", "women", "Sex", "Sex"),
        ("sex", "male", "bărbați", "men", "Sex", "Sex"),
    ]
    rows += [("age", age, f"{age} ani", f"{age} years", "Vârstă", "Age") for age in AGES]
    rows += [
        ("area", "urban", "urban", "urban", "Mediu", "Area"),
        ("area", "rural", "rural", "rural", "Mediu", "Area"),
    ]
    rows += coded_categories({code: names[:2] for code, names in DIMENSIONS.items()})
    columns = ["breakdown", "category", "name_ro", "name_en", "breakdown_name_ro", "breakdown_name_en"]
    return (
        pl.DataFrame(rows, schema=columns, orient="row")
        .with_row_index("position")
        .cast({"position": pl.Int32})
    )


def numbers(periods: list[str], uats: int, seed: int = 7) -> pl.DataFrame:
    """All shares, unprotected, of every place (country and county the same)."""
    random = np.random.default_rng(seed)
    codes = places(uats).select("geo_level", "geo_code")
    codes = codes.with_columns(people=pl.Series([11000, 11000, *random.integers(30, 420, uats)]))
    rows = pl.DataFrame({"period": periods}).join(codes, how="cross")
    split = pl.DataFrame(
        [(code, share, breakdown) for code, *_, share, of in shares() for breakdown in of.split()],
        schema=["indicator", "share", "breakdown"],
        orient="row",
    )
    split = split.join(categories().select("breakdown", "category"), on="breakdown", maintain_order="left")
    rarer = pl.col("category").replace_strict(
        {v: 1 / (i + 1) for i, v in enumerate(VULNERABILITIES)}, default=1.0
    )
    rows = rows.join(split.with_columns(pl.col("share") * rarer), how="cross")
    part = {"total": 1.0, "sex": 0.5, "age": 0.125, "area": 0.5, "dimension": 0.2, "wave": 0.5}
    part["vulnerability"] = 1.0
    total = (pl.col("people") * pl.col("breakdown").replace_strict(part)).cast(pl.Int64)
    unknown = (pl.col("indicator") == "EMP-00") & (pl.col("period") != periods[-1])
    empty = unknown | ((pl.col("geo_level") == "uat") & (pl.col("category") == "0-2"))
    rows = rows.with_columns(denominator=pl.when(empty).then(0).otherwise(total))
    place = pl.Series(random.normal(0, 0.35, len(codes)))
    tilt = rows.join(codes.select("geo_code", tilt=place), on="geo_code", how="left")["tilt"].to_numpy()
    share = rows["share"].to_numpy()
    share = 1 / (1 + np.exp(-(np.log(share / (1 - share)) + tilt)))
    return rows.with_columns(numerator=pl.Series(random.binomial(rows["denominator"].to_numpy(), share)))


def judged(rows: pl.DataFrame, protect: bool) -> pl.DataFrame:
    """Give rows value, Wilson interval, benchmark and status; `protect`: suppress 1–7."""
    n, x, z = pl.col("denominator"), pl.col("numerator"), 1.959964
    p = x / n
    middle, reach = (
        (p + z * z / (2 * n)) / (1 + z * z / n),
        (z / (1 + z * z / n)) * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt(),
    )
    small = x.is_between(1, 7) | n.is_between(1, 7) | (n - x).is_between(1, 7)
    status = pl.when(n == 0).then(pl.lit("no_data")).when(pl.lit(protect) & small).then(pl.lit("suppressed"))
    rows = rows.with_columns(
        value=p, ci_low=middle - reach, ci_high=middle + reach, status=status.otherwise(pl.lit("published"))
    )
    country = rows.filter(pl.col("geo_level") == "country").select("period", *KEYS[3:], of_country="value")
    rows = rows.join(country, on=["period", *KEYS[3:]], how="left")
    low, high = pl.col("ci_high") < pl.col("of_country"), pl.col("ci_low") > pl.col("of_country")
    coverage = pl.col("indicator").str.starts_with("COV") | pl.col("indicator").str.starts_with("PRO")
    word = (
        pl.when(low | high)
        .then(pl.when(low ^ coverage).then(pl.lit("better")).otherwise(pl.lit("worse")))
        .otherwise(pl.lit("similar"))
    )
    there = pl.col("status") == "published"
    word = pl.when(there & (pl.col("geo_level") != "country")).then(word).otherwise(pl.lit("not_compared"))
    shown = ["numerator", "denominator", "value", "ci_low", "ci_high"]
    rows = rows.with_columns(benchmark=word, **{c: pl.when(there).then(pl.col(c)) for c in shown})
    return rows.select(*KEYS, *shown, "benchmark", "status").sort(pl.all().shuffle(seed=1))


def provenance() -> pl.DataFrame:
    row = ("amc", "AMC-MSR", "AMC-MSR", "satu-mare-2025-Q4.zip", "2025-Q4", "3f" * 32, "SM")
    columns = ["source", "source_ro", "source_en", "delivery", "delivery_period", "sha256", "county_code"]
    return pl.DataFrame([row], schema=columns, orient="row")


def write(warehouse: Path, uats: int = 8, quarters: int = 8) -> Path:
    """Write the schema into a new DuckDB file; its last quarter is 2025-Q4."""
    periods = [f"{2025 - back // 4}-Q{4 - back % 4}" for back in reversed(range(quarters))]
    rows, others = numbers(periods, uats), measured(periods, places(uats))
    public, restricted = judged(rows, protect=True), judged(rows, protect=False)
    dimensions = [(code, i, ro, en) for i, (code, (ro, en, _)) in enumerate(DIMENSIONS.items())]
    indicators = pl.concat([public, others])
    tables = {
        "indicators": indicators,
        **quality(indicators, places(uats), periods),
        "restricted": pl.concat([restricted, others]).filter(pl.col("geo_level") != "country"),
        **statistics(public, restricted, periods[-1]),
        "places": places(uats),
        "catalogue": catalogue(),
        "dimensions": pl.DataFrame(
            dimensions, schema=["dimension", "position", "name_ro", "name_en"], orient="row"
        ),
        "categories": categories(),
        "provenance": provenance(),
        "quarters": pl.DataFrame({"period": periods}).with_columns(
            computed_in=pl.lit(periods[-1]), code_sha256=pl.lit("4e" * 32)
        ),
    }
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("CREATE SCHEMA published")
    _put(warehouse, tables)
    return warehouse


def changed(warehouse: Path, folder: Path, **tables: pl.DataFrame) -> Published:
    """The schema of a copy of the file, with other tables."""
    folder.mkdir(exist_ok=True)
    copy = Path(shutil.copy(warehouse, folder / "changed.duckdb"))
    _put(copy, tables)
    return Published.read(copy)


def _put(warehouse: Path, tables: Mapping[str, pl.DataFrame]) -> None:
    with TemporaryDirectory() as folder, duckdb.connect(str(warehouse)) as connection:
        for name, frame in tables.items():
            file = Path(folder) / f"{name}.parquet"
            frame.write_parquet(file)
            connection.execute(
                f"CREATE OR REPLACE TABLE published.{name} AS SELECT * FROM read_parquet('{file}')"
            )
