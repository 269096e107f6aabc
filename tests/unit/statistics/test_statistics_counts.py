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
        (1, "0.025", "5.572"),
        (2, "0.242", "7.225"),
        (3, "0.619", "8.767"),
        (4, "1.090", "10.242"),
        (5, "1.623", "11.668"),
        (6, "2.202", "13.059"),
        (7, "2.814", "14.423"),
        (8, "3.454", "15.763"),
        (9, "4.115", "17.085"),
        (10, "4.79", "18.39"),
        (25, "16.17", "36.91"),
    ],
)
def test_limits_as_garwood_1936_and_from_10_on_as_byar(value, count, low, high) -> None:
    digits = len(low.split(".")[1])
    limits = value(f"byar_low('k', {Z95})", k=count), value(f"byar_high('k', {Z95})", k=count)
    assert tuple(f"{limit:.{digits}f}" for limit in limits) == (low, high)


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
