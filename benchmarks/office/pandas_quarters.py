"""Who is in evidence at a quarter's end, each once, with the state and the place of the time."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from pandas_lake import ZONE, deliveries_in_force, seed
from pandas_records import amc_records, linked, primero_records, spor_households, spor_records, spor_spells
from pandas_states import amc_states, primero_states, spor_states

RECORD = ["record_key", "source", "period", "county_code", "siruta", "area", "sex", "birth_date"]
RECORD += ["cnp_key", "name_key", "name_sound_key", "work_status", "is_counted", "recorded_at", "removed_at"]


class Country:
    """Records, states and spells of all systems, read once; `cells` gives the sums of one quarter."""

    def __init__(self, data: Path, last: str) -> None:
        uats = seed("uats")[["siruta", "county_code", "area"]]
        force = deliveries_in_force(data, last)
        households = spor_households(data, force, uats)
        self.spells = spor_spells(data, force, households)
        day_after = pd.Period(last.replace("-", ""), "Q").end_time.normalize() + pd.Timedelta(days=1)
        people = {
            "amc": amc_records(data, force, uats),
            "spor": spor_records(data, force, self.spells, day_after),
            "primero": primero_records(data, force, uats),
        }
        records = pd.concat([rows[RECORD] for rows in people.values()], ignore_index=True)
        # numbered in the order of their keys, which decides between records that are alike otherwise
        records = records.sort_values("record_key", ignore_index=True)
        records["record"] = records.index
        records["person"] = pd.factorize(linked(records))[0]
        numbers = records[["record_key", "record"]]
        people = {source: rows.merge(numbers, on="record_key") for source, rows in people.items()}
        self.records = records.drop(columns=["record_key", "cnp_key", "name_key", "name_sound_key"])

        self.spells = self.spells.merge(people["spor"][["scope", "person_id", "record"]])
        following = self.spells.groupby("record")["joined_on"].shift(-1)
        left_on = self.spells["left_on"]
        self.spells["valid_to"] = left_on.where((left_on < following) | following.isna(), following)

        parts = [
            amc_states(data, people["amc"]),
            spor_states(data, force, people["spor"], households),
            primero_states(people["primero"]),
        ]
        self.states, self.findings, self.told = (
            pd.concat(kind, keys=range(len(parts)), names=["part"]) for kind in zip(*parts, strict=True)
        )
        self._number_states()
        self.ranks = seed("source_precedence").astype({"rank": int})
        self.vulnerabilities = seed("vulnerabilities")
        self.dimensions = sorted(seed("dimensions")["dimension"])
        self.bands = seed("age_bands")
        self.age_max = float(seed("thresholds").set_index("threshold").loc["age_max", "value"])

    def _number_states(self) -> None:
        """Give the states of the three systems numbers of one series."""
        states = self.states.reset_index(names=["part", "state"])
        numbers = states[["part", "state"]].assign(number=states.index)
        for name in ("findings", "told"):
            rows = getattr(self, name).reset_index("part").merge(numbers, on=["part", "state"])
            setattr(self, name, rows.drop(columns=["part", "state"]).rename(columns={"number": "state"}))
        states["state"] = states.index
        self.states = states.drop(columns="part").sort_values(["recorded_at", "record_id"])

    def first_known(
        self, rows: pd.DataFrame, attribute: str, columns: list[str], order: list[str]
    ) -> pd.DataFrame:
        """The first known value of each column among a person's records, in the order of the attribute's sources."""
        ranks = self.ranks[self.ranks["attribute"] == attribute].set_index("source")["rank"]
        rows = rows.assign(rank=rows["source"].map(ranks)).dropna(subset=["rank"])
        return rows.sort_values(["rank", *order]).groupby("person")[columns].first()

    def at_the_end_of(self, period: str) -> pd.DataFrame:
        """A row a record in evidence, with its state and place of the time."""
        last_day = pd.Period(period.replace("-", ""), "Q").end_time.normalize()
        ends_at = (last_day + pd.Timedelta(days=1)).tz_localize(ZONE).tz_convert("UTC").tz_localize(None)
        records = self.records
        rows = records[
            records["is_counted"]
            & (records["recorded_at"] < ends_at)
            & (records["removed_at"].isna() | (records["removed_at"] >= ends_at))
        ]
        states = self.states[self.states["recorded_at"] < ends_at].drop_duplicates("record", keep="last")
        states = states.rename(columns={"recorded_at": "state_at", "work_status": "state_work"})
        rows = rows.merge(states[["record", "state", "state_at", "state_work"]], on="record", how="left")
        spells = self.spells[
            (self.spells["joined_on"] <= last_day)
            & (self.spells["valid_to"].isna() | (self.spells["valid_to"] > last_day))
        ]
        places = ["household_county", "household_siruta", "household_area"]
        rows = rows.merge(spells[["record", *places]], on="record", how="left")
        is_spor = rows["source"] == "spor"
        rows["county_code"] = rows["household_county"].where(is_spor).fillna(rows["county_code"])
        rows["siruta"] = rows["siruta"].where(~is_spor, rows["household_siruta"])
        rows["area"] = rows["area"].where(~is_spor, rows["household_area"])
        rows["work_status"] = rows["state_work"].fillna(rows["work_status"].where(rows["period"] == period))

        born = rows["birth_date"].dt
        before_birthday = (born.month > last_day.month) | (
            (born.month == last_day.month) & (born.day > last_day.day)
        )
        age = last_day.year - born.year - before_birthday
        rows["age"] = age.where((rows["birth_date"] <= last_day) & (age <= self.age_max))
        local = rows["state_at"].dt.tz_localize("UTC").dt.tz_convert(ZONE).dt.tz_localize(None)
        rows["state_age_days"] = (last_day - local.dt.normalize()).dt.days
        return rows.drop(columns=["birth_date", "state_at", "state_work", *places])

    def people(self, period: str) -> pd.DataFrame:
        """A row a person in evidence in one system at least, with the flags that the indicators ask for."""
        rows = self.at_the_end_of(period)
        several = rows.duplicated("person", keep=False)
        shared = rows[several]
        newest = ["state_age_days", "record"]
        columns = ["county_code", "siruta", "area", "sex", "age", "work_status"]
        shared = shared.assign(placeless=shared["siruta"].isna())
        ranks = self.ranks[self.ranks["attribute"] == "place"].set_index("source")["rank"]
        by_place = shared.assign(rank=shared["source"].map(ranks)).sort_values(
            ["placeless", "rank", "record"]
        )
        told = [
            by_place.groupby("person")[["county_code", "siruta", "area"]].first(),
            self.first_known(shared, "sex", ["sex"], newest),
            self.first_known(shared, "birth_date", ["age"], newest),
            self.first_known(shared, "work_status", ["work_status"], newest),
        ]
        people = pd.concat([rows[~several].set_index("person")[columns], pd.concat(told, axis=1)[columns]])

        # of each dimension, the state that tells it
        telling = rows.dropna(subset=["state"]).astype({"state": "int64"})
        telling = telling[["person", "record", "source", "state", "state_age_days"]].merge(
            self.told, on="state"
        )
        state_age = telling.groupby("person")["state_age_days"].min()
        again = telling.duplicated(["person", "dimension"], keep=False)
        ranks = self.ranks.rename(columns={"attribute": "dimension"})[["dimension", "source", "rank"]]
        chosen = telling[again].merge(ranks, on=["dimension", "source"])
        chosen = chosen.sort_values(["rank", *newest]).drop_duplicates(["person", "dimension"])
        chosen = pd.concat([telling[~again], chosen])[["person", "state", "dimension"]]
        found = chosen.merge(self.findings, on=["state", "dimension"])

        people["state_age_days"] = state_age.reindex(people.index)
        people["assessed"] = people["state_age_days"].notna()
        people["employment_known"] = people["work_status"].notna()
        people["not_working"] = (people["work_status"] == "no").fillna(False).astype(bool)
        edges = [*self.bands["age_from"].astype(int), int(self.bands["age_to"].astype(int).max()) + 1]
        people["age_band"] = pd.cut(people["age"], edges, right=False, labels=self.bands["age_band"])
        names = [f"{name.lower()}_assessed" for name in self.dimensions]
        return pd.concat(
            [
                people,
                flags(chosen["person"], chosen["dimension"], people.index, self.dimensions, names),
                flags(found["person"], found["dimension"], people.index, self.dimensions),
                flags(
                    found["person"],
                    found["vulnerability"],
                    people.index,
                    self.vulnerabilities["vulnerability"],
                ),
            ],
            axis=1,
        )

    def cells(self, period: str, catalogue: pd.DataFrame) -> pd.DataFrame:
        """Sums of each indicator by county, UAT, sex, age band and area: `<column>_n`, `<column>_d`."""
        people = self.people(period)
        keys = ["county_code", "siruta", "sex", "age_band", "area"]
        columns = {name: people[name] for name in people.columns if name not in keys or name == "sex"}
        expressions = pd.unique(catalogue[["numerator", "denominator"]].to_numpy().ravel())
        holds = {
            expression: np.broadcast_to(pd.eval(in_pandas(expression), local_dict=columns), len(people))
            for expression in expressions
        }
        sums = {}
        for row in catalogue.itertuples():
            sums[f"{row.column}_d"] = holds[row.denominator]
            sums[f"{row.column}_n"] = holds[row.denominator] & holds[row.numerator]
        counted = pd.concat([people[keys], pd.DataFrame(sums, index=people.index)], axis=1)
        return counted.groupby(keys, dropna=False, observed=True).sum().reset_index()


def flags(
    people: pd.Series, codes: pd.Series, index: pd.Index, names: list[str], called: list[str] | None = None
) -> pd.DataFrame:
    """A boolean column each code: does a person (a value of `index`) have it."""
    found = np.zeros((len(index), len(names)), dtype=bool)
    found[index.get_indexer(people), pd.Index(names).get_indexer(codes)] = True
    return pd.DataFrame(found, index=index, columns=called or [name.lower() for name in names])


def in_pandas(expression: str) -> str:
    """Write an expression of the catalogue, which is SQL, as `DataFrame.eval` takes it."""
    expression = re.sub(r"\bcoalesce\((.*?), false\)", r"(\1)", expression)
    expression = re.sub(r"(\w+) between (\d+) and (\d+)", r"(\1 >= \2 and \1 <= \3)", expression)
    expression = re.sub(r"case when (.*?) then 1 else 0 end", r"(\1) * 1", expression)
    return re.sub(r" = ", " == ", expression).replace("true", "True")
