"""The test for trend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

CALL = "trend('rows', ['place'], 'period', 'k', 'n')"
COLUMNS = "place varchar, period double, k bigint, n bigint"


def of(query, rows) -> dict:
    found = query(CALL, COLUMNS, [("x", *row) for row in rows])
    assert [row.pop("place") for row in found] == ["x"]
    return found[0]


def test_as_agresti_categorical_data_analysis_infant_malformation(query) -> None:
    """Malformation by the mother's drinks a day (Graubard and Korn 1987): chi-square 6.57."""
    rows = [(0, 48, 17114), (0.5, 38, 14502), (1.5, 5, 793), (4, 1, 127), (7, 1, 38)]
    found = of(query, rows)
    assert f"{found['chi_square']:.2f}" == "6.57"
    assert (
        found["quarters"] == 5
        and found["z"] == pytest.approx(found["chi_square"] ** 0.5)
        and found["slope"] > 0
    )


def test_as_sas_documents_proc_freq_example_cochran_armitage(query) -> None:
    """Adverse responses "No" by dose 0 to 4: statistic -4.7918."""
    rows = [
        (dose, no, no + yes) for dose, (no, yes) in enumerate([(26, 6), (26, 7), (23, 9), (18, 14), (9, 23)])
    ]
    assert f"{of(query, rows)['z']:.4f}" == "-4.7918"


@FEW
@given(st.integers(1, 9), st.integers(-50, 50), st.integers(5, 12))
def test_slope_of_a_straight_line_is_its_slope(query, people, step, points) -> None:
    rows = [(8100 + i, 1000 * people + step * people * i, 3000 * people) for i in range(points)]
    found = of(query, rows)
    assert found["slope"] == pytest.approx(step / 3000, abs=1e-12)
    assert (found["z"] > 0) - (found["z"] < 0) == (step > 0) - (step < 0) or abs(found["z"]) < 1e-6


def test_no_test_below_five_points_or_without_variance(query) -> None:
    none = {"slope": None, "chi_square": None, "z": None}
    four = [(i, i, 10) for i in range(4)]
    assert of(query, [*four, (9, 0, 0)]) == {"quarters": 4, **none}
    assert of(query, [*four, (3, 5, 10)]) == {"quarters": 4, **none}
    assert of(query, [(i, 0, 10) for i in range(6)]) == {"quarters": 6, **none}
    assert of(query, [(i, 10, 10) for i in range(6)]) == {"quarters": 6, **none}
