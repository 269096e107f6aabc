"""Rows of an invented schema `published` that are no shares of people: counts, rates, means, ratios, indices."""

import polars as pl

FAMILIES = {
    "needs": ("Nevoi", "Needs"),
    "results": ("Rezultate", "Results"),
    "process": ("Proces", "Process"),
    "capacity": ("Capacitate", "Capacity"),
    "coverage": ("Acoperire", "Coverage"),
    "context": ("Context și risc comunitar", "Context and community risk"),
    "living_conditions": ("Condiții de viață", "Living conditions"),
    "money": ("Bani", "Money"),
    "satisfaction": ("Mulțumire", "Satisfaction"),
}
#: unit: (decimals, Romanian, English)
UNITS = {
    "share": (1, "%", "%"),
    "services": (0, "servicii", "services"),
    "per_100_households": (1, "la 100 de gospodării", "per 100 households"),
    "households_per_worker": (0, "gospodării la o normă întreagă", "households per full-time post"),
    "score_1_5": (2, "puncte, de la 1 la 5", "points, from 1 to 5"),
    "lei": (0, "lei", "lei"),
    "index": (2, "puncte de la 0 la 1", "points from 0 to 1"),
}
#: code: family, measure, unit, Romanian, English
MEASURES = {
    "RES-20": ("results", "median", "lei", "Venitul median", "Median income"),
    "PRO-10": ("process", "count", "services", "Servicii începute", "Services begun"),
    "PRO-13": (
        "process",
        "rate",
        "per_100_households",
        "Servicii la 100 de gospodării",
        "Services per 100 households",
    ),
    "CAP-03": (
        "capacity",
        "ratio",
        "households_per_worker",
        "Gospodării la un asistent social",
        "Households per worker",
    ),
    "CRI-00": ("context", "index", "index", "Indicele de risc comunitar", "Community risk index"),
    "LIV-20": ("living_conditions", "gini", "index", "Coeficientul Gini", "Gini coefficient"),
    "MON-01": ("money", "ratio", "lei", "Cost pe gospodărie asistată", "Cost per household assisted"),
    "SAT-01": ("satisfaction", "mean", "score_1_5", "Mulțumirea medie", "Mean satisfaction"),
}
#: vulnerabilities, by how many have them
VULNERABILITIES = [f"v{i:02}" for i in range(14)]
CODED = {
    "dimension": ("Dimensiune", "Dimension"),
    "vulnerability": ("Vulnerabilitate", "Vulnerability"),
    "action": ("Acțiune", "Action"),
    "wave": ("Valul programului", "Wave of the programme"),
}


def coded_categories(dimensions: dict[str, tuple[str, str]]) -> list[tuple[str, ...]]:
    """Give (breakdown, category, names of it, names of the breakdown) of codes."""
    codes = {
        "dimension": dimensions,
        "vulnerability": {v: (f"Vulnerabilitatea {v}", f"Vulnerability {v}") for v in VULNERABILITIES},
        "action": {a: (f"Acțiunea {a}", f"Action {a}") for a in ("a1", "a2")},
        "wave": {w: (f"Valul {w}", f"Wave {w}") for w in ("1", "2")},
    }
    return [(b, code, *names, *CODED[b]) for b, of in codes.items() for code, names in of.items()]


def measured(periods: list[str], places: pl.DataFrame) -> pl.DataFrame:
    """Give a row per period, place, and category of each measure: money is not known of UATs, the second has none.

    Columns of `published.indicators`.
    """
    rows = [
        row
        for period in periods
        for i, (level, code) in enumerate(places.select("geo_level", "geo_code").iter_rows())
        for indicator in MEASURES
        for row in _rows(period, level, code, indicator, i)
    ]
    columns = ["period", "geo_level", "geo_code", "indicator", "breakdown", "category"]
    numbers = {"numerator": pl.Int64, "denominator": pl.Int64}
    numbers |= dict.fromkeys(["value", "ci_low", "ci_high"], pl.Float64)
    words = {"benchmark": pl.String, "status": pl.String}
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String) | numbers | words, orient="row")


def _rows(period: str, level: str, code: str, indicator: str, i: int) -> list[tuple[object, ...]]:
    counts = {
        "RES-20": (None, 412 + i, 1234.4 + i, None, None),
        "PRO-10": (182 + i, None, 182.0 + i, 156.5, 210.4),
        "PRO-13": (182, 412, 44.17, 37.98, 51.08),
        "CAP-03": (None, None, 187.5, None, None),
        "CRI-00": (None, None, 0.4375, None, None),
        "LIV-20": (None, 412, 0.3456, None, None),
        "MON-01": (None, None, 2345.6, None, None),
        "SAT-01": (None, 61 + i, 3.2 + i / 100, 3.04, 3.36),
    }
    numbers = counts[indicator]
    known = not (level == "uat" and (indicator == "MON-01" or i == 3))
    word = "similar" if known and numbers[3] is not None and level != "country" else "not_compared"
    shown = (*numbers, word, "published") if known else (None,) * 5 + ("not_compared", "no_data")
    parts = [("total", "all")]
    if indicator == "PRO-10":
        parts += [("action", "a1"), ("action", "a2")]
    return [(period, level, code, indicator, *part, *shown) for part in parts]
