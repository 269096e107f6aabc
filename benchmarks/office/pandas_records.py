"""The people as each system records them, and which records are of one person."""

from pathlib import Path

import pandas as pd
from pandas_lake import current_spor, lake, seed, speaking, starts_utc, text


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
