"""The lake and the catalogues as frames, and which deliveries speak."""

import hashlib
from pathlib import Path

import pandas as pd

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
SYSTEMS = ["amc", "spor", "primero"]
#: systems of which each delivery is all there is
DUMPS = ["amc", "primero"]
ZONE = "Europe/Bucharest"


def seed(name: str) -> pd.DataFrame:
    return pd.read_csv(SEEDS / f"{name}.csv", dtype=str, keep_default_na=False, na_values=[""])


def lake(data: Path, table: str, columns: list[str], deliveries: pd.Series | None = None) -> pd.DataFrame:
    """Read a table of the lake, of some deliveries or of all."""
    if deliveries is not None and table.split("/", maxsplit=1)[0] in DUMPS:
        return dumps(data, table, columns, deliveries)
    filters = None if deliveries is None else [("delivery", "in", list(deliveries))]
    return pd.read_parquet(
        data / "lake" / table,
        columns=["delivery", *columns],
        filters=filters,
        to_pandas_kwargs={"date_as_object": False},
    )


def dumps(data: Path, table: str, columns: list[str], deliveries: pd.Series) -> pd.DataFrame:
    """Read a table of dumps: each stores what the one before in its chain does not hold, and says what is gone."""
    source, name = table.split("/")
    receipts = lake(data, f"{source}/deliveries", ["chain", "link"])
    gone = lake(data, f"{source}/delivery_gone_rows", ["table_name", "stored_in", "row_number"])
    gone = (
        gone[gone["table_name"] == name]
        .merge(receipts, on="delivery")
        .drop(columns=["delivery", "table_name"])
    )
    asked = receipts[receipts["delivery"].isin(deliveries)]
    links = asked.merge(receipts, on="chain", suffixes=("", "_stored"))
    links = links[links["link"] >= links["link_stored"]]
    parts = []
    for stored_in, standing in links.groupby("delivery_stored"):
        rows = pd.read_parquet(
            data / "lake" / table / f"{stored_in}.parquet",
            columns=columns,
            to_pandas_kwargs={"date_as_object": False},
        )
        until = gone[gone["stored_in"] == stored_in].set_index("row_number")["link"]
        until = until.reindex(rows.index)
        for delivery, link in zip(standing["delivery"], standing["link"], strict=True):
            parts.append(rows[~(until <= link)].assign(delivery=delivery))
    return pd.concat(parts, ignore_index=True)


def text(numbers: pd.Series) -> pd.Series:
    """Whole numbers, some missing, as text."""
    return numbers.astype("Int64").astype("str").where(numbers.notna())


def starts_utc(days: pd.Series) -> pd.Series:
    """The first instant of days in Bucharest, in UTC."""
    return pd.to_datetime(days).dt.tz_localize(ZONE).dt.tz_convert("UTC").dt.tz_localize(None)


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
