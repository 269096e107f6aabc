"""What the rows of a register must keep beyond their contract."""

import polars as pl

from orchestration.sources.table_reader import TableReading
from quality.catalogue import seed, threshold

#: register → first and last day of what a row says
INTERVALS = {
    "social_services": ("licensed_from", "licensed_to"),
    "accreditation": ("accredited_from", "accredited_to"),
    "programme": ("joined_on", "left_on"),
}
#: systems whose reports count by the codes of `source_codes`
REPORTED_BY_CODE = ("amc", "primero")
#: whole registers in which every county has a row
OF_EVERY_COUNTY = ("social_services", "accreditation", "marginalisation")


def check_rows(table: TableReading) -> None:
    """Hold the numbers and dates of a row against each other.

    A licence that ends before it begins is refused: without its end it would count for ever.
    """
    name = table.table.name
    if name in INTERVALS:
        first, last = INTERVALS[name]
        table.refuse(pl.col(last) < pl.col(first), "interval-reversed", last)
    elif name == "unemployment":
        more = pl.col("with_benefit") > pl.col("registered")
        table.empty("with_benefit", more, "part-above-whole", "registered")
    elif name == "minimum_income":
        fewer = pl.col("people") < pl.col("families")
        table.empty("people", fewer, "whole-below-part", "families")
    elif name == "school_dropout":
        first_year, last_year = (pl.col("school_year").str.slice(at, 4).cast(pl.Int32) for at in (0, 5))
        table.refuse(last_year != first_year + 1, "school-year-impossible", "school_year")
        table.refuse(pl.col("dropped_out") > pl.col("enrolled"), "counts-contradict", "dropped_out+enrolled")
    elif name == "source_reports":
        figure = pl.concat_str("source", "figure", separator="/")
        table.refuse(~figure.is_in(_reported_figures().implode()), "figure-unknown", "figure")


def _reported_figures() -> pl.Series:
    """Give the figures of the sources' reports that are known, each as `source/figure`."""
    codes = seed("source_codes").filter(
        pl.col("source").is_in(REPORTED_BY_CODE) & pl.col("kind").is_in(["vulnerability", "context"])
    )
    figures = [seed("report_figures").select("source", "figure"), codes.select("source", figure="code")]
    return pl.concat(figures).select(pl.concat_str("source", "figure", separator="/")).to_series()


def judge_places(table: TableReading, unknown: int) -> None:
    """Refuse a delivery that lost more than slips because their place is not in SIRUTA: it holds other codes."""
    share = unknown / table.read
    if unknown >= threshold("lost_reference_count_min") and share > threshold("lost_reference_share_max"):
        column = next(field.name for field in table.table.read if field.code_list)
        percent = f"{100 * share:.1f} %".replace(".", ",")
        table.findings.add("too-many-unknown-places", file=table.file, column=column, detail=percent)


def judge_rest(table: TableReading, counties: frozenset[str]) -> None:
    """Refuse a delivery of which no row is left, and tell of counties that a register of the country forgets.

    What such a register said of them before is gone with it.
    """
    if not table.rows.height:
        table.findings.add("table-empty", file=table.file)
    elif table.table.name in OF_EVERY_COUNTY:
        for county in seed("counties")["county_code"]:
            if county not in counties:
                table.findings.add("county-without-rows", file=table.file, detail=county)
