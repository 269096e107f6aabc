"""Names and streets to draw from (`data/names.csv`), frequent in Romania; no real people are behind them."""

import polars as pl

from simulation.places import DATA

_names = pl.read_csv(DATA / "names.csv")


def _of(kind: str) -> list[str]:
    return _names.filter(kind=kind)["name"].to_list()


WOMEN, MEN, SURNAMES, STREETS = _of("woman"), _of("man"), _of("surname"), _of("street")
ETHNICITIES = ("romanian", "roma", "hungarian")
