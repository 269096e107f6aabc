"""The Laeken indicators."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

COLUMNS = "place varchar, income double, weight double"
GINI = "gini('rows', ['place'], 'income', 'weight')"
RATIO = "quintile_share_ratio('rows', ['place'], 'income', 'weight')"
POVERTY = "poverty('rows', ['place'], 'income', 'weight', 0.6)"
ROWS = st.lists(st.tuples(st.integers(1, 9999), st.integers(1, 9)), min_size=1, max_size=40)


def of(query, call, rows) -> dict:
    found = query(call, COLUMNS, [("x", *row) for row in rows])
    assert [row.pop("place") for row in found] == ["x"]
    return found[0]


@pytest.mark.parametrize(
    ("incomes", "published"),
    [
        # World Bank, Handbook on Poverty and Inequality, 2009, table 6.3, as the tests of
        # https://github.com/grahamstark/PovertyAndInequalityMeasures.jl repeat it.
        ([10, 15, 20, 25, 40, 20, 30, 35, 45, 90], "0.3272727"),
        # World Bank: https://rdrr.io/github/PIP-Technical-Team/wbpip/src/tests/testthat/test-md_compute_gini.R
        ([0] * 99 + [100], "0.99"),
        # https://rdocumentation.org/packages/phylotools/versions/0.1.2/topics/gini
        ([1, 3, 2, 1, 1, 1, 4], "0.3076923"),
        # R's ineq, the manual's example; its value, in the tests of https://github.com/open-risk/concentrationMetrics
        ([541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261], "0.4620911"),
    ],
)
def test_gini_as_published(query, incomes, published) -> None:
    digits = len(published.split(".")[1])
    assert f"{of(query, GINI, [(income, 1) for income in incomes])['gini']:.{digits}f}" == published


def test_quintile_share_ratio_as_openstax_principles_of_economics(query) -> None:
    """Ten people, chapter on poverty: the last quintile has 180,000 dollars, the first 22,000.

    https://www.numerade.com/questions/a-group-of-10-people-have-the-following-annual-incomes-24000-18000-50000-100000-12000-36000-80000-10
    """
    incomes = [24000, 18000, 50000, 100000, 12000, 36000, 80000, 10000, 24000, 16000]
    ratio = of(query, RATIO, [(income, 1) for income in incomes])["s80_s20"]
    assert ratio == pytest.approx(180_000 / 22_000, rel=1e-12)


@pytest.mark.parametrize("incomes", [[100, 100, 150, 150], [124, 124, 150, 150], [100, 110, 150, 160]])
def test_rate_as_world_bank_handbook_on_poverty_and_inequality_2009_chapter_4(query, incomes) -> None:
    """Three countries of four people, half of them below a line of 125, which here is a share of the median.

    As the tests of https://github.com/grahamstark/PovertyAndInequalityMeasures.jl repeat it.
    """
    rows, median = [(income, 1) for income in incomes], (incomes[1] + incomes[2]) / 2
    found = of(query, f"poverty('rows', ['place'], 'income', 'weight', {125 / median})", rows)
    assert found["threshold"] == pytest.approx(125) and found["rate"] == 0.5


@pytest.mark.parametrize(
    ("threshold", "poor", "gap"),
    [
        # 2014: https://observationsociete.fr/definitions/intensite-de-la-pauvrete
        (1000, 800, "20.0"),
        # An exercise on figures of INSEE: https://doczz.fr/doc/6460920/activit%C3%A9-pauvret%C3%A9
        (916, 744, "18.8"),
    ],
)
def test_gap_as_the_intensity_of_poverty_that_is_published_for_france(query, threshold, poor, gap) -> None:
    """Threshold and median of the poor, in euros a month, are published; seven people who have these medians."""
    median = threshold / 0.6
    people = [(income, 1) for income in (poor - 50, poor, poor + 50, median, median, median, 2 * median)]
    found = of(query, POVERTY, people)
    assert found["threshold"] == pytest.approx(threshold) and f"{100 * found['gap']:.1f}" == gap


def test_threshold_as_insee_gives_it_for_2010(query) -> None:
    """Median 1,606 euros a month, threshold 964: http://www.insee.fr/fr/themes/document.asp?ref_id=T13F055."""
    assert round(of(query, POVERTY, [(900, 1), (1606, 1), (3000, 1)])["threshold"]) == 964


@FEW
@given(st.integers(1, 10**6), st.lists(st.integers(1, 99), min_size=1, max_size=20))
def test_of_equal_incomes_nothing_is_unequal(query, income, weights) -> None:
    rows = [(income, weight) for weight in weights]
    assert of(query, GINI, rows)["gini"] == pytest.approx(0, abs=1e-12)
    assert of(query, POVERTY, rows) == {"threshold": pytest.approx(0.6 * income), "rate": 0, "gap": None}


@FEW
@given(ROWS, st.floats(0.01, 1000))
def test_neither_currency_nor_the_scale_of_weights_matters(query, rows, factor) -> None:
    gini, ratio, poverty = (of(query, call, rows) for call in (GINI, RATIO, POVERTY))
    other = [(income * 2, weight * factor) for income, weight in rows]
    assert of(query, GINI, other) == pytest.approx(gini, abs=1e-12)
    assert of(query, RATIO, other) == pytest.approx(ratio)
    assert of(query, POVERTY, other) == pytest.approx(poverty | {"threshold": 2 * poverty["threshold"]})


@FEW
@given(ROWS)
def test_a_weight_is_so_many_people(query, rows) -> None:
    people = [(income, 1) for income, weight in rows for _ in range(weight)]
    for call in (GINI, RATIO, POVERTY):
        assert of(query, call, people) == pytest.approx(of(query, call, rows), abs=1e-12)


@FEW
@given(ROWS)
def test_gini_is_half_the_relative_mean_difference(query, rows) -> None:
    people = [income for income, weight in rows for _ in range(weight)]
    apart = sum(abs(a - b) for a in people for b in people)
    assert of(query, GINI, rows)["gini"] == pytest.approx(apart / (2 * len(people) * sum(people)), abs=1e-12)


def test_quintile_share_ratio_by_hand(query) -> None:
    """Of ten the quintiles are 2.5 and 8.5: 9 + 10 over 1 + 2."""
    assert of(query, RATIO, [(n, 1) for n in range(1, 11)]) == {"s80_s20": pytest.approx(19 / 3)}
    assert of(query, RATIO, [(0, 1), (0, 1), (5, 3)]) == {"s80_s20": None}


def test_who_is_at_a_quintile_is_below_it(query) -> None:
    """Of six the quintiles are the second and the fifth: 6 over 1 + 2."""
    assert of(query, RATIO, [(n, 1) for n in range(1, 7)]) == {"s80_s20": pytest.approx(2)}


def test_poverty_by_hand(query) -> None:
    """Median 100, threshold 60; below it 10, 20, 50 with weights 1, 2, 1, whose median is 20."""
    rows = [(10, 1), (20, 2), (50, 1), (60, 1), (100, 3), (140, 4)]
    found = of(query, POVERTY, rows)
    assert found == pytest.approx({"threshold": 60, "rate": 4 / 12, "gap": 2 / 3})


def test_each_place_has_its_own_threshold(query) -> None:
    rows = [("a", 1, 1), ("a", 10, 1), ("a", 10, 1), ("b", 1, 1), ("b", 1, 1), ("b", 1, 1)]
    assert [row["rate"] for row in query(POVERTY, COLUMNS, rows)] == [pytest.approx(1 / 3), 0]
    assert query("poverty('rows', [], 'income', 'weight', 0.6)", COLUMNS, rows) == [
        {"threshold": 0.6, "rate": 0, "gap": None}
    ]
