"""Limits of counts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, norm

FEW = settings(max_examples=25, deadline=None)  # each is a query

Z95, Z998 = 1.959963984540054, 3.0902323061678132


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [
        (0, "0.000", "3.689"),
        (1, "0.02531781", "5.57164339"),
        (2, "0.24220928", "7.22468767"),
        (3, "0.61867212", "8.76727307"),
        (4, "1.08986537", "10.24158868"),
        (5, "1.62348639", "11.66833208"),
        (6, "2.20189425", "13.05947402"),
        (7, "2.81436305", "14.42267536"),
        (8, "3.45383218", "15.76318922"),
        (9, "4.11537310", "17.08480345"),
    ],
)
def test_below_10_limits_as_garwood_1936(value, count, low, high) -> None:
    """The digits are those of R's epitools, pois.exact(1:10), as the tests of a port of it repeat them.

    Of 0: https://rdocumentation.org/link/pois.exact?package=epitools&version=0.5-10.1. Of 4 also in the example of
    https://rdrr.io/cran/survival/man/cipoisson.html: 1.089865.
    """
    digits = len(low.split(".")[1])
    limits = value(f"byar_low('k', {Z95})", k=count), value(f"byar_high('k', {Z95})", k=count)
    assert tuple(f"{limit:.{digits}f}" for limit in limits) == (low, high)


def test_from_10_on_limits_as_byar(value) -> None:
    """Of 100 events: two published implementations.

    http://rubydoc.info/gems/byar/0.1.1/Byar: 100 for 90 expected, at z 1.96; the lower ratio is 0.904.
    https://github.com/DataS-DHSC/PHStatsMethods, ph_statistical_methods/archive/tests_old.py: the lower limit.
    """
    assert value("byar_high('k', 1.96)", k=100) == pytest.approx(121.628347271806, rel=1e-12)
    assert value("byar_low('k', 1.96)", k=100) / 90 == pytest.approx(0.9040199067337297, rel=1e-12)
    assert value("byar_high('k', 1.96)", k=100) / 90 == pytest.approx(1.3514260807978444, rel=1e-12)
    assert value(f"byar_low('k', {Z95})", k=100) == pytest.approx(81.36210549052788, rel=1e-12)


@pytest.mark.parametrize("z", [Z95, Z998, 1.96, 1.2815515655446004])
@pytest.mark.parametrize("count", range(10))
def test_below_10_the_limits_are_exact_at_any_level(value, count, z) -> None:
    tail = norm.sf(z)
    low = chi2.ppf(tail, 2 * count) / 2 if count else 0
    assert value(f"byar_low('k', {z})", k=count) == pytest.approx(low, rel=1e-12)
    assert value(f"byar_high('k', {z})", k=count) == pytest.approx(
        chi2.isf(tail, 2 * count + 2) / 2, rel=1e-12
    )


@FEW
@given(st.integers(10, 10**9))
def test_from_10_on_byar_is_within_the_0_2_percent_that_ohid_states(value, count) -> None:
    assert value(f"byar_low('k', {Z95})", k=count) == pytest.approx(chi2.ppf(0.025, 2 * count) / 2, rel=2e-3)
    assert value(f"byar_high('k', {Z95})", k=count) == pytest.approx(
        chi2.isf(0.025, 2 * count + 2) / 2, rel=2e-3
    )


@pytest.mark.parametrize("count", [None, -1, 2.5])
def test_what_is_no_count_has_no_limits(value, count) -> None:
    assert value(f"byar_low('k', {Z95})", k=count) is None
    assert value(f"byar_high('k', {Z95})", k=count) is None


@pytest.mark.parametrize("z", ["'z'", "'1.96'", "0", "7"])
def test_a_level_that_is_no_number_does_not_compile(render, z) -> None:
    with pytest.raises(ValueError, match="need z as a number"):
        render(f"byar_high('k', {z})")
