"""Primero's option lists, as its default configuration has them (`codes.csv`): what is drawn, and under which label.

`weight` says how frequent an option is among those of its list; of protection concerns it is the share of children who
carry it. Source: `db/configuration/lookups/lookups.rb` and the forms of primeroIMS/primero.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers

TABLE = Path(__file__).with_name("codes.csv")
#: options that a server has had added, or has retired since: no list of ours holds them
UNKNOWN_CONCERN = "bullying_la_scoala"
UNKNOWN_SERVICE = "old_service"


@dataclass(frozen=True)
class Options:
    """One list's options, in their order."""

    code: list[str]
    label: list[str]
    weight: Floats

    def draw(self, rng: np.random.Generator, count: int) -> pl.Series:
        """Draw `count` options by their weights."""
        return self.texts(rng.choice(len(self.code), size=count, p=self.weight / self.weight.sum()))

    def texts(self, places: Integers) -> pl.Series:
        """Give the codes at some places of the list."""
        return pl.Series(self.code, dtype=pl.String).gather(places)

    def one_or_other(self, second: Booleans) -> pl.Series:
        """Give the list's first or second code."""
        return self.texts(second.astype(np.int64))

    def labelled(self, codes: pl.Series) -> pl.Series:
        """Give the labels of codes, empty for those that the list does not hold."""
        return codes.replace_strict(self._labels, default=None, return_dtype=pl.String)

    def listed(self, lists: pl.Series, between: str) -> pl.Series:
        """Give the labels of each list of codes as one text, null where there is none."""
        labels = self._labels
        texts = [
            between.join(labels.get(code, "") for code in codes) if codes else None
            for codes in lists.to_list()
        ]
        return pl.Series(texts, dtype=pl.String)

    @property
    def _labels(self) -> dict[str, str]:
        return dict(zip(self.code, self.label, strict=True))


@cache
def options(name: str) -> Options:
    """Read one list."""
    table = pl.read_csv(TABLE, schema_overrides={"weight": pl.Float64}).filter(pl.col("list") == name)
    if table.is_empty():
        raise KeyError(f"no list {name!r}")
    return Options(table["code"].to_list(), table["label"].to_list(), table["weight"].fill_null(0).to_numpy())
