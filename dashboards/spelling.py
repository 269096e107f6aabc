"""Numbers of rows put into words of one language: value, unit, interval, and the counts that they rest on."""

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
        return rows.with_columns(**counts).with_columns(of=self._of())

    def _of_unit(self, rows: pl.DataFrame, unit: str, decimals: int, name: str) -> pl.DataFrame:
        """Spell value and interval of rows of one unit, in percent where it is a share."""
        share = unit == "share"

        def plain(value: float) -> str:
            return self._formats.number(value, decimals)

        def whole(value: float) -> str:
            return self._formats.percent(value, decimals) if share else plain(value)

        # Rounding first leaves few distinct numbers to spell. There is no -0.
        rounded = {name: pl.col(name).round(decimals + 2 * share) for name in ("value", "ci_low", "ci_high")}
        value, low, high = rows.select(
            pl.when(number != 0).then(number).otherwise(number.abs()).alias(name)
            for name, number in rounded.items()
        )
        low = (low * 100).round(decimals) if share else low
        words = spelled(value, lambda v: self._words.unit(unit, name, v, decimals))
        return rows.with_columns(
            number=spelled(value, whole),
            unit=pl.lit(None, pl.String) if share else words,
            interval=pl.concat_str(spelled(low, plain), pl.lit("–"), spelled(high, whole)),
        )

    def _of(self) -> pl.Expr:
        """Say what a number rests on, as far as it is there: '3 din 40', '30 la 40' of a rate, 'din 412'."""
        of, per = (pl.lit(f" {self._words(key)} ") for key in ("of", "per"))
        rate = (pl.col("measure") == "rate") & pl.col("unit").is_not_null()
        pair = pl.concat_str("num", pl.when(rate).then(per).otherwise(of), "den")
        alone = pl.format(self._words("of.alone").replace("{n}", "{}"), "den")
        return pl.when(pl.col("value").is_not_null()).then(pl.coalesce(pair, alone))
