"""AMC's codes as the simulator draws them: how frequent, for whom, together with what.

`data/amc_codes.csv` holds, per code: share (of those it can concern, at average risk, at 40 years of age),
from_age and below_age (years), sex, a_decade (change of the log odds with ten years of age), within (codes of
which one must stand beside it), not_beside (codes of which none can), otherwise (1: written when nothing else of its
category is). Names and categories are those of seeds/source_codes.csv. Where a category admits one code only, the first
drawn wins.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers
from simulation.places import DATA, seed_table

UNKNOWN_CODE = "VXX_77"
NOTHING_FOUND = r"_9.$"
ONE_CODE_ONLY = ("AGE", "AS", "DIZ", "DIZ_GR", "EDU", "ID", "INC", "MF", "POV", "REP")
OUTGROWABLE = ("AGE", "EDU")
SHARED_BY_HOUSEHOLD = {
    "POV": 1.5,
    "INC": 1.2,
    "LIV": 1.6,
    "VIF": 1.2,
    "FAM": 0.5,
    "ID": 0.6,
    "AS": 0.8,
    "MF": 0.8,
}
RENEWAL = {"AGE": 1.0, "REP": 0.8, "PREG": 0.8, "SS": 0.08, "SS_B": 0.08, "SS_SL": 0.02, "DIZ": 0.05}
USUAL_RENEWAL = 0.35
WITHOUT_RISK = ("AGE", "DIZ_GR", "DIZ_TIP", "REP", "PREG", "SS_SL", "SUS_CS", "SUS_BR_ES")


@dataclass(frozen=True)
class Codes:
    """The drawn codes, C of them, in G categories; arrays are indexed by code unless said otherwise."""

    code: list[str]
    name: list[str]
    category: Integers
    categories: list[str]
    log_odds: Floats
    from_age: Floats
    below_age: Floats
    women_only: Booleans
    a_decade: Floats
    within: list[list[int]]
    not_beside: list[list[int]]
    otherwise: Booleans
    renewal: Floats
    #: by category
    household_spread: Floats
    at_risk: Booleans
    one_code_only: Booleans

    def of_category(self, category: str) -> Integers:
        """Give the places of a category's codes."""
        return np.flatnonzero(self.category == self.categories.index(category))

    @property
    def nothing_found(self) -> Booleans:
        """Codes that say that there is nothing to say (`VAI_99`): they have no row in the truth."""
        return pl.Series(self.code).str.contains(NOTHING_FOUND).to_numpy()


def _places(code: list[str], texts: pl.Series) -> list[list[int]]:
    return [[code.index(other) for other in text.split("|")] if text else [] for text in texts]


@cache
def all_codes() -> Codes:
    """Read the catalogue; a code that seeds/source_codes.csv does not hold is an error."""
    known = seed_table("source_codes.csv").filter(source="amc").select("code", "category", "name")
    table = pl.read_csv(DATA / "amc_codes.csv", schema_overrides={"share": pl.Float64})
    table = table.join(known, on="code", how="left", maintain_order="left")
    if table["category"].has_nulls():
        raise ValueError(
            f"not in seeds/source_codes.csv: {table.filter(pl.col('category').is_null())['code'].to_list()}"
        )
    categories = table["category"].unique(maintain_order=True).to_list()
    code = table["code"].to_list()
    share = table["share"].fill_null(0).clip(1e-9, 1 - 1e-9).to_numpy()
    return Codes(
        code=code,
        name=table["name"].to_list(),
        category=np.array([categories.index(category) for category in table["category"]]),
        categories=categories,
        log_odds=np.log(share / (1 - share)),
        from_age=table["from_age"].cast(pl.Float64).to_numpy(),
        below_age=table["below_age"].cast(pl.Float64).fill_null(float("inf")).to_numpy(),
        women_only=(table["sex"] == "female").fill_null(False).to_numpy(),
        a_decade=table["a_decade"].cast(pl.Float64).fill_null(0).to_numpy(),
        within=_places(code, table["within"]),
        not_beside=_places(code, table["not_beside"]),
        otherwise=(table["otherwise"] == 1).to_numpy(),
        renewal=np.array([RENEWAL.get(category, USUAL_RENEWAL) for category in table["category"]]),
        household_spread=np.array([SHARED_BY_HOUSEHOLD.get(category, 0.3) for category in categories]),
        at_risk=np.array([category not in WITHOUT_RISK for category in categories]),
        one_code_only=np.array([category in ONE_CODE_ONLY for category in categories]),
    )
