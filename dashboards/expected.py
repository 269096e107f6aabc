"""Which files an edition must hold, said from the list of places, not from what was written."""

import polars as pl

from dashboards.editions import Edition

ASSETS = {"assets/plotly.min.js", "assets/site.css", "assets/site.js", "assets/search.js"}
#: what the codes in the tables mean, in every edition
DESCRIBED = ["catalogue", "categories", "rules"]
#: numbers in the columns of `published.indicators`, as CSV and Parquet, by kind of edition; a council's are its own,
#: `above` is what the public sees of its county and the country
NUMBERS = {"public": ["indicators"], "county": ["indicators"], "council": ["indicators", "above"]}
#: further tables of numbers under data/, by kind of edition
STATISTICS = {
    "public": ["funnel", "trend", "verdicts", "reporting", "quality"],
    "county": ["quality"],
    "council": ["pooled", "quality"],
}
#: the page that says what each indicator means, and the page of what the sources tell and do not
REFERENCE, SOURCES = "indicators.html", "sources.html"


def quality_page(code: str) -> str:
    """Name the page of a place's data quality."""
    return f"{code}-quality.html"


def expected_files(places: pl.DataFrame, edition: Edition) -> set[str]:
    """Name every file of an edition, relative to its directory, with `/`; `places` is `published.places`.

    Files of other editions that lie in a directory below (a county's councils) are not named.
    """
    codes = set()
    for geo_level, geo_code, county in places.select("geo_level", "geo_code", "county_code").rows():
        if edition.kind == "public" or geo_level == "country":
            codes.add(geo_code)
        elif geo_level == "county":
            codes |= {geo_code} & {edition.county_code}
        elif edition.kind == "county":
            codes |= {geo_code} if county == edition.county_code else set()
        else:
            codes |= {geo_code} & {edition.siruta}
    pages = {f"{name}.html" for name in codes | {"index"}} | {REFERENCE, SOURCES}
    pages |= {quality_page(code) for code in codes}
    numbers, described = NUMBERS[edition.kind], [*STATISTICS[edition.kind], *DESCRIBED]
    tables = {f"{code}.csv" for code in codes} | {f"data/{name}.csv" for name in [*numbers, *described]}
    tables |= {f"data/{name}.parquet" for name in numbers}
    return pages | {f"en/{page}" for page in pages} | tables | ASSETS
