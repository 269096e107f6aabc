"""Tables of an invented schema `published` that say how good the data are: verdicts, reporting, broken rules."""

import polars as pl

from quality.catalogue import rule_rows

KEYS = ["period", "geo_level", "geo_code", "indicator"]
SOURCES = [
    ("amc", "case_management", "AMC-MSR, aplicația asistenților", "AMC-MSR, the nurses' application"),
    ("spor", "case_management", "SPOR, evaluarea gospodăriilor", "SPOR, the assessment of households"),
    ("costs", "register", "Bugete și cheltuieli", "Budgets and costs"),
]
#: rules of the rule book: one of rows, one of fields, one to know
RULES = ["key-twice", "parent-not-found", "row-malformed", "time-missing"]


def quality(indicators: pl.DataFrame, places: pl.DataFrame, periods: list[str]) -> dict[str, pl.DataFrame]:
    """Give the tables: nothing is in doubt, all have reported in time, and rules are broken a little everywhere."""
    public, own = rates(places, periods)
    return {
        "verdicts": verdicts(indicators),
        "reporting": reporting(places, periods),
        "quality_rates": public,
        "restricted_quality": own,
        "sources": pl.DataFrame(SOURCES, schema=["source", "kind", "name_ro", "name_en"], orient="row"),
        "rules": rules(),
    }


def rules() -> pl.DataFrame:
    """Give the rule book, as the models do."""
    rows = pl.DataFrame(rule_rows(), infer_schema_length=None)
    return rows.with_columns(pl.col("fields", "affects").list.join(" ")).cast(pl.String)


def verdicts(indicators: pl.DataFrame) -> pl.DataFrame:
    """Let every cell be good, and the counties' and the country's rest on all UATs."""
    uats = indicators.filter(geo_level="uat")["geo_code"].n_unique()
    rows = indicators.filter(pl.col("breakdown") == "total").select(KEYS)
    count = pl.when(pl.col("geo_level") != "uat").then(uats).cast(pl.Int64)
    nothing = pl.lit(None, pl.String)
    return rows.with_columns(
        verdict=pl.lit("published"),
        reason=nothing,
        source=nothing,
        mended_by=nothing,
        uats=count,
        uats_usable=count,
        share_usable=count / count,
    )


def reporting(places: pl.DataFrame, periods: list[str]) -> pl.DataFrame:
    """Let the sources of UATs report in time, the register of the country late."""
    uats = places.filter(geo_level="uat").height
    rows = []
    for period in periods:
        for level, code in places.select("geo_level", "geo_code").iter_rows():
            expected = 1 if level == "uat" else uats
            rows += [
                (period, level, code, source, expected, expected, expected) for source in ("amc", "spor")
            ]
        rows.append((period, "country", "RO", "costs", 1, 1, 0))
    counts = ["expected", "received", "on_time"]
    columns = dict.fromkeys(["period", "geo_level", "geo_code", "source"], pl.String)
    frame = pl.DataFrame(rows, schema=columns | dict.fromkeys(counts, pl.Int64), orient="row")
    together = frame.group_by(list(columns)[:3], maintain_order=True).agg(pl.col(counts).sum())
    frame = pl.concat([frame, together.with_columns(source=pl.lit("all"))], how="diagonal")
    return frame.with_columns(
        received_rate=pl.col("received") / pl.col("expected"),
        on_time_rate=pl.col("on_time") / pl.col("expected"),
    )


def rates(places: pl.DataFrame, periods: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the public's and the owners' counts; the public sees no UAT's, and of counties no small ones."""
    own = []
    for number, period in enumerate(periods):
        for i, (level, code) in enumerate(places.select("geo_level", "geo_code").iter_rows()):
            checked = 400 if level == "uat" else 4000
            counts = [(rule, 3 + i + 2 * number + 30 * j) for j, rule in enumerate(RULES)]
            if level != "uat":
                counts = [(rule, (count - 2) * 3) for rule, count in counts]
            own += [(period, level, code, "amc", rule, checked, count) for rule, count in counts]
            own.append((period, level, code, "amc", "all", checked, sum(count for _, count in counts)))
            own.append((period, level, code, "spor", "all", checked // 2, 0))
    columns = dict.fromkeys(["period", "geo_level", "geo_code", "source", "rule"], pl.String)
    frame = pl.DataFrame(own, schema=columns | dict.fromkeys(["checked", "failures"], pl.Int64), orient="row")
    frame = frame.with_columns(rate=pl.col("failures") / pl.col("checked"), status=pl.lit("published"))
    uat = pl.col("geo_level") == "uat"
    public = frame.filter(~uat | ((pl.col("rule") != "all") & (pl.col("period") == periods[-1])))
    hidden = uat | pl.col("failures").is_between(1, 7)
    numbers = ["checked", "failures", "rate"]
    status = pl.when(hidden).then(pl.lit("suppressed")).otherwise("status")
    public = public.with_columns(pl.when(~hidden).then(pl.col(numbers)), status=status)
    return public, frame.filter(pl.col("geo_level") != "country")
