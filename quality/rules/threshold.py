"""A bound of a rule that is our choice: a threshold of `seeds/thresholds.csv`, and how sentences write it."""

from dataclasses import dataclass

import polars as pl

from quality.catalogue import seed, threshold

SHARE = "share"


@dataclass(frozen=True)
class Threshold:
    """One threshold, by its name in the seed; KeyError where the seed has none."""

    name: str

    @property
    def value(self) -> int | float:
        """The number."""
        number = threshold(self.name)
        return int(number) if number.is_integer() else number

    @property
    def ro(self) -> str:
        """The number as Romanian writes it before what it counts; a share as per cent."""
        return f"{100 * self.value:g} %".replace(".", ",") if self._is_share else in_romanian(self.value)

    @property
    def en(self) -> str:
        """The number as English writes it; a share as per cent."""
        return f"{100 * self.value:g} %" if self._is_share else in_english(self.value)

    @property
    def reason(self) -> tuple[str, str]:
        """Why this number, in Romanian and English."""
        return self._told("reason_ro"), self._told("reason")

    @property
    def _is_share(self) -> bool:
        return self._told("unit") == SHARE

    def _told(self, column: str) -> str:
        return str(seed("thresholds").filter(pl.col("threshold") == self.name)[column].item())


def in_romanian(number: float) -> str:
    """Write a number before what it counts: `15`, `90 de`, `1.000 de`, `1,5`; from 20 on `de` stands between."""
    counts = isinstance(number, int) and number != 0 and not 0 < number % 100 < 20
    return in_english(number).translate(str.maketrans(",.", ".,")) + (" de" if counts else "")


def in_english(number: float) -> str:
    """Write a number: `15`, `1,000`, `1.5`."""
    return f"{number:,}"
