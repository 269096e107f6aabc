"""Numbers, quarters and plurals in the reader's locale (CLDR, by Babel), each distinct value spelled once."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache, cached_property, lru_cache

import polars as pl
from babel import Locale
from babel.numbers import format_decimal, format_percent

LANGUAGES = ("ro", "en")
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


class Formats:
    """Spell numbers in one language ('ro', 'en')."""

    def __init__(self, lang: str) -> None:
        self.locale = Locale.parse(lang)
        self.percent = lru_cache(maxsize=1 << 12)(self._percent)
        self.number = lru_cache(maxsize=1 << 16)(self._number)

    @cached_property
    def _percent_pattern(self) -> str:
        return str(self.locale.percent_formats[None].pattern)

    def _percent(self, share: float, decimals: int = 1) -> str:
        """Spell a share in [0,1]: 0.1234 is '12,3 %' in Romanian, with a no-break space."""
        pattern = self._percent_pattern.replace("0", _zeros(decimals), 1)
        return str(format_percent(share, pattern, locale=self.locale))

    def _number(self, value: float, decimals: int = 0) -> str:
        """Spell a number with that many decimals: '1.234', '3,20'."""
        if isinstance(value, int) and not decimals:
            return str(self.locale.decimal_formats[None].apply(value, self.locale))
        return str(format_decimal(value, f"#,##{_zeros(decimals)}", locale=self.locale))

    def plural(self, count: int | str) -> str:
        """Say which plural form a count takes, or a number with decimals ('3.20'): Romanian 'other' has 'de'."""
        return str(self.locale.plural_form(Decimal(count)))

    @property
    def separators(self) -> str:
        """Plotly's `layout.separators`: decimal and thousands."""
        symbols = self.locale.number_symbols["latn"]
        return symbols["decimal"] + symbols["group"]

    @property
    def percent_suffix(self) -> str:
        """What stands after a number in percent: ' %' or '%'."""
        return re.sub(r"^[#,.0]+", "", self._percent_pattern)


def _zeros(decimals: int) -> str:
    return "0." + "0" * decimals if decimals else "0"


@cache
def formats(lang: str) -> Formats:
    """Return the one Formats of a language."""
    return Formats(lang)


def quarter(template: str, period: str) -> str:
    """Write '2025-Q4' out by a template with {roman}, {number} and {year}."""
    year, number = period.split("-Q")
    return template.format(roman=_ROMAN[number], number=number, year=year)


def spelled(numbers: pl.Series, spell: Callable[..., str]) -> pl.Series:
    """Spell a column, calling `spell` once per distinct value; null stays null."""
    distinct = numbers.drop_nulls().unique()
    if distinct.is_empty():
        return pl.Series(numbers.name, [None] * len(numbers), dtype=pl.String)
    words = [spell(value) for value in distinct.to_list()]
    return numbers.replace_strict(distinct, words, default=None, return_dtype=pl.String)
