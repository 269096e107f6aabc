"""Tables of an invented schema `published` that judge shares: funnel, trend, four quarters as one."""

import polars as pl

KEYS = ["period", "geo_level", "geo_code", "indicator"]


def statistics(public: pl.DataFrame, restricted: pl.DataFrame, period: str) -> dict[str, pl.DataFrame]:
    """Give the three tables of the shares of `published.indicators` and `published.restricted`."""
    return {
        "funnel": funnel(public),
        "trend": trend(public, period),
        "restricted_pooled": pooled(restricted, period),
    }


def funnel(public: pl.DataFrame) -> pl.DataFrame:
    """Judge published shares of UATs by limits 5 and 10 points about the country's."""
    totals = _totals(public)
    country = totals.filter(pl.col("geo_level") == "country").select("period", "indicator", target="value")
    rows = totals.filter(pl.col("geo_level") == "uat").join(country, on=["period", "indicator"])
    far, near = pl.col("value") - pl.col("target"), (pl.col("value") - pl.col("target")).abs()
    side = pl.when(far > 0).then(pl.lit("above")).otherwise(pl.lit("below"))
    signal = pl.when(near > 0.1).then(pl.concat_str(pl.lit("far_"), side)).when(near > 0.05).then(side)
    target = pl.col("target")
    return rows.select(
        *KEYS,
        "target",
        units=pl.len(),
        dispersion=pl.lit(1.5),
        low_95=(target - 0.05).clip(0, 1),
        high_95=(target + 0.05).clip(0, 1),
        low_998=(target - 0.1).clip(0, 1),
        high_998=(target + 0.1).clip(0, 1),
        signal=signal.otherwise(pl.lit("within")),
    )


def trend(public: pl.DataFrame, period: str) -> pl.DataFrame:
    """Let ALL-00 and DOC-00 rise, EDU-00 fall and HOU-00 lie still everywhere; others have too few quarters."""
    directions = {"ALL-00": "rising", "DOC-00": "rising", "EDU-00": "falling", "HOU-00": "no_trend"}
    signs = {"rising": 1.0, "falling": -1.0, "no_trend": 0.1}
    rows = _totals(public).filter(pl.col("period") == period)
    direction = pl.col("indicator").replace_strict(directions, default="not_tested")
    sign = pl.col("direction").replace_strict(signs, default=None, return_dtype=pl.Float64)
    rows = rows.with_columns(direction=direction).with_columns(slope=sign * 0.01, z=sign * 4)
    quarters = pl.when(pl.col("direction") == "not_tested").then(3).otherwise(8)
    return rows.select(*KEYS, quarters.cast(pl.Int64).alias("quarters"), "slope", "z", "direction")


def pooled(restricted: pl.DataFrame, period: str) -> pl.DataFrame:
    """Let four quarters of each UAT be the quarter itself, of 50 people more."""
    rows = _totals(restricted).filter(pl.col("period") == period, pl.col("geo_level") == "uat")
    return rows.select(
        *KEYS,
        pl.col("numerator", "denominator").cast(pl.Float64),
        (pl.col("denominator") + 50).alias("units"),
        "value",
        "ci_low",
        "ci_high",
    )


def _totals(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("status") == "published", pl.col("breakdown") == "total")
