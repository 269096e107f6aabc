"""Kaplan-Meier and Aalen-Johansen."""

import math
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

FEW = settings(max_examples=25, deadline=None)  # each is a query

Z = 1.959963984540054
KAPLAN_MEIER = f"kaplan_meier('rows', ['arm'], 'week', 'events', 'censored', {Z})"
AALEN_JOHANSEN = f"aalen_johansen('rows', ['arm'], 'week', 'events', 'competing', 'censored', {Z})"
COLUMNS = "arm varchar, week int, events int, competing int, censored int"
# Remission under 6-mercaptopurine, weeks: relapses, censored (Freireich and others, Blood 21, 1963).
FREIREICH = {6: (3, 1), 7: (1, 0), 9: (0, 1), 10: (1, 1), 11: (0, 1), 13: (1, 0), 16: (1, 0), 17: (0, 1), 19: (0, 1),
             20: (0, 1), 22: (1, 0), 23: (1, 0), 25: (0, 1), 32: (0, 2), 34: (0, 1), 35: (0, 1)}  # fmt: skip
# Stem cell transplants, months: relapses, deaths from the transplant, censored, of the two diseases, 0 and 1
# (Scrucca, Santucci and Aversa, Bone Marrow Transplant 40, 2007; https://luca-scr.github.io/R/bmt.csv).
SCRUCCA = {
    "0": {0: (1, 1, 0), 1: (1, 1, 0), 3: (0, 1, 0), 4: (0, 1, 0), 5: (0, 1, 0), 7: (0, 1, 0), 8: (0, 1, 0),
          9: (0, 1, 0), 12: (1, 0, 0), 13: (0, 1, 0), 14: (0, 1, 0), 22: (0, 1, 0), 26: (0, 1, 0), 35: (0, 0, 1),
          72: (0, 0, 1)},
    "1": {2: (0, 1, 1), 3: (3, 0, 0), 4: (2, 0, 1), 7: (0, 1, 1), 8: (1, 0, 1), 10: (0, 1, 0), 32: (0, 0, 1),
          35: (0, 0, 1), 67: (0, 0, 1), 68: (0, 0, 1), 70: (0, 0, 1)},
}  # fmt: skip
# Events of three causes, and censored (statsmodels, duration/tests/test_survfunc.py).
CAUSES = {1: (2, 0, 0, 1), 2: (1, 0, 0, 2), 4: (0, 3, 0, 2), 6: (0, 0, 2, 0), 7: (0, 0, 1, 0), 8: (0, 0, 0, 1),
          9: (0, 0, 0, 3)}  # fmt: skip
# A row a week: events, competing events, censored.
WEEKS = st.dictionaries(st.integers(0, 30), st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=15)


def of(query, call, weeks) -> dict[int, dict]:
    return {
        row["time"]: row for row in query(call, COLUMNS, [("x", week, *row) for week, row in weeks.items()])
    }


def flip(weeks) -> dict:
    return {week: (competing, events, censored) for week, (events, competing, censored) in weeks.items()}


# --- Kaplan-Meier ---


def test_survival_as_published_of_freireich_1963(query) -> None:
    """Kalbfleisch and Prentice 2002; Greenwood's errors and log-log limits as R's survival and SAS print them.

    The data: https://mn.uio.no/math/english/people/aca/borgan/data/leukemia-description.html.
    """
    found = of(
        query, KAPLAN_MEIER, {week: (events, 0, censored) for week, (events, censored) in FREIREICH.items()}
    )
    columns = ("at_risk", "survival", "std_error", "ci_low", "ci_high")
    assert {week: [round(found[week][c], 4) for c in columns] for week in (6, 7, 10, 13, 16, 22, 23)} == {
        6: [21, 0.8571, 0.0764, 0.6197, 0.9516],
        7: [17, 0.8067, 0.0869, 0.5631, 0.9228],
        10: [15, 0.7529, 0.0963, 0.5032, 0.8894],
        13: [12, 0.6902, 0.1068, 0.4316, 0.8491],
        16: [11, 0.6275, 0.1141, 0.3675, 0.8049],
        22: [7, 0.5378, 0.1282, 0.2678, 0.7468],
        23: [6, 0.4482, 0.1346, 0.1881, 0.6801],
    }
    assert found[35] == found[23] | {"time": 35, "at_risk": 1}


def test_survival_of_the_untreated_as_stata_lists_it(query) -> None:
    """The same trial's controls, `sts list`: http://data.princeton.edu/eco572/KaplanMeier.html."""
    relapses = {1: 2, 2: 2, 3: 1, 4: 2, 5: 2, 8: 4, 11: 2, 12: 2, 15: 1, 17: 1, 22: 1, 23: 1}
    found = of(query, KAPLAN_MEIER, {week: (events, 0, 0) for week, events in relapses.items()})
    columns = ("at_risk", "survival", "std_error", "ci_low", "ci_high")
    assert {week: [round(found[week][c], 4) for c in columns] for week in (1, 2)} == {
        1: [21, 0.9048, 0.0641, 0.6700, 0.9753],
        2: [19, 0.8095, 0.0857, 0.5689, 0.9239],
    }


@FEW
@given(st.dictionaries(st.integers(0, 50), st.integers(1, 9), min_size=1, max_size=20))
def test_without_censoring_it_is_the_share_that_is_left(query, events) -> None:
    found = of(query, KAPLAN_MEIER, {week: (count, 0, 0) for week, count in events.items()})
    people = sum(events.values())
    for week, row in found.items():
        left = sum(count for later, count in events.items() if later > week) / people
        assert row["survival"] == pytest.approx(left, abs=1e-12)
        if left:
            assert row["std_error"] == pytest.approx(math.sqrt(left * (1 - left) / people))
        else:
            assert (row["survival"], row["std_error"], row["ci_low"], row["ci_high"]) == (0, None, None, None)


@FEW
@given(WEEKS)
def test_interval_contains_survival_and_survival_falls(query, weeks) -> None:
    found = list(of(query, KAPLAN_MEIER, weeks).values())
    assert [row["survival"] for row in found] == sorted((row["survival"] for row in found), reverse=True)
    for row in found:
        assert 0 <= row["survival"] <= 1
        if row["ci_low"] is not None:
            assert 0 <= row["ci_low"] <= row["survival"] <= row["ci_high"] <= 1


def test_rows_of_a_time_are_added_and_arms_kept_apart(query) -> None:
    rows = [("a", 1, 1, 0, 0), ("a", 1, None, 0, 1), ("a", 2, 1, 0, 0), ("b", 1, 0, 0, 5), ("b", 2, 0, 0, 0)]
    found = [
        (row["arm"], row["time"], row["at_risk"], row["survival"])
        for row in query(KAPLAN_MEIER, COLUMNS, rows)
    ]
    assert found == [("a", 1, 3, pytest.approx(2 / 3)), ("a", 2, 1, 0), ("b", 1, 5, 1)]
    assert query(KAPLAN_MEIER, COLUMNS, rows)[2]["std_error"] == 0
    together = query(f"kaplan_meier('rows', [], 'week', 'events', 'censored', {Z})", COLUMNS, rows)
    assert [(row["time"], row["at_risk"]) for row in together] == [(1, 8), (2, 1)]


# --- Aalen-Johansen ---


def test_incidence_as_satagopan_2004_table_2(query) -> None:
    """Br J Cancer 91: nine of 305 patients in full; overall survival and each step of the incidence, in percent.

    https://pmc.ncbi.nlm.nih.gov/articles/PMC2410013/table/tbl2.
    """
    weeks = {7: (0, 0, 1), 10: (1, 0, 0), 14: (0, 0, 1), 16: (1, 0, 0), 18: (0, 1, 0), 23: (1, 0, 0), 24: (0, 0, 1),
             26: (0, 1, 0), 27: (1, 0, 0), 28: (0, 0, 296)}  # fmt: skip
    found = of(query, AALEN_JOHANSEN, weeks)
    at_risk = {week: found[week]["at_risk"] for week in (10, 16, 18, 23, 26, 27)}
    assert at_risk == {10: 304, 16: 302, 18: 301, 23: 300, 26: 298, 27: 297}
    survival = [f"{100 * found[week]['survival']:.1f}" for week in at_risk]
    assert survival == ["99.7", "99.3", "99.0", "98.7", "98.3", "98.0"]
    incidence = [0, *(found[week]["cumulative_incidence"] for week in (10, 16, 23, 27))]
    assert [f"{100 * (b - a):.1f}" for a, b in pairwise(incidence)] == ["0.3"] * 4


def test_incidence_of_scrucca_2007_as_cmprsk_gives_it(query) -> None:
    """What R's cuminc and survfit print of the paper's 35 patients.

    The digits: https://github.com/sebp/scikit-survival, tests/test_nonparametric.py. cmprsk's errors are by another
    formula, of Aalen 1978, and are not ours.
    """
    relapse, death = ({arm: of(query, AALEN_JOHANSEN, turn(weeks)) for arm, weeks in SCRUCCA.items()}
                      for turn in (dict, flip))  # fmt: skip
    printed = {("0", 8): ("0.1176471", "0.4117647"), ("0", 72): ("0.1764706", "0.7058824"),
               ("1", 4): ("0.2951389", "0.0555556"), ("1", 70): ("0.3681858", "0.2057075")}  # fmt: skip
    for (arm, month), expected in printed.items():
        both = (turn[arm][month]["cumulative_incidence"] for turn in (relapse, death))
        assert tuple(f"{incidence:.7f}" for incidence in both) == expected


@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (0, {1: (0.11111111, 0.07407407), 2: (0.17037037, 0.08976251), 9: (0.17037037, 0.08976251)}),
        (1, {2: (0, 0), 4: (0.20740741, 0.10610391), 9: (0.20740741, 0.10610391)}),
        (2, {4: (0, 0), 6: (0.17777778, 0.11196147), 7: (0.26666667, 0.12787781)}),
    ],
)
def test_incidence_and_error_as_statsmodels_and_stata_give_them(query, cause, expected) -> None:
    """Eight digits, which statsmodels' tests expect and state to be those of Stata (stcompet).

    https://github.com/statsmodels/statsmodels, duration/tests/test_survfunc.py.
    """
    weeks = {week: (row[cause], sum(row[:3]) - row[cause], row[3]) for week, row in CAUSES.items()}
    found = of(query, AALEN_JOHANSEN, weeks)
    for week, published in expected.items():
        assert tuple(round(found[week][c], 8) for c in ("cumulative_incidence", "std_error")) == published


def test_variance_and_limits_as_lifelines_and_sas_give_them(query) -> None:
    """Six people, of whom the fourth and the fifth have the event: the tests of lifelines, `against SAS`.

    https://github.com/CamDavidsonPilon/lifelines, tests/test_estimation.py.
    """
    weeks = {1: (0, 0, 1), 2: (0, 1, 0), 3: (0, 1, 0), 4: (1, 0, 0), 5: (1, 0, 0), 6: (0, 0, 1)}
    found = of(query, AALEN_JOHANSEN, weeks)
    assert [round(row["std_error"] ** 2, 9) for row in found.values()] == [0, 0, 0, 0.032, 0.048, 0.048]
    limits = {week: tuple(f"{found[week][c]:.8f}" for c in ("ci_low", "ci_high")) for week in (4, 5, 6)}
    assert limits[4] == ("0.00836904", "0.58185303")
    assert limits[5] == limits[6] == ("0.05197575", "0.75281579")


@FEW
@given(WEEKS)
def test_the_two_incidences_and_survival_are_everybody(query, weeks) -> None:
    one, other = of(query, AALEN_JOHANSEN, weeks), of(query, AALEN_JOHANSEN, flip(weeks))
    assert one.keys() == other.keys()
    for week, row in one.items():
        whole = row["cumulative_incidence"] + other[week]["cumulative_incidence"] + row["survival"]
        assert whole == pytest.approx(1, abs=1e-12)
        if row["ci_low"] is not None:
            assert 0 <= row["ci_low"] <= row["cumulative_incidence"] <= row["ci_high"] <= 1


@FEW
@given(WEEKS)
def test_error_is_the_formula_of_marubini_and_valsecchi_1995(query, weeks) -> None:
    found = list(of(query, AALEN_JOHANSEN, weeks).values())
    for at, now in enumerate(found):
        variance = 0.0
        for j, row in enumerate(found[: at + 1]):
            events, competing, _ = weeks[row["time"]]
            n, either = row["at_risk"], events + competing
            before = found[j - 1]["survival"] if j else 1
            later = now["cumulative_incidence"] - row["cumulative_incidence"]
            if either < n:
                variance += later**2 * either / (n * (n - either))
            variance += before**2 * events * (n - events) / n**3 - 2 * later * before * events / n**2
        assert now["std_error"] == pytest.approx(math.sqrt(max(variance, 0)), abs=1e-7)


@FEW
@given(
    st.dictionaries(
        st.integers(0, 30), st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12
    )
)
def test_without_censoring_error_is_that_of_a_share(query, weeks) -> None:
    """Putter, Fiocco and Geskus, Stat Med 26, 2007: it reduces to the binomial."""
    people = sum(map(sum, weeks.values()))
    for row in of(query, AALEN_JOHANSEN, {week: (*row, 0) for week, row in weeks.items()}).values():
        share = row["cumulative_incidence"]
        assert share == pytest.approx(
            sum(e for week, (e, _) in weeks.items() if week <= row["time"]) / people
        )
        assert row["std_error"] == pytest.approx(math.sqrt(max(0, share * (1 - share)) / people), abs=1e-7)


@FEW
@given(WEEKS)
def test_without_competing_events_it_is_kaplan_meier(query, weeks) -> None:
    alone = {week: (events, 0, censored) for week, (events, _, censored) in weeks.items()}
    curve = of(query, KAPLAN_MEIER, alone)
    for week, row in of(query, AALEN_JOHANSEN, alone).items():
        assert row["cumulative_incidence"] == pytest.approx(1 - curve[week]["survival"], abs=1e-12)
        if curve[week]["std_error"] is not None:
            assert row["std_error"] == pytest.approx(curve[week]["std_error"], abs=1e-7)


def test_without_a_level_there_is_no_interval(query) -> None:
    found = query(
        "aalen_johansen('rows', [], 'week', 'events', 'competing', 'censored')", COLUMNS, [("x", 1, 1, 1, 1)]
    )
    assert list(found[0]) == ["time", "at_risk", "survival", "cumulative_incidence", "std_error"]
