"""What an office would write in pandas: the shares of the frame `person`, from the lake's Parquet.

`python pandas_indicators.py DATA FIRST LAST OUT` reads `DATA/lake`, computes the quarters FIRST to LAST and writes
`OUT/<quarter>.parquet`: period, geo_level, geo_code, indicator, breakdown, category, numerator, denominator, value,
ci_low, ci_high, as `indicators.indicator_value` has them. Prints JSON: `seconds`, without imports,
and `loading`, which is 0.

Left out are the shares that rest on living conditions or answers of a SPOR assessment (`LIV-*`, `RES-*`): they would
double the script. Places are those with somebody in evidence in one of the quarters at least. Records, findings and
states are joined and grouped as wholes; quarters are done one after the other, so that only one has to fit in memory.
"""

import hashlib
import json
import re
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SYSTEMS = ["amc", "spor", "primero"]
ZONE = "Europe/Bucharest"
IDENTITY = ["record_key", "source", "period", "county_code", "siruta", "area"]
PERSONAL = ["cnp_key", "name_key", "name_sound_key", "sex", "birth_date"]
SPAN = ["work_status", "is_counted", "recorded_at", "removed_at"]
BREAKDOWNS = {"total": None, "sex": "sex", "age": "age_band", "area": "area"}
LEFT_OUT = ("LIV", "RES")


def seed(name: str) -> pd.DataFrame:
    return pd.read_csv(SEEDS / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])


def lake(data: Path, table: str, columns: list[str], deliveries: pd.Series | None = None) -> pd.DataFrame:
    """Read a table of the lake, of some deliveries or of all."""
    filters = None if deliveries is None else [("delivery", "in", list(deliveries))]
    return pd.read_parquet(
        data / "lake" / table,
        columns=["delivery", *columns],
        filters=filters,
        to_pandas_kwargs={"date_as_object": False},
    )


def text(numbers: pd.Series) -> pd.Series:
    """Whole numbers, some missing, as text."""
    return numbers.astype("Int64").astype("str").where(numbers.notna())


def starts_utc(days: pd.Series) -> pd.Series:
    """The first instant of days in Bucharest, in UTC."""
    return pd.to_datetime(days).dt.tz_localize(ZONE).dt.tz_convert("UTC").dt.tz_localize(None)


# --- which deliveries speak -------------------------------------------------------------------------------------------


def deliveries_in_force(data: Path, last: str) -> pd.DataFrame:
    """A row a delivery and county: source, delivery, period, scope, county_code, covers, is_in_force."""
    told = pd.concat(
        lake(data, f"{source}/deliveries", ["source", "period", "seen", "kind", "since"])
        for source in SYSTEMS
    )
    counties = pd.concat(
        lake(data, f"{source}/delivery_counties", ["county_code", "covers"]) for source in SYSTEMS
    )
    rows = told[told["period"] <= last].merge(counties, on="delivery")
    rows["covers"] = rows["covers"].astype(bool)
    rows = rows.sort_values(["period", "seen", "delivery"], ascending=False, ignore_index=True)

    by_county = rows.groupby(["source", "county_code"], dropna=False)
    adds_up = (rows["kind"] == "changes") & rows["since"].isna()
    newest = adds_up | ~rows.duplicated(["source", "county_code", "covers", "period"])
    is_covered = by_county["covers"].transform("any")
    tells_counties = rows.groupby("source")["county_code"].transform("count") > 0
    rows["whole"] = rows["period"].where(rows["covers"] & newest & (rows["kind"] == "whole"))
    whole_from = by_county["whole"].transform("max")
    speaks_here = (
        rows["covers"]
        & newest
        & (whole_from.isna() | (rows["period"] >= whole_from))
        & (rows["county_code"].notna() | ~tells_counties)
    )
    rows["speaks"] = speaks_here.groupby(rows["delivery"]).transform("any")
    newest_stray = ~rows.duplicated(["source", "county_code", "covers", "speaks"])
    rows["is_in_force"] = speaks_here.where(rows["covers"], rows["speaks"] & ~is_covered & newest_stray)

    covering = rows[rows["covers"]].sort_values("county_code").groupby("delivery")["county_code"]
    rows["scope"] = rows["delivery"].map(covering.agg(scope_of))
    return rows.dropna(subset=["scope"])


def scope_of(counties: pd.Series) -> str:
    """The name of a delivery's counties; thousands of deliveries at most."""
    names = "+".join(counties.dropna())
    if not names:
        return "RO"
    return names if len(counties) <= 3 else hashlib.md5(names.encode()).hexdigest()[:8]


def speaking(force: pd.DataFrame, source: str) -> pd.DataFrame:
    """Deliveries of a source of which something is in force: delivery, scope, period, speaks_for_all."""
    rows = force[force["source"] == source]
    rows = rows.assign(superseded=rows["covers"] & ~rows["is_in_force"])
    found = rows.groupby(["delivery", "scope", "period"], as_index=False).agg(
        any_in_force=("is_in_force", "any"), superseded=("superseded", "any")
    )
    found["speaks_for_all"] = ~found["superseded"]
    return found.loc[found["any_in_force"], ["delivery", "scope", "period", "speaks_for_all"]]


def current_spor(data: Path, force: pd.DataFrame, table: str, columns: list[str]) -> pd.DataFrame:
    """The newest version of each record of a table of SPOR that is not struck, with its scope and period."""
    rows = force[(force["source"] == "spor") & force["is_in_force"] & force["covers"]]
    deliveries = rows[["delivery", "scope", "period"]].drop_duplicates()
    found = lake(data, f"spor/{table}", ["id", *columns], deliveries["delivery"]).merge(
        deliveries, on="delivery"
    )
    struck = lake(data, "spor/tombstones", ["table_name", "record_id"], deliveries["delivery"])
    struck = struck[struck["table_name"] == table].merge(deliveries, on="delivery")
    struck = struck.groupby(["scope", "record_id"], as_index=False).agg(struck_in=("period", "max"))
    found = found.sort_values("period", ascending=False).drop_duplicates(["scope", "id"])
    found = found.merge(struck.rename(columns={"record_id": "id"}), on=["scope", "id"], how="left")
    return found[~(found["struck_in"] >= found["period"]).fillna(False)].drop(columns="struck_in")


# --- people as each system records them -------------------------------------------------------------------------------


def in_counties_that_speak(rows: pd.DataFrame, force: pd.DataFrame) -> pd.DataFrame:
    own = force[["delivery", "county_code", "is_in_force"]]
    rows = rows.merge(own, on=["delivery", "county_code"], how="left")
    speaks = rows["is_in_force"].astype("boolean")
    return rows[speaks.fillna(rows["county_code"].notna() | rows["speaks_for_all"]).astype(bool)]


def amc_records(data: Path, force: pd.DataFrame, uats: pd.DataFrame) -> pd.DataFrame:
    deliveries = speaking(force, "amc")
    columns = ["id", "type", "status", "cnp_key", "gender", "date_of_birth", "work_status", "county_id"]
    columns += ["city_id", "created_at", "updated_at", "name_key", "name_sound_key"]
    people = lake(data, "amc/beneficiaries", columns, deliveries["delivery"])
    cities = lake(data, "amc/cities", ["id", "level", "parent_id"], deliveries["delivery"])
    cities["siruta"] = text(cities["parent_id"].where(cities["level"] == 3, cities["id"]))
    cities = cities.merge(uats, on="siruta").rename(columns={"id": "city_id"})
    counties = lake(data, "amc/counties", ["id", "siruta"], deliveries["delivery"])
    counties["siruta"] = text(counties["siruta"])
    counties = counties.merge(seed("counties")[["siruta", "county_code"]], on="siruta")
    counties = counties.rename(columns={"id": "county_id", "county_code": "own_county"})

    people = people.merge(
        cities[["delivery", "city_id", "siruta", "area", "county_code"]],
        on=["delivery", "city_id"],
        how="left",
    )
    people = people.merge(
        counties[["delivery", "county_id", "own_county"]], on=["delivery", "county_id"], how="left"
    )
    people["county_code"] = people["county_code"].fillna(people["own_county"])
    people = in_counties_that_speak(people.merge(deliveries, on="delivery"), force)
    removed = people["status"] == "removed"
    return people.assign(
        record_key="amc:" + people["scope"] + ":" + text(people["id"]),
        source="amc",
        sex=people["gender"],
        birth_date=people["date_of_birth"],
        is_counted=people["type"].fillna("") != "ocasional",
        recorded_at=people["created_at"],
        removed_at=people["updated_at"].fillna(people["created_at"]).where(removed),
    )


def primero_records(data: Path, force: pd.DataFrame, uats: pd.DataFrame) -> pd.DataFrame:
    deliveries = speaking(force, "primero")
    columns = ["case_id", "status", "registration_date", "date_of_birth", "sex", "cnp_key", "name_key"]
    columns += ["name_sound_key", "location", "county", "protection_concerns", "date_closure"]
    cases = lake(data, "primero/cases", columns, deliveries["delivery"])
    cases = cases[cases["status"].fillna("") != "duplicate"]
    cases["siruta"] = text(cases["location"])
    cases = cases.merge(uats, on="siruta", how="left")
    cases["siruta"] = cases["siruta"].where(cases["area"].notna())
    cases["county_code"] = cases["county_code"].fillna(cases["county"])
    cases = in_counties_that_speak(cases.merge(deliveries, on="delivery"), force)
    closed = cases["status"] == "closed"
    return cases.assign(
        record_key="primero:" + cases["scope"] + ":" + cases["case_id"],
        source="primero",
        birth_date=cases["date_of_birth"],
        work_status=None,
        is_counted=cases["registration_date"].notna()
        & ((cases["status"] == "open") | (closed & cases["date_closure"].notna())),
        recorded_at=starts_utc(cases["registration_date"]),
        removed_at=starts_utc(cases["date_closure"]).where(closed),
    )


def spor_households(data: Path, force: pd.DataFrame, uats: pd.DataFrame) -> pd.DataFrame:
    """Where SPOR's households are: scope, household_id, household_county, household_siruta, household_area."""
    found = current_spor(data, force, "households", ["uat", "residence"])
    found["siruta"] = text(found["uat"])
    found = found.merge(uats, on="siruta", how="left")
    return pd.DataFrame(
        {
            "scope": found["scope"],
            "household_id": found["id"],
            "household_county": found["county_code"].fillna(found["scope"]),
            "household_siruta": found["siruta"].where(found["area"].notna()),
            "household_area": found["residence"].fillna(found["area"]),
        }
    )


def spor_spells(data: Path, force: pd.DataFrame, households: pd.DataFrame) -> pd.DataFrame:
    """Who belonged to which household of SPOR, with the household's place."""
    columns = ["person_id", "household_id", "joined_on", "left_on"]
    spells = current_spor(data, force, "memberships", columns).merge(households, on=["scope", "household_id"])
    return spells.sort_values(["joined_on", "id"], ignore_index=True)


def spor_records(
    data: Path, force: pd.DataFrame, spells: pd.DataFrame, day_after: pd.Timestamp
) -> pd.DataFrame:
    columns = ["cnp_key", "name_key", "name_sound_key", "sex", "birth_date", "registered_at", "removed_at"]
    people = current_spor(data, force, "persons", columns).rename(columns={"id": "person_id"})
    newest = spells[spells["joined_on"] < day_after].drop_duplicates(["scope", "person_id"], keep="last")
    places = ["household_county", "household_siruta", "household_area"]
    people = people.merge(newest[["scope", "person_id", *places]], on=["scope", "person_id"], how="left")
    return people.assign(
        record_key="spor:" + people["scope"] + ":" + text(people["person_id"]),
        source="spor",
        county_code=people["household_county"].fillna(people["scope"]),
        siruta=people["household_siruta"],
        area=people["household_area"],
        work_status=None,
        is_counted=True,
        recorded_at=people["registered_at"],
    )


# --- which records are of one person ----------------------------------------------------------------------------------


def linked(records: pd.DataFrame) -> pd.Series:
    """The person of each record: by CNP, by name, by a name that sounds alike, by name within the county."""
    has_cnp = records["cnp_key"].notna()
    person = ("c:" + records["cnp_key"]).where(has_cnp, "r:" + records["record_key"])

    keys = ["birth_date", "sex", "siruta", "name_key"]
    named = records.dropna(subset=keys)
    named = named[named.duplicated(keys, keep=False)]
    groups = named.groupby(keys)
    cnps = groups["cnp_key"].transform("nunique")
    cnp = groups["cnp_key"].transform("min")
    without = named[named["cnp_key"].isna()]
    first = without.groupby(keys)["record_key"].transform("min")
    by_name = ("c:" + cnp[without.index]).where(cnps[without.index] == 1, "r:" + first)
    person.update(by_name[cnps[without.index] <= 1])

    keys = ["birth_date", "sex", "siruta", "name_sound_key"]
    alike = records.assign(person=person).dropna(subset=keys)
    alike = alike[alike.duplicated(keys, keep=False)]
    alike["with_cnp"] = alike["person"].where(alike["person"].str.startswith("c:"))
    people = alike.drop_duplicates([*keys, "source", "person"]).groupby(keys).size()
    groups = alike.groupby(keys).agg(
        first=("person", "min"),
        people=("person", "nunique"),
        cnps=("with_cnp", "nunique"),
        sources=("source", "nunique"),
    )
    one = groups[(groups["people"] > 1) & (groups["cnps"] <= 1) & (people == groups["sources"])]
    alike = alike[alike["with_cnp"].isna()].join(one["first"], on=keys, how="inner")
    person.update(alike["first"])

    keys = ["birth_date", "sex", "county_code", "name_key"]
    placeless = (records["siruta"].isna() & ~has_cnp).rename("placeless")
    known = records.assign(person=person)[~placeless].dropna(subset=keys)
    groups = known.groupby(keys)["person"].agg(["min", "nunique"])
    one = groups.loc[groups["nunique"] == 1, "min"]
    person.update(records[placeless].join(one.rename("person"), on=keys, how="inner")["person"])
    return person.where(~person.str.startswith("c:"), person.str[:34])


# --- states -----------------------------------------------------------------------------------------------------------


def known_findings(findings: pd.DataFrame, source: str) -> pd.DataFrame:
    """Add vulnerability and dimension; dimensions on which the source does not speak are no dimension."""
    codes = seed("source_codes")
    codes = codes.loc[codes["source"] == source, ["code", "vulnerability"]]
    codes = codes.merge(seed("vulnerabilities")[["vulnerability", "dimension"]], on="vulnerability")
    codes = codes[codes["dimension"].isin(speakers(source))]
    return findings.merge(codes, on="code", how="left")


def speakers(source: str) -> list[str]:
    """The dimensions on which a source speaks."""
    precedence = seed("source_precedence")
    spoken = precedence.loc[precedence["source"] == source, "attribute"]
    return sorted(set(spoken) & set(seed("dimensions")["dimension"]))


def amc_states(data: Path, people: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The nurses' states tell of all dimensions on which they speak."""
    columns = ["id", "beneficiary_id", "codes", "created_at"]
    entries = lake(data, "amc/vulnerability_entries", columns, people["delivery"].unique())
    entries = entries.merge(
        people[["delivery", "id", "record"]].rename(columns={"id": "beneficiary_id"}),
        on=["delivery", "beneficiary_id"],
    )
    entries = entries[entries["codes"].str.len() > 0].reset_index(drop=True)
    findings = pd.DataFrame({"state": entries.index, "code": entries["codes"]}).explode("code")
    findings = known_findings(findings.astype({"code": "str"}), "amc").dropna(subset=["dimension"])
    states = pd.DataFrame(
        {"record": entries["record"], "recorded_at": entries["created_at"], "record_id": entries["id"]}
    )
    told = pd.MultiIndex.from_product([states.index, speakers("amc")], names=["state", "dimension"])
    return states, findings, told.to_frame(index=False)


def primero_states(cases: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """A case tells of the dimensions in which it holds a concern, since it was registered."""
    cases = cases[cases["is_counted"] & (cases["protection_concerns"].str.len() > 0)].reset_index(drop=True)
    findings = pd.DataFrame({"state": cases.index, "code": cases["protection_concerns"]}).explode("code")
    findings = known_findings(findings.astype({"code": "str"}), "primero").dropna(subset=["dimension"])
    states = pd.DataFrame({"record": cases["record"], "recorded_at": cases["recorded_at"], "record_id": 0})
    return states, findings, findings[["state", "dimension"]].drop_duplicates()


def spor_states(
    data: Path, force: pd.DataFrame, people: pd.DataFrame, households: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """An assessment answers vulnerability by vulnerability, of a person or of everybody assessed in the household."""
    assessments = current_spor(data, force, "assessments", ["household_id", "assessed_at"])
    assessments = assessments.merge(households[["scope", "household_id"]], on=["scope", "household_id"])
    assessments = assessments[["scope", "id", "assessed_at"]].rename(columns={"id": "assessment_id"})
    answers = current_spor(
        data, force, "person_assessments", ["assessment_id", "person_id", "activity_status"]
    )
    answers = answers.merge(assessments, on=["scope", "assessment_id"])
    answers = answers.merge(people[["scope", "person_id", "record"]], on=["scope", "person_id"])
    answers = answers.sort_values(["period", "id"]).drop_duplicates(["assessment_id", "record"], keep="last")
    statuses = seed("activity_statuses")[["activity_status", "work_status"]]
    answers = answers.merge(statuses, on="activity_status", how="left")
    answers["state"] = np.arange(len(answers))

    found = current_spor(data, force, "findings", ["assessment_id", "person_id", "vulnerability", "state"])
    found = found.rename(columns={"vulnerability": "code", "state": "answer"})
    found = found.loc[
        found["answer"].isin(["present", "absent"]), ["scope", "assessment_id", "person_id", "code", "answer"]
    ]
    answered = answers[["scope", "assessment_id", "person_id", "state"]]
    of_household = found[found["person_id"].isna()].drop(columns="person_id")
    findings = pd.concat(
        [
            found.dropna(subset=["person_id"]).merge(answered, on=["scope", "assessment_id", "person_id"]),
            of_household.merge(answered, on=["scope", "assessment_id"]),
        ]
    )[["state", "code", "answer"]]
    answers = answers[answers["state"].isin(findings["state"])]
    findings = known_findings(findings, "spor").dropna(subset=["dimension"])
    states = answers.set_index("state")[["record", "assessed_at", "assessment_id", "work_status"]]
    states = states.rename(columns={"assessed_at": "recorded_at", "assessment_id": "record_id"})
    told = findings[["state", "dimension"]].drop_duplicates()
    findings = findings[findings["answer"] == "present"]
    return states, findings[["state", "vulnerability", "dimension"]].drop_duplicates(), told


# --- a quarter --------------------------------------------------------------------------------------------------------


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
        columns = [*IDENTITY, *PERSONAL, *SPAN]
        records = pd.concat([rows[columns] for rows in people.values()], ignore_index=True)
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


# --- indicators -------------------------------------------------------------------------------------------------------


def indicators() -> pd.DataFrame:
    """The shares of people, one row a share: indicator, column, breakdown, category, numerator, denominator."""
    rows = seed("indicators")
    rows = rows[(rows["unit_of_analysis"] == "person") & (rows["measure"] == "share")]
    rows = rows[~rows["indicator"].str.startswith(LEFT_OUT)]
    codes = seed("vulnerabilities").query("dimension != 'EMP'")
    each = rows[rows["each"] == "vulnerability"].merge(codes[["vulnerability", "dimension"]], how="cross")
    each["breakdown"], each["category"] = "vulnerability", each["vulnerability"]
    each["numerator"] = each["vulnerability"]
    each["denominator"] = each["dimension_y"].str.lower() + "_assessed"
    rows = pd.concat([rows[rows["each"].isna()].assign(breakdown=None, category=None), each])
    rows["column"] = [f"i{number}" for number in range(len(rows))]
    return rows[["indicator", "column", "breakdown", "category", "numerator", "denominator"]]


def in_pandas(expression: str) -> str:
    """Write an expression of the catalogue, which is SQL, as `DataFrame.eval` takes it."""
    expression = re.sub(r"\bcoalesce\((.*?), false\)", r"(\1)", expression)
    expression = re.sub(r"(\w+) between (\d+) and (\d+)", r"(\1 >= \2 and \1 <= \3)", expression)
    expression = re.sub(r"case when (.*?) then 1 else 0 end", r"(\1) * 1", expression)
    return re.sub(r" = ", " == ", expression).replace("true", "True")


def wilson(n: np.ndarray, d: np.ndarray, z: float, side: int) -> np.ndarray:
    """A bound of Wilson's interval of shares n of d; nan where d is 0."""
    bound = (n + z * z / 2 + side * z * np.sqrt(n * (d - n) / d + z * z / 4)) / (d + z * z)
    return np.where(d > 0, np.clip(bound, 0, 1), np.nan)


def long(
    sums: pd.DataFrame, catalogue: pd.DataFrame, period: str, level: str, breakdown: str
) -> pd.DataFrame:
    """Rows of the indicators from their sums, whose index is (geo_code, category)."""
    rows, columns = len(sums), len(catalogue)
    return pd.DataFrame(
        {
            "period": period,
            "geo_level": level,
            "geo_code": np.repeat(sums.index.get_level_values(0), columns),
            "indicator": np.tile(catalogue["indicator"], rows),
            "breakdown": np.tile(catalogue["breakdown"].fillna(breakdown), rows),
            "category": np.where(
                np.tile(catalogue["category"].isna(), rows),
                np.repeat(sums.index.get_level_values(1), columns),
                np.tile(catalogue["category"], rows),
            ),
            "numerator": sums[[f"{name}_n" for name in catalogue["column"]]].to_numpy("int64").ravel(),
            "denominator": sums[[f"{name}_d" for name in catalogue["column"]]].to_numpy("int64").ravel(),
        }
    )


def quarter(
    cells: pd.DataFrame, period: str, places: dict[str, list[str]], catalogue: pd.DataFrame
) -> pd.DataFrame:
    """All rows of a quarter, from its cells; every place has every category."""
    categories = seed("breakdowns").groupby("breakdown")["category"].agg(list)
    split, by_code = catalogue[catalogue["breakdown"].isna()], catalogue.dropna(subset=["breakdown"])
    numbers = [column for column in cells.columns if column.endswith(("_n", "_d"))]
    cells = cells.assign(country="RO", total="all")
    parts = []
    for level, place in (("country", "country"), ("county", "county_code"), ("uat", "siruta")):
        for breakdown, column in BREAKDOWNS.items():
            sums = cells.groupby([place, column or "total"], observed=True)[numbers].sum()
            grid = pd.MultiIndex.from_product([places[level], categories[breakdown]])
            sums = sums.reindex(grid, fill_value=0)
            parts.append(long(sums, split, period, level, breakdown))
            if breakdown == "total":
                codes = long(sums, by_code, period, level, breakdown)
                parts.append(codes[codes["denominator"] > 0])
    rows = pd.concat(parts, ignore_index=True)
    n, d = rows["numerator"].to_numpy(float), rows["denominator"].to_numpy(float)
    z = float(seed("thresholds").set_index("threshold").loc["interval_z", "value"])
    with np.errstate(divide="ignore", invalid="ignore"):
        return rows.assign(value=n / d, ci_low=wilson(n, d, z, -1), ci_high=wilson(n, d, z, 1))


def main(data: Path, first: str, last: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    catalogue = indicators()
    country = Country(data, last)
    quarters = pd.period_range(first.replace("-", ""), last.replace("-", ""), freq="Q")
    cells = {
        period: country.cells(period, catalogue) for period in (f"{q.year}-Q{q.quarter}" for q in quarters)
    }
    del country
    seen = pd.concat(rows[["county_code", "siruta"]] for rows in cells.values())
    places = {
        "country": ["RO"],
        "county": sorted(seen["county_code"].dropna().unique()),
        "uat": sorted(seen["siruta"].dropna().unique()),
    }
    for period, rows in cells.items():
        quarter(rows, period, places, catalogue).to_parquet(out / f"{period}.parquet", index=False)


if __name__ == "__main__":
    began = time.perf_counter()
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    print(json.dumps({"loading": 0.0, "seconds": time.perf_counter() - began}))
