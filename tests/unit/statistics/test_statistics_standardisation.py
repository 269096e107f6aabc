"""Directly standardised rates and the standard population."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from orchestration.reference import SEEDS

FEW = settings(max_examples=25, deadline=None)  # each is a query

Z = 1.959963984540054
CALL = f"directly_standardised('rows', ['place'], 'cases', 'births', 'standard', {Z})"
COLUMNS = "place varchar, cases bigint, births bigint, standard double"
# Down syndrome by mother's age, birth order 5 and above, Michigan 1950-64 (Stark and Mantell 1966, in Fleiss,
# Statistical Methods for Rates and Proportions, 1981, table 14.4): cases, births, all births.
FLEISS = [(0, 327, 319933), (8, 30666, 931318), (63, 123419, 786511), (112, 149919, 488235), (262, 104088, 237863),
          (295, 34392, 61313)]  # fmt: skip


def test_rate_as_fleiss_1981_data_give_in_the_dsrtest_vignette(query) -> None:
    found = query(CALL, COLUMNS, [("order 5+", *row) for row in FLEISS])
    assert [(row["place"], row["observed"], row["population"]) for row in found] == [
        ("order 5+", 740, 442811)
    ]
    assert f"{found[0]['value'] * 1e5:.5f}" == "75.52901"


def test_interval_is_dobsons_formula(query) -> None:
    """Dobson and others 1991, with the exact limits of 740 events, from which Byar's differ little."""
    row = query(CALL, COLUMNS, [("x", *row) for row in FLEISS])[0]
    total = sum(w for _, _, w in FLEISS)
    rate = sum(w * k / n for k, n, w in FLEISS) / total
    spread = (sum(k * (w / n / total) ** 2 for k, n, w in FLEISS) / 740) ** 0.5
    assert row["ci_low"] == pytest.approx(rate + spread * (chi2.ppf(0.025, 1480) / 2 - 740), rel=1e-4)
    assert row["ci_high"] == pytest.approx(rate + spread * (chi2.isf(0.025, 1482) / 2 - 740), rel=1e-4)


@FEW
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(500, 10**6)), min_size=1, max_size=20))
def test_with_the_studys_population_as_standard_it_is_the_crude_rate(query, value, strata) -> None:
    """And its interval that of the count: Fay and Feuer, Stat Med 16, 1997."""
    row = query(CALL, COLUMNS, [("x", k, n, n / 7) for k, n in strata])[0]
    events, people = sum(k for k, _ in strata), sum(n for _, n in strata)
    assert row["value"] == pytest.approx(events / people, rel=1e-12)
    if events:
        assert row["ci_low"] == pytest.approx(value(f"byar_low('k', {Z})", k=events) / people, rel=1e-9)
        assert row["ci_high"] == pytest.approx(value(f"byar_high('k', {Z})", k=events) / people, rel=1e-9)
        assert row["ci_low"] <= row["value"] <= row["ci_high"]


def test_a_stratum_that_has_weight_but_nobody_leaves_no_rate(query) -> None:
    rows = [("empty", 1, 10, 1), ("empty", 0, 0, 1), ("idle", 1, 10, 1), ("idle", 0, 0, 0), ("idle", 3, 5, None),
            ("quiet", 0, 10, 1), ("unknown", 2, None, 1), ("silent", None, 10, 1)]  # fmt: skip
    found = {
        r["place"]: (r["observed"], r["population"], r["value"], r["ci_low"])
        for r in query(CALL, COLUMNS, rows)
    }
    assert found["empty"] == (1, 10, None, None)
    assert found["idle"][:3] == (1, 10, 0.1)
    assert found["quiet"] == found["silent"] == (0, 10, 0, None)
    assert found["unknown"] == (2, 0, None, None)


def test_the_european_standard_population_is_eurostats_of_2013() -> None:
    """Eurostat, Revision of the European Standard Population, 2013, table of five-year bands: 100,000 people."""
    with (SEEDS / "standard_population.csv").open() as file:
        bands = list(csv.DictReader(file))
    assert [int(band["age_from"]) for band in bands] == list(range(0, 100, 5))
    assert [band["age_to"] for band in bands] == [*(str(age + 4) for age in range(0, 95, 5)), ""]
    assert [int(band["weight"]) for band in bands] == [
        5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500, 800,
        200,
    ]  # fmt: skip
    assert sum(int(band["weight"]) for band in bands) == 100_000
