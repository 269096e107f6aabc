"""What an office would write in pandas: the shares of the frame `person`, from the lake's Parquet.

`python pandas_indicators.py DATA FIRST LAST OUT` reads `DATA/lake`, computes the quarters FIRST to LAST and writes
`OUT/<quarter>.parquet`: period, geo_level, geo_code, indicator, breakdown, category, numerator, denominator, value,
ci_low, ci_high, as `indicators.indicator_value` has them. Prints JSON: `seconds`, without imports, and `loading`, 0.

Left out are the shares that rest on living conditions or answers of a SPOR assessment (`LIV-*`, `RES-*`): they would
double the script. Places are those with somebody in evidence in one of the quarters at least. Records, findings and
states are joined and grouped as wholes; quarters are done one after the other, so that only one has to fit in memory.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from pandas_lake import seed
from pandas_quarters import Country

BREAKDOWNS = {"total": None, "sex": "sex", "age": "age_band", "area": "area"}
LEFT_OUT = ("LIV", "RES")


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
