"""The four gates: Great Expectations suites over small tables of counts, and the verdict.

Counting is done before, in Polars (gate 1), SQL (2, 3) or on the finished files (4); here only the thresholds are held
against the counts. Each suite reads one table with a column a measure; an expectation that errs is a fault of ours and
raises GateFault. `docs`: the folder of the data docs, one for all gates of a run.
"""

from datetime import date
from pathlib import Path

import polars as pl

from quality.catalogue import seed, threshold
from quality.gates.known_defects import tolerate
from quality.gates.suite import Bound, GateFault, Suite, Verdict

__all__ = ["Bound", "GateFault", "Suite", "Verdict", "gate_1", "gate_2", "gate_3", "gate_4"]

NONE_MAY = "niciuna nu se admite: numerele ar fi greșite fără să se vadă"
DELIVERIES = (
    Bound(
        "refusals",
        "livrarea este refuzată, până vine una bună a acelorași județe sau este scoasă",
        "ce s-a trimis se ia în seamă sau se refuză, dar nu se trece cu vederea",
        most=0,
    ),
    Bound("rows_lost", "rânduri citite care nu sunt nici primite, nici refuzate", NONE_MAY, most=0),
)
#: rules that always have something to look at: one that has looked at no row is a fault of ours
OF_CORE = (
    "unique",
    "unique_combination",
    "not_null",
    "relationships",
    "rows-as-accepted",
    "one-cnp-a-person",
)
OF_INDICATORS = ("people-once", "share-in-range", "country-adds-up")
FILES = (
    Bound("files_missing", "fișiere care lipsesc din ediție", "o ediție este întreagă", most=0),
    Bound("files_unexpected", "fișiere care nu au ce căuta în ediție", "nimeni nu le-a cerut", most=0),
    Bound(
        "personal_data",
        "CNP, telefon sau adresă de e-mail în fișiere",
        "nimic personal nu iese, nici ca defect cunoscut",
        most=0,
    ),
)


def gate_1(deliveries: pl.DataFrame, lake_is_empty: bool, today: date, docs: Path | None = None) -> Verdict:
    """Judge the deliveries: name, source, county_code (of one county's), refusals, rows_lost.

    Refusals: findings that refuse it and that nothing made up for.
    """
    if docs:
        from quality.gates.expectations import forget

        forget(docs)
    if not deliveries.height:
        return Verdict(
            1, not lake_is_empty, ["nu există nicio livrare până la acest trimestru"] * lake_is_empty
        )
    _complete(1, deliveries, "refusals", "rows_lost")
    counted = deliveries.rename({"refusals": "failures"}).with_columns(rule=pl.lit("refusals"))
    left, known = tolerate(1, counted, today)
    suite = Suite(1, "poarta_1_livrari", "name", "Livrările trimise: un rând pentru fiecare.", DELIVERIES)
    return suite.judge(left.rename({"failures": "refusals"}), docs) + known


def gate_2(failures: pl.DataFrame, volume: pl.DataFrame, today: date, docs: Path | None = None) -> Verdict:
    """Judge `quality.core_failures` and `quality.delivery_volume`, both with source and place where they are known."""
    bound = _bound(
        "ratio",
        "people_shrink_ratio_min",
        "livrarea are mult mai puține persoane decât cea dinainte a aceluiași județ",
        at_least=True,
    )
    notes = "Persoanele fiecărui județ față de livrarea dinainte: un rând pentru fiecare livrare și județ."
    people = Suite(2, "poarta_2_persoane", "county_code", notes, [bound])
    lost = pl.col("people_before") - pl.col("people")
    notes = (
        "Chei și legături ale depozitului, și rânduri față de cele primite: un rând pentru fiecare subiect."
    )
    counted = _none_may_fail(2, "poarta_2_nucleu", notes, OF_CORE, failures, today, docs)
    _complete(2, volume, "people")  # no ratio, nothing to compare with
    return counted + _measured(people, volume, "people-shrank", lost, today, docs)


def gate_3(failures: pl.DataFrame, withheld: pl.DataFrame, today: date, docs: Path | None = None) -> Verdict:
    """Judge `quality.indicator_failures` (rule, subject, failures, …) and `quality.withheld_share`."""
    bound = _bound(
        "share_withheld",
        "withheld_cells_share_max",
        "prea multe valori ale UAT-urilor sunt reținute pentru calitate ca să se publice ceva",
        at_least=False,
    )
    notes = "Ce parte din valorile UAT-urilor este reținută în ultimul trimestru."
    too_many = Suite(3, "poarta_3_retinute", "period", notes, [bound])
    notes = "Indicatorii: un rând pentru fiecare, cu regulile pe care nu le respectă undeva."
    counted = _none_may_fail(3, "poarta_3_indicatori", notes, OF_INDICATORS, failures, today, docs)
    _complete(3, withheld, "share_withheld")
    return counted + _measured(too_many, withheld, "withheld-cells", pl.col("cells_withheld"), today, docs)


def gate_4(editions: pl.DataFrame, docs: Path | None = None) -> Verdict:
    """Judge the files of a release: edition, files_missing, files_unexpected, personal_data."""
    notes = "Fișierele ediției: un rând pentru fiecare consiliu."
    _complete(4, editions, *(bound.measure for bound in FILES))
    return Suite(4, "poarta_4_fisiere", "edition", notes, FILES).judge(editions, docs)


def _none_may_fail(
    gate: int,
    name: str,
    notes: str,
    always: tuple[str, ...],
    failures: pl.DataFrame,
    today: date,
    docs: Path | None,
) -> Verdict:
    """Judge counted failures: a row a subject and a column a rule, 0 where a rule does not look at a subject.

    `always`: rules that cannot but have looked at rows; raises GateFault for those that have not.
    """
    _complete(gate, failures, "checked", "failures")
    if idle := sorted({*always} - {*failures.filter(pl.col("checked") > 0)["rule"]}):
        raise GateFault(f"gate {gate}: {', '.join(idle)} had nothing to judge")
    left, known = tolerate(gate, failures, today)
    counts = left.group_by("subject", "rule").agg(pl.col("failures").sum())
    wide = counts.pivot(on="rule", index="subject", values="failures").fill_null(0).sort("subject")
    bounds = [
        Bound(rule, f"regula {rule} nu este respectată", NONE_MAY, most=0)
        for rule in sorted(failures["rule"].unique())
    ]
    return Suite(gate, name, "subject", notes, bounds).judge(wide, docs) + known


def _measured(
    suite: Suite, rows: pl.DataFrame, rule: str, failures: pl.Expr, today: date, docs: Path | None
) -> Verdict:
    """Judge a table with one bound. Where a row breaks it, a known defect of the rule is of so many failures."""
    (bound,) = suite.bounds
    fails = bound.broken().fill_null(False)
    counted = rows.with_columns(rule=pl.lit(rule), failures=pl.when(fails).then(failures).otherwise(0))
    left, known = tolerate(suite.gate, counted, today)
    tolerated = left["failures"] < counted["failures"]
    kept = left.with_columns(pl.when(~tolerated).then(bound.measure).alias(bound.measure))
    return suite.judge(kept, docs) + known


def _complete(gate: int, rows: pl.DataFrame, *counts: str) -> None:
    """Raise GateFault where a count is missing: null breaks no bound."""
    if lacking := [name for name in counts if rows[name].has_nulls()]:
        raise GateFault(f"gate {gate}: {', '.join(lacking)} not counted of every row")


def _bound(measure: str, name: str, message: str, at_least: bool) -> Bound:
    """Make a bound of a threshold of the seed, with its reason."""
    value = threshold(name)
    reason = f"{name}, {seed('thresholds').filter(pl.col('threshold') == name)['reason'].item()}"
    least, most = (value, None) if at_least else (None, value)
    return Bound(measure, message, reason, least=least, most=most)
