"""Numbers of rows put into words of one language: value, unit, interval, and the counts that they rest on."""

from collections.abc import Callable

import polars as pl

from dashboards.formats import formats, spelled
from dashboards.wording import words

#: the columns that `Spelling.add` adds; null where there is nothing to say
TEXTS = ["number", "unit", "interval", "num", "den", "of"]


class Spelling:
    """Adds TEXTS: `number` '12,3 %' or '182', `unit` 'de gospodării', `interval`, `num`, `den`, `of` '3 din 40'."""

    def __init__(self, lang: str) -> None:
        self._formats, self._words = formats(lang), words(lang)

    def add(self, rows: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
        """Spell rows with the columns of Selection; `names`: unit and name of it in this language."""
        name_of = dict(names.iter_rows())
        parts = [
            self._of_unit(part, unit, decimals, name_of[unit] or "")
            for (unit, decimals), part in rows.with_row_index("row")
            .partition_by("unit", "decimals", as_dict=True, maintain_order=True)
            .items()
        ]
        if not parts:
            return rows.with_columns(pl.lit(None, pl.String).alias(name) for name in TEXTS)
        rows = pl.concat(parts).sort("row").drop("row")
        counts = {
            short: spelled(rows[name], self._formats.number)
            for short, name in (("num", "numerator"), ("den", "denominator"))
        }
        rows = rows.with_columns(**counts, answers=self._answers(rows))
        return rows.with_columns(of=self._of()).drop("answers")

    def _of_unit(self, rows: pl.DataFrame, unit: str, decimals: int, name: str) -> pl.DataFrame:
        """Spell value and interval of rows of one unit, in percent where it is a share."""
        share = unit == "share"
        # Rounding first leaves few distinct numbers to spell; adding 0 makes -0 to 0.
        exact = {
            column: rows[column].round(decimals + (2 if share else 0)) + 0.0
            for column in ("value", "ci_low", "ci_high")
        }
        low: Callable[..., str] = self._formats.number
        high = low
        if share:
            high = self._formats.percent
            low_numbers = (exact["ci_low"] * 100).round(decimals)
        else:
            low_numbers = exact["ci_low"]
        ends = [
            spelled(low_numbers, lambda n: low(n, decimals)),
            spelled(exact["ci_high"], lambda n: high(n, decimals)),
        ]
        unit_words = pl.Series([None] * len(rows), dtype=pl.String)
        if not share:
            unit_words = spelled(exact["value"], lambda n: self._words.unit(unit, name, n, decimals))
        return rows.with_columns(
            number=spelled(exact["value"], lambda n: high(n, decimals)),
            unit=unit_words,
            interval=pl.concat_str(ends[0], pl.lit("–"), ends[1]),
        )

    def _answers(self, rows: pl.DataFrame) -> pl.Series:
        """Say on how many answers a mean rests."""
        means = rows.select(pl.when(pl.col("measure") == "mean").then("denominator")).to_series()
        return spelled(means, lambda n: self._words.counted("answers", n))

    def _of(self) -> pl.Expr:
        """Say what a number rests on, as far as it is there: '3 din 40', '412 răspunsuri', 'din 412'."""
        of, per = (pl.lit(f" {self._words(key)} ") for key in ("of", "per"))
        pair = pl.concat_str("num", pl.when(pl.col("measure") == "rate").then(per).otherwise(of), "den")
        alone = pl.format(self._words("of.alone").replace("{n}", "{}"), "den")
        whole = pl.when(pl.col("value").is_not_null())
        return whole.then(pl.coalesce("answers", pair, alone))
