"""The four gates: Great Expectations suites over small tables of counts, and the verdict.

Counting is done before, in Polars (gate 1), SQL (2, 3) or on the finished files (4); here only the thresholds are held
against the counts. Each suite reads one table with a column a measure; an expectation that errs is a fault of ours and
raises GateFault.
"""

import os
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from quality.catalogue import threshold

os.environ["GX_ANALYTICS_ENABLED"] = "false"


class GateFault(Exception):
    """A gate could not judge."""


@dataclass(frozen=True)
class Bound:
    """What a measure may be. `message`: what it means that it is not, in Romanian."""

    measure: str
    message: str
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What a gate says. `reasons`: a sentence each, nothing personal."""

    gate: int
    passed: bool
    reasons: list[str] = field(default_factory=list)


def gate_1(deliveries: pl.DataFrame, lake_is_empty: bool) -> Verdict:
    """Judge the deliveries: name, refusals (findings that refuse it and that nothing made up for), rows_lost."""
    if not deliveries.height:
        return Verdict(
            1, not lake_is_empty, ["nu există nicio livrare până la acest trimestru"] * lake_is_empty
        )
    bounds = [
        Bound(
            "refusals",
            "livrarea este refuzată, până vine una bună a acelorași județe sau este scoasă",
            most=0,
        ),
        Bound("rows_lost", "rânduri citite care nu sunt nici primite, nici refuzate", most=0),
    ]
    return _verdict(1, "name", deliveries, bounds)


def gate_2(failures: pl.DataFrame, volume: pl.DataFrame) -> Verdict:
    """Judge `quality.core_failures` (rule, subject, failures) and `quality.delivery_volume` (county_code, ratio).

    The latter has no rows where no source is there whose deliveries cannot shrink.
    """
    counted = _verdict(2, "subject", _by_rule(failures), _none_may_fail(failures))
    least = threshold("people_shrink_ratio_min")
    message = "livrarea are mult mai puține persoane decât cea dinainte a aceluiași județ"
    shrunk = Verdict(2, passed=True)
    if volume.height:
        shrunk = _verdict(2, "county_code", volume, [Bound("ratio", message, least=least)])
    return Verdict(2, counted.passed and shrunk.passed, counted.reasons + shrunk.reasons)


def gate_3(failures: pl.DataFrame) -> Verdict:
    """Judge `quality.indicator_failures` (rule, subject, failures, …)."""
    return _verdict(3, "subject", _by_rule(failures), _none_may_fail(failures))


def gate_4(editions: pl.DataFrame) -> Verdict:
    """Judge the files of a release: edition, files_missing, files_unexpected, personal_data."""
    bounds = [
        Bound("files_missing", "fișiere care lipsesc din ediție", most=0),
        Bound("files_unexpected", "fișiere care nu au ce căuta în ediție", most=0),
        Bound("personal_data", "CNP, telefon sau adresă de e-mail în fișiere", most=0),
    ]
    return _verdict(4, "edition", editions, bounds)


def _by_rule(failures: pl.DataFrame) -> pl.DataFrame:
    """Give a row a subject and a column a rule, with its failures; 0 where a rule does not look at a subject."""
    counts = failures.group_by("subject", "rule").agg(pl.col("failures").sum())
    return counts.pivot(on="rule", index="subject", values="failures").fill_null(0).sort("subject")


def _none_may_fail(failures: pl.DataFrame) -> list[Bound]:
    return [
        Bound(rule, f"regula {rule} nu este respectată", most=0) for rule in failures["rule"].unique().sort()
    ]


def _verdict(gate: int, subject: str, rows: pl.DataFrame, bounds: list[Bound]) -> Verdict:
    """Hold the bounds against the rows. No rows is no verdict: something that should have counted has not."""
    if not rows.height:
        raise GateFault(f"gate {gate}: nothing to judge")
    broken = [
        bound for bound, success in zip(bounds, _validate(gate, rows, bounds), strict=True) if not success
    ]
    reasons = [
        f"{row[subject]}: {bound.message} ({bound.measure} = {row[bound.measure]:g})"
        for bound in broken
        for row in rows.filter(_breaks(bound)).iter_rows(named=True)
    ]
    return Verdict(gate, not broken, reasons)


def _breaks(bound: Bound) -> pl.Expr:
    measure = pl.col(bound.measure)
    return ~measure.is_between(
        -float("inf") if bound.least is None else bound.least,
        float("inf") if bound.most is None else bound.most,
    )


def _validate(gate: int, rows: pl.DataFrame, bounds: list[Bound]) -> list[bool]:
    import great_expectations as gx
    import pandas as pd

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch_definition = (
        context.data_sources.add_pandas(f"gate_{gate}")
        .add_dataframe_asset("counts")
        .add_batch_definition_whole_dataframe("all")
    )
    expectations = [
        gx.expectations.ExpectColumnValuesToBeBetween(column=b.measure, min_value=b.least, max_value=b.most)
        for b in bounds
    ]
    suite = gx.ExpectationSuite(name=f"gate_{gate}", expectations=expectations)
    frame = pd.DataFrame({b.measure: rows[b.measure].cast(pl.Float64).to_list() for b in bounds})
    batch = batch_definition.get_batch({"dataframe": frame})
    results = batch.validate(suite, result_format="BOOLEAN_ONLY").results
    successes = {}
    for result in results:
        column = result.expectation_config.kwargs["column"]
        if _raised(result.exception_info):
            raise GateFault(f"gate {gate}: the expectation on {column} could not be evaluated")
        successes[column] = bool(result.success)
    return [successes[bound.measure] for bound in bounds]


def _raised(info: Any) -> bool:
    if not isinstance(info, dict):
        return False
    return bool(info.get("raised_exception")) or any(_raised(value) for value in info.values())
