"""How far a number is from a place's own past."""

import pytest

COLUMNS = "quarter int, x double"
PAST = "(order by quarter rows between 12 preceding and 1 preceding)"


def last(query, values: list[float | None], chance: float = 0, least: int = 1) -> float | None:
    """The modified z score of the last value against those before it."""
    z = f"own_past_z('x', {chance}, '{PAST}', {least})"
    rows = query(f"'select quarter, ' ~ {z} ~ ' as z from rows'", COLUMNS, list(enumerate(values)))
    return rows[-1]["z"]


def past(median: float, deviation: float) -> list[float]:
    """Five numbers of that median and median absolute deviation."""
    return [median - 2 * deviation, median - deviation, median, median + deviation, median + 2 * deviation]


@pytest.mark.parametrize(
    ("number", "median", "deviation", "published"),
    [
        (243, 39, 11, "12.50891"),
        (238, 39, 11, "12.20232"),
        (323, 31.5, 8, "24.57709"),
        (130, 31, 2, "33.38775"),
        (154, 24, 8.5, "10.31588"),
        (489, 22, 8, "39.37394"),
    ],
)
def test_modified_z_scores_as_dhis2_prints_them(query, number, median, deviation, published) -> None:
    """The demonstration data of Sierra Leone, in DHIS2's own test of its outlier detection (MOD_Z_SCORE).

    https://github.com/dhis2/dhis2-core, in dhis-2/dhis-test-e2e, analytics/outlier.
    """
    assert f"{last(query, [*past(median, deviation), number]):.5f}" == published


def test_a_past_that_did_not_vary_has_the_spread_of_chance(query) -> None:
    """0.6745 (x - median) / (0.6745 chance): so many of chance's spreads away."""
    assert last(query, [5, 5, 5, 5, 8], chance=2) == pytest.approx(1.5)
    assert last(query, [5, 5, 5, 5, 5], chance=2) == 0


def test_the_number_itself_and_unknown_quarters_are_no_past(query) -> None:
    assert last(query, [1, 2, 3, None, 100], least=3) == pytest.approx(0.6745 * 98)
    assert last(query, [1, 2, 3, None, 100], least=4) is None
    assert last(query, [1, 2, 3, None], least=3) is None


@pytest.mark.parametrize(("count", "scaled"), [(0, 1.224745), (1, 2.345208), (4, 4.183300), (100, 20.037465)])
def test_twice_the_root_of_a_count(value, count, scaled) -> None:
    assert value("count_scale('n')", n=count) == pytest.approx(scaled, abs=1e-6)


def test_scales_make_chance_the_same_everywhere(value) -> None:
    """A share of 0.1 and one of 0.5, each off by its binomial spread, are the same step of 1 / root of n."""
    for share in (0.1, 0.5):
        low, high = (
            value(
                "share_scale('k', 'n')",
                k=10000 * share + side * (10000 * share * (1 - share)) ** 0.5,
                n=10000,
            )
            for side in (-1, 1)
        )
        assert high - low == pytest.approx(2 / 100, rel=1e-3)
    for mean in (0.5, 8):
        low, high = (
            value("mean_scale('k', 'n')", k=10000 * mean + side * (10000 * mean) ** 0.5, n=10000)
            for side in (-1, 1)
        )
        assert high - low == pytest.approx(2 / 100, rel=1e-3)


def test_nothing_of_nothing_has_no_mean(value) -> None:
    assert value("mean_scale('k', 'nullif(n, 0)')", k=0, n=0) is None
