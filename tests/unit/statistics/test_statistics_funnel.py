"""Limits and dispersion of funnel plots."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

Z = 1.959963984540054
DISPERSION = "funnel_dispersion('rows', ['place'], 'k', 'n')"
COLUMNS = "place varchar, k bigint, n bigint"


def limits(value, target, n, dispersion=1.0, z=Z) -> list[float]:
    call = "funnel_limit('t', 'n', {}, 'd', '{}')"
    return [value(call.format(z, side), t=target, n=n, d=dispersion) for side in "-+"]


def test_limits_as_montgomery_introduction_to_statistical_quality_control_example_7_1(value) -> None:
    """A p chart is a funnel about its mean: 347 cans of 30 samples of 50, three standard deviations.

    R's qcc prints of these data, its orangejuice, centre 0.2313333, limits 0.05242755 and 0.4102391:
    https://search.r-project.org/CRAN/refmans/qcc/html/orangejuice.html (second edition, 1991, pp. 152-155).
    """
    assert [f"{limit:.7g}" for limit in limits(value, 347 / 1500, 50, z=3)] == ["0.05242755", "0.4102391"]


@FEW
@given(st.data(), st.integers(1, 3000), st.integers(1, 999))
def test_a_unit_lies_outside_where_its_wilson_interval_excludes_the_target(value, data, n, mille) -> None:
    k, target = data.draw(st.integers(0, n)), mille / 1000
    low, high = (value(f"wilson_{side}('k', 'n', {Z})", k=k, n=n) for side in ("low", "high"))
    assume(min(abs(target - low), abs(target - high)) > 1e-9)
    below, above = limits(value, target, n)
    assert (not below <= k / n <= above) == (not low <= target <= high)


@FEW
@given(st.floats(0.01, 0.99), st.integers(1, 10**6), st.floats(1, 50))
def test_dispersion_widens_by_its_root_within_0_and_1(value, target, n, dispersion) -> None:
    narrow, wide = limits(value, target, n), limits(value, target, n, dispersion)
    width = Z * (dispersion * target * (1 - target) / n) ** 0.5
    assert wide == pytest.approx([max(0, target - width), min(1, target + width)])
    assert 0 <= wide[0] <= narrow[0] <= target <= narrow[1] <= wide[1] <= 1


@pytest.mark.parametrize(("target", "n", "dispersion"), [(0.1, 0, 1), (None, 5, 1), (0.1, 5, None)])
def test_no_limits_without_people_target_or_dispersion(value, target, n, dispersion) -> None:
    assert limits(value, target, n, dispersion) == [None, None]


@pytest.mark.parametrize(
    ("units", "published"),
    [
        # Smokers of four populations, Fleiss 1981, p. 139: https://matstat.org/content_en/R-course/proptest.html
        ([(83, 86), (90, 93), (129, 136), (70, 82)], "12.6004"),
        # Malformation by the mother's drinks, Agresti, An Introduction to Categorical Data Analysis, table 2.6:
        # https://fliphtml5.com/zroi/midv/An_Introduction_to_Categorical_Data_Analysis/59
        ([(48, 17114), (38, 14502), (5, 793), (1, 127), (1, 38)], "12.1"),
    ],
)
def test_without_winsorising_it_is_the_published_chi_square_over_the_units(query, units, published) -> None:
    """Pearson's chi-square of equal shares is the sum of the squared z-scores."""
    (found,) = query(
        "funnel_dispersion('rows', ['place'], 'k', 'n', 0)", COLUMNS, [("x", *unit) for unit in units]
    )
    digits = len(published.split(".")[1])
    assert f"{found['dispersion'] * found['units']:.{digits}f}" == published


def test_dispersion_by_hand(query) -> None:
    """Shares 0.1, 0.3, 0.5 of 100: z-scores -4.364, 0, 4.364, at the ends drawn in to the 10th and 90th percentile.

    They are then -3.491, 0, 3.491, whose mean square is 8.127. Without, 4.364: 12.698.
    """
    rows = [("a", 10, 100), ("a", 30, 100), ("a", 50, 100), ("a", 0, 0)]
    (found,) = query(DISPERSION, COLUMNS, rows)
    assert found == {
        "place": "a",
        "target": pytest.approx(0.3),
        "units": 3,
        "dispersion": pytest.approx(8.127, abs=5e-4),
    }
    (whole,) = query("funnel_dispersion('rows', [], 'k', 'n', 0)", COLUMNS, rows)
    assert whole["dispersion"] == pytest.approx(12.698, abs=5e-4)


@pytest.mark.parametrize(("apart", "expected"), [(61, 1.0), (62, 1.24**2)])
def test_dispersion_has_to_exceed_what_chance_gives(query, apart, expected) -> None:
    """32 units, half above and half below: the mean square is (apart / 50)^2, to exceed 1 + 2 sqrt(2 / 32) = 1.5."""
    rows = [("a", 5000 + sign * apart, 10000) for sign in (-1, 1) for _ in range(16)]
    assert query(DISPERSION, COLUMNS, rows)[0]["dispersion"] == pytest.approx(expected)


@FEW
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(100, 1000)), min_size=1, max_size=30))
def test_dispersion_is_never_below_1(query, units) -> None:
    (found,) = query(DISPERSION, COLUMNS, [("a", *unit) for unit in units])
    assert found["dispersion"] >= 1
    assert found["target"] == pytest.approx(sum(k for k, _ in units) / sum(n for _, n in units))


def test_equal_shares_are_not_dispersed(query) -> None:
    for share in (0, 1):
        assert query(DISPERSION, COLUMNS, [("a", n * share, n) for n in (5, 10, 20)])[0]["dispersion"] == 1
