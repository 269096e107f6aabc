"""The test for trend."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

FEW = settings(max_examples=25, deadline=None)  # each is a query

CALL = "trend('rows', ['place'], 'period', 'k', 'n')"
COLUMNS = "place varchar, period double, k bigint, n bigint"
# Malformation by the mother's drinks a day (Graubard and Korn 1987): malformed, all.
MALFORMED = [(48, 17114), (38, 14502), (5, 793), (1, 127), (1, 38)]


def of(query, rows) -> dict:
    found = query(CALL, COLUMNS, [("x", *row) for row in rows])
    assert [row.pop("place") for row in found] == ["x"]
    return found[0]


def test_as_agresti_categorical_data_analysis_infant_malformation(query) -> None:
    """Scores in the middle of each class of drinks, 7 for the open one: 6.57, of root 2.56.

    Mantel's form is by (n - 1) / n smaller: 6.5699 in R's vcdExtra. The table:
    https://fliphtml5.com/zroi/midv/An_Introduction_to_Categorical_Data_Analysis/59.
    """
    scores = [0, 0.5, 1.5, 4, 7]
    found = of(query, [(score, *row) for score, row in zip(scores, MALFORMED, strict=True)])
    assert (f"{found['chi_square']:.2f}", f"{found['z']:.2f}") == ("6.57", "2.56")
    assert f"{found['chi_square'] * 32573 / 32574:.4f}" == "6.5699"
    assert (
        found["quarters"] == 5
        and found["z"] == pytest.approx(found["chi_square"] ** 0.5)
        and found["slope"] > 0
    )


@pytest.mark.parametrize(("scores", "p"), [((0, 0.5, 1.5, 4, 8), "0.0039"), ((1, 2, 3, 4, 5), "0.0882")])
def test_as_cytel_statxact_example_6_infant_malformation(query, scores, p) -> None:
    """One-sided p, asymptotic: http://www.cytel.com/Products/StatXact/example_06.asp."""
    found = of(query, [(score, *row) for score, row in zip(scores, MALFORMED, strict=True)])
    assert f"{norm.sf(found['z']):.4f}" == p


def test_as_sas_documents_proc_freq_example_cochran_armitage(query) -> None:
    """Adverse responses "No" by dose 0 to 4: statistic -4.7918.

    https://support.sas.com/documentation/cdl/en/procstat/67528/HTML/default/procstat_freq_examples08.htm
    """
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
