"""The vulnerabilities as the simulator draws them: how frequent, for whom, together with what.

`codes.csv` holds, per vulnerability: share (of those it can concern, in a household at risk, at 40 years of age),
from_age and below_age (years), sex, a_decade (change of the log odds with ten years of age), within (that which must
stand beside it), of_household (1: a finding of the household as a whole), lasting (1: it does not mend in months).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from simulation.arrays import Booleans, Floats, Integers
from simulation.places import seed_table

TABLE = Path(__file__).with_name("codes.csv")
UNKNOWN_CODE = "hea_not_in_catalogue"
DIMENSIONS = ("DOC", "EDU", "EMP", "INC", "HOU", "FAM", "HEA")
NOWHERE = -1
RENEWAL = 0.35
RENEWAL_OF_LASTING = 0.04


@dataclass(frozen=True)
class Codes:
    """The drawn vulnerabilities, arrays by place in `code`; `within` is NOWHERE where it needs no other."""

    code: list[str]
    dimension: Integers
    log_odds: Floats
    from_age: Floats
    below_age: Floats
    women_only: Booleans
    a_decade: Floats
    within: Integers
    of_household: Booleans
    renewal: Floats

    def places(self, *codes: str) -> Integers:
        """Give the places of some codes."""
        return np.array([self.code.index(code) for code in codes], dtype=np.int64)

    def texts(self) -> pl.Series:
        """Give all codes, and UNKNOWN_CODE after the last."""
        return pl.Series([*self.code, UNKNOWN_CODE])


@cache
def all_codes() -> Codes:
    """Read the table; a code that seeds/vulnerabilities.csv does not hold is an error."""
    known = seed_table("vulnerabilities.csv").select("vulnerability", "dimension")
    table = pl.read_csv(TABLE, schema_overrides={"share": pl.Float64, "a_decade": pl.Float64})
    table = table.join(known, on="vulnerability", how="left", maintain_order="left")
    if table["dimension"].has_nulls():
        unknown = table.filter(pl.col("dimension").is_null())["vulnerability"].to_list()
        raise ValueError(f"not in seeds/vulnerabilities.csv: {unknown}")
    code, share = table["vulnerability"].to_list(), table["share"].to_numpy()
    return Codes(
        code=code,
        dimension=np.array([DIMENSIONS.index(dimension) for dimension in table["dimension"]]),
        log_odds=np.log(share / (1 - share)),
        from_age=table["from_age"].cast(pl.Float64).to_numpy(),
        below_age=table["below_age"].cast(pl.Float64).fill_null(float("inf")).to_numpy(),
        women_only=(table["sex"] == "female").fill_null(False).to_numpy(),
        a_decade=table["a_decade"].fill_null(0).to_numpy(),
        within=np.array([code.index(other) if other else NOWHERE for other in table["within"]]),
        of_household=(table["of_household"] == 1).to_numpy(),
        renewal=np.where(table["lasting"] == 1, RENEWAL_OF_LASTING, RENEWAL),
    )


@dataclass(frozen=True)
class Actions:
    """The actions of seeds/actions.csv, arrays by place in `code`.

    `answering[first[v] : first[v + 1]]` are the places of the actions that answer the vulnerability number v.
    """

    code: list[str]
    profession: list[str]
    answering: Integers
    first: Integers

    def answer(self, rng: np.random.Generator, vulnerability: Integers) -> Integers:
        """Draw an action for each vulnerability, NOWHERE where none answers it."""
        first, last = self.first[vulnerability], self.first[vulnerability + 1]
        drawn = first + (rng.random(len(vulnerability)) * (last - first)).astype(np.int64)
        return np.where(last > first, np.append(self.answering, NOWHERE)[drawn], NOWHERE)


@cache
def all_actions() -> Actions:
    """Read the catalogue of actions, and what they answer."""
    actions = seed_table("actions.csv")
    code, vulnerabilities = actions["action"].to_list(), all_codes().code
    answers = seed_table("action_vulnerabilities.csv").filter(pl.col("vulnerability").is_in(vulnerabilities))
    to = np.array([vulnerabilities.index(vulnerability) for vulnerability in answers["vulnerability"]])
    order = np.argsort(to, kind="stable")
    return Actions(
        code=code,
        profession=actions["profession"].to_list(),
        answering=np.array([code.index(action) for action in answers["action"]])[order],
        first=np.searchsorted(to[order], np.arange(len(vulnerabilities) + 1)),
    )
