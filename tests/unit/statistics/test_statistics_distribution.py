"""Weighted means and quantiles."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

COLUMNS = "place varchar, income double, weight double"


def quantile(query, rows, probability) -> float:
    call = f"weighted_quantile('rows', ['place'], 'income', 'weight', {probability})"
    found = query(call, COLUMNS, [("x", *row) for row in rows])
    assert [row["place"] for row in found] == ["x"]
    return found[0]["quantile"]


@pytest.mark.parametrize(
    ("rows", "median"),
    [
        ([(1, 0.15), (2, 0.1), (3, 0.2), (4, 0.3), (5, 0.25)], 4),
        ([(1, 0.49), (2, 0.01), (3, 0.25), (4, 0.25)], 2.5),  # lower weighted median 2, upper 3
        ([(1, 0.25), (2, 0.25), (3, 0.25), (4, 0.25)], 2.5),
    ],
)
def test_weighted_median_as_in_cormen_introduction_to_algorithms_and_wikipedia(query, rows, median) -> None:
    """https://en.wikipedia.org/wiki/Weighted_median; the mean of the lower and the upper one."""
    assert quantile(query, rows, 0.5) == median


def test_unweighted_it_is_hyndman_and_fan_1996_type_2_as_perfolizer_expects_it(query) -> None:
    """Of 0, 25, 50, 75, 100: https://github.com/AndreyAkinshin/perfolizer, HyndmanFanQuantileEstimatorTests.cs."""
    expected = {0.19: 0, 0.2: 12.5, 0.21: 25, 0.4: 37.5, 0.5: 50, 0.6: 62.5, 0.8: 87.5, 0.81: 100}
    assert {p: quantile(query, [(n, 1) for n in (0, 25, 50, 75, 100)], p) for p in expected} == expected


def test_unweighted_it_is_hyndman_and_fan_1996_type_2(query) -> None:
    """By their definition, of 1 to 10: the mean at a jump, else the next value."""
    ten = [(n, 1) for n in range(1, 11)]
    expected = {
        0.05: 1,
        0.1: 1.5,
        0.25: 3,
        0.3: 3.5,
        0.5: 5.5,
        0.6: 6.5,
        0.7: 7.5,
        0.75: 8,
        0.8: 8.5,
        0.95: 10,
    }
    assert {p: quantile(query, ten, p) for p in expected} == expected


ROWS = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=1, max_size=40)


@FEW
@given(ROWS)
def test_quantiles_rise_with_the_probability(query, rows) -> None:
    found = [quantile(query, rows, p) for p in (0, 0.1, 0.2, 0.5, 0.6, 0.8, 0.9, 1)]
    assert found == sorted(found)
    assert found[0] == min(rows)[0] and found[-1] == max(rows)[0]


@FEW
@given(ROWS, st.sampled_from([0.1, 0.3, 0.7]))
def test_a_weight_is_so_many_people_and_its_scale_does_not_matter(query, rows, scale) -> None:
    people = [income for income, weight in rows for _ in range(weight)]
    assert quantile(query, rows, 0.5) == statistics.median(people)
    assert quantile(query, [(income, weight * scale) for income, weight in rows], 0.5) == statistics.median(
        people
    )


@FEW
@given(ROWS)
def test_weighted_mean_is_the_mean_of_so_many_people(query, rows) -> None:
    found = query(
        "weighted_mean('rows', ['place'], 'income', 'weight')", COLUMNS, [("x", *row) for row in rows]
    )
    people = [income for income, weight in rows for _ in range(weight)]
    assert found == [{"place": "x", "mean": pytest.approx(statistics.mean(people))}]


def test_who_has_no_value_or_weight_does_not_count(query) -> None:
    rows = [("a", 1, 1), ("a", None, 9), ("a", 7, None), ("a", 8, 0), ("b", None, 1), (None, 5, 1)]
    call = "weighted_quantile('rows', ['place'], 'income', 'weight', 0.5)"
    assert query(call, COLUMNS, rows) == [{"place": "a", "quantile": 1}, {"place": None, "quantile": 5}]
    assert quantile(query, [(1, 1), (2, 0), (3, None), (5, 1)], 0.5) == 3
    assert query("weighted_mean('rows', [], 'income', 1)", COLUMNS, rows) == [{"mean": 21 / 4}]
    assert query("weighted_mean('rows', [], 'income', 1)", COLUMNS, []) == [{"mean": None}]
