"""Intervals of shares and means."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

Z = 1.959963984540054


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_newcombe_1998_table_1_method_3(value, k, n, low, high) -> None:
    """The first two also at https://github.com/m-Py/propint, tests/testthat/test_Single_Proportion_CI.R.

    The last two were found in the tests of other software that name the table, not on a page of the paper.
    """
    assert value(f"wilson_low('k', 'n', {Z})", k=k, n=n) == pytest.approx(low, abs=5e-5)
    assert value(f"wilson_high('k', 'n', {Z})", k=k, n=n) == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(100, 1000, 8.29094435930957, 12.01519631953484), (100, 10000, 0.8229336148148417, 1.2146982255114647)],
)
def test_wilson_as_ohids_phstatsmethods_expects_it(value, k, n, low, high) -> None:
    """In percent: https://github.com/DataS-DHSC/PHStatsMethods, ph_statistical_methods/archive/tests_old.py."""
    assert 100 * value(f"wilson_low('k', 'n', {Z})", k=k, n=n) == pytest.approx(low, rel=1e-12)
    assert 100 * value(f"wilson_high('k', 'n', {Z})", k=k, n=n) == pytest.approx(high, rel=1e-12)


@FEW
@given(st.data(), st.integers(1, 10**8))
def test_wilson_contains_the_share(value, data, n) -> None:
    k = data.draw(st.integers(0, n))
    low, high = (value(f"wilson_{side}('k', 'n', {Z})", k=k, n=n) for side in ("low", "high"))
    assert 0 <= low <= k / n + 1e-15 and k / n - 1e-15 <= high <= 1


@pytest.mark.parametrize(("k", "n"), [(0, 0), (None, 5), (None, None)])
def test_wilson_of_nobody_is_null(value, k, n) -> None:
    assert value(f"wilson_low('k', 'n', {Z})", k=k, n=n) is None
    assert value(f"wilson_high('k', 'n', {Z})", k=k, n=n) is None


def test_mean_as_swinscow_statistics_at_square_one_chapter_4(value) -> None:
    """Diastolic pressure of 72 printers: mean 88 mmHg, standard deviation 4.5; 86.96 to 89.04.

    https://www.bmj.com/about-bmj/resources-readers/publications/statistics-square-one/4-statements-probability-and-confiden
    """
    moments = {"s": 72 * 88, "q": 71 * 4.5**2 + 72 * 88**2, "n": 72}
    assert value("mean_low('s', 'q', 'n', 1.96)", **moments) == pytest.approx(86.96, abs=5e-3)
    assert value("mean_high('s', 'q', 'n', 1.96)", **moments) == pytest.approx(89.04, abs=5e-3)


@FEW
@given(st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=2, max_size=30))
def test_mean_interval_contains_the_mean(value, values) -> None:
    moments = {"s": sum(values), "q": sum(v * v for v in values), "n": len(values)}
    low, high = (value(f"mean_{side}('s', 'q', 'n', {Z})", **moments) for side in ("low", "high"))
    mean = moments["s"] / len(values)
    assert low <= mean <= high


def test_mean_of_equal_values_has_no_width_and_of_one_value_no_interval(value) -> None:
    assert value(f"mean_low('s', 'q', 'n', {Z})", s=0.3, q=3 * 0.1**2, n=3) == pytest.approx(0.1, abs=1e-8)
    assert value(f"mean_low('s', 'q', 'n', {Z})", s=5, q=25, n=1) is None
    assert value(f"mean_high('s', 'q', 'n', {Z})", s=5, q=None, n=2) is None


def test_arguments_may_be_expressions(value) -> None:
    assert value("wilson_low('k + 1', 'n - 1', 1.96)", k=14, n=149) == value(
        "wilson_low('k', 'n', 1.96)", k=15, n=148
    )
    whole = value("mean_high('s', 'q', 'n', 1.96)", s=6, q=14, n=3)
    assert value("mean_high('s - 1', 'q - 1', 'n - 1', 1.96)", s=7, q=15, n=4) == whole
    assert value("byar_low('k + 1', 1.96)", k=19) == value("byar_low('k', 1.96)", k=20)
    limit = value("funnel_limit('t', 'n', 1.96, 'd', '+')", t=0.1, n=50, d=2)
    assert value("funnel_limit('t - 0.1', 'n - 1', 1.96, 'd + 1', '+')", t=0.2, n=51, d=1) == pytest.approx(
        limit
    )
