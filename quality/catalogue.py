"""The catalogues of `seeds/`, read as data."""

from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
#: measures that are made of sums over a frame; all others come from a model that calculates them
SUMMED = ("share", "rate", "mean", "ratio", "count")
#: whether somebody works comes from work_status (DESIGN.md, EMP-00): a finding of it is seldom an answer "no"
NOT_BY_FINDING = "EMP"


def seed(name: str) -> pl.DataFrame:
    """Give one catalogue, all columns as text, in the file's order; empty fields are null."""
    return _read(SEEDS / f"{name}.csv")


@cache
def threshold(name: str) -> float:
    """Give one threshold of `thresholds.csv`; KeyError where there is none."""
    rows = seed("thresholds").filter(pl.col("threshold") == name)
    if rows.height != 1:
        raise KeyError(f"thresholds.csv has {rows.height} rows named {name}")
    return float(rows["value"].item())


def summed_indicators() -> list[dict[str, Any]]:
    """Give the indicators that are sums, as the macros of catalogue.sql take them.

    One entry an indicator; of one that stands for a number a code (column `each`: vulnerability or dimension) one
    entry a code, with `{vulnerability}` and `{dimension}` in its expressions replaced; codes of employment have none.
    """
    rows = seed("indicators").filter(pl.col("measure").is_in(SUMMED))
    return [entry for row in rows.iter_rows(named=True) for entry in _sums(row)]


def standardised_indicators() -> list[dict[str, Any]]:
    """Give the directly standardised shares in the same shape: in each stratum they are shares."""
    rows = seed("indicators").filter(pl.col("measure") == "standardised_share")
    return [entry for row in rows.iter_rows(named=True) for entry in _sums(row | {"measure": "share"})]


def rule_rows() -> list[dict[str, Any]]:
    """Give the rule book as the models take it: `published.rules`, with lists where that has words and spaces."""
    from quality.rules import RULES

    return [
        {
            "rule": rule.code,
            "severity": rule.severity.value,
            "dimension": rule.dimension.value,
            "mended_by": rule.mended_by,
            "fields": list(rule.fields),
            "affects": list(rule.affects),
            "valid_from": rule.valid_from,
            "valid_to": rule.valid_to,
            "message_ro": rule.message_ro,
            "remedy_ro": rule.remedy_ro,
            "message_en": rule.message_en,
            "remedy_en": rule.remedy_en,
        }
        for rule in RULES.values()
    ]


def measure_rows() -> list[dict[str, str]]:
    """Give the rules of the warehouse as measures.sql takes them: rule, frame, checked, fails."""
    from quality.rules.warehouse import MEASURES

    return [
        {
            "rule": measure.rule.code,
            "frame": measure.frame,
            "checked": measure.asked_of,
            "fails": measure.fails,
        }
        for measure in MEASURES
    ]


def _sums(row: dict[str, Any]) -> list[dict[str, Any]]:
    named = {
        name: row[name] for name in ("indicator", "unit_of_analysis", "measure", "numerator", "denominator")
    }
    column = row["indicator"].lower().replace("-", "_")
    if row["each"] is None:
        split = {"breakdown": None, "category": None, "breakdowns": row["breakdowns"].split()}
        return [named | split | {"column": column}]
    codes = {"vulnerability": "vulnerabilities", "dimension": "dimensions"}[row["each"]]
    return [
        named
        | {name: _filled(row[name], row["each"], code) for name in ("numerator", "denominator")}
        | {"breakdown": row["each"], "category": code[row["each"]], "breakdowns": []}
        | {"column": f"{column}__{code[row['each']].lower()}"}
        for code in seed(codes).iter_rows(named=True)
        if code["dimension"] != NOT_BY_FINDING
    ]


def _filled(expression: str | None, each: str, code: dict[str, Any]) -> str | None:
    """Write a code and its dimension into an expression, in lower case as the columns of frames are."""
    if expression is None:
        return None
    words = {"dimension": code["dimension"].lower(), each: code[each].lower()}
    return expression.format(**words)


@cache
def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, infer_schema=False)
