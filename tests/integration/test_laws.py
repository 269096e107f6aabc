"""Laws that indicators obey whatever people there are: hypothesis draws people, the real models count them.

The people replace those of a built warehouse, in a copy of it; the SQL is what dbt compiles for a run.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seed_rows import column, seed
from worlds import PERIOD, World, settings_of

from orchestration import dbt

MODELS = ["person_quarter_sets", "household_quarter_sets", "place", "indicator_count", "indicator_value"]
KEYS = ["geo_level", "geo_code", "indicator", "breakdown", "category"]
CODES = column("vulnerabilities", "vulnerability")
FOUND = [v for v in CODES if v != "emp_not_working"]
DIMENSION = {row["vulnerability"]: row["dimension"] for row in seed("vulnerabilities")}
NEEDS = [
    row["indicator"] for row in seed("indicators") if row["family"] == "needs" and row["measure"] == "share"
]
LAWS = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Person:
    """What a state says of one person at the quarter's end."""

    key: str
    household: int | None
    area: str | None
    county: str | None
    siruta: str | None
    sex: str | None
    age: int | None
    work: str | None
    found: tuple[str, ...]
    asked: tuple[str, ...]

    def row(self, households: list[str]) -> tuple[object, ...]:
        found = [v for v in self.found if DIMENSION[v] in self.asked]
        return (
            str(PERIOD),
            self.key,
            None if self.household is None else households[self.household],
            self.area,
            self.county,
            self.siruta,
            self.sex,
            self.age,
            self.work,
            bool(self.asked),
            sum(1 << CODES.index(v) for v in found),
            sum(1 << ALL.index(dimension) for dimension in self.asked),
        )


HOUSEHOLDS = 5
ALL = tuple(column("dimensions", "dimension"))
PLACES = [("SM", "136483"), ("SM", "136526"), ("SM", None), ("BH", "26564"), (None, None)]
people = st.lists(
    st.builds(
        lambda home, area, place, sex, age, work, found, asked: Person(
            "", home, area, *place, sex, age, work, found, asked
        ),
        st.one_of(st.none(), st.integers(0, HOUSEHOLDS - 1)),
        st.sampled_from(["urban", "rural", None]),
        st.sampled_from(PLACES),
        st.sampled_from(["female", "male", None]),
        st.one_of(st.none(), st.integers(0, 100)),
        st.sampled_from(["yes", "no", "other", None]),
        st.lists(st.sampled_from(FOUND), max_size=4, unique=True).map(tuple),
        st.one_of(st.just(ALL), st.lists(st.sampled_from(ALL), unique=True).map(tuple)),
    ),
    min_size=1,
    max_size=25,
).map(lambda drawn: [replace(person, key=f"p{number}") for number, person in enumerate(drawn)])


@dataclass(frozen=True)
class Counter:
    """A warehouse whose people can be replaced, and the compiled models that count them."""

    connection: duckdb.DuckDBPyConnection
    sql: dict[str, str]
    households: list[str]

    def values(self, drawn: list[Person]) -> pl.DataFrame:
        """Count and give `indicator_value`, of the quarter, by KEYS."""
        names = (
            "period, person_key, household_key, area, county_code, siruta, sex, age, work_status, assessed, "
        )
        names += "vulnerabilities, dimensions_assessed"
        marks = ", ".join("?" * len(drawn[0].row(self.households)))
        self.connection.execute("delete from core.person_quarter_state")
        self.connection.executemany(
            f"insert into core.person_quarter_state ({names}) values ({marks})",
            [p.row(self.households) for p in drawn],
        )
        for model, sql in self.sql.items():
            self.connection.execute(f"create or replace table indicators.{model} as {sql}")
        return self.connection.sql(
            f"select * from indicators.indicator_value where period = '{PERIOD}' order by {', '.join(KEYS)}"
        ).pl()

    def counts(self) -> pl.DataFrame:
        """Give the sums behind the last values, those without a place too."""
        return self.connection.sql(
            f"select * from indicators.indicator_count where period = '{PERIOD}' and indicator in {tuple(NEEDS)}"
        ).pl()


@pytest.fixture(scope="module")
def counter(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    root = tmp_path_factory.mktemp("laws")
    shutil.copyfile(world.settings.warehouse, root / "warehouse.duckdb")
    compiled = dbt.run(["compile", "--select", *MODELS], settings_of(root), str(PERIOD), str(PERIOD))
    code = {result.node.name: result.node.compiled_code for result in compiled}
    connection = duckdb.connect(str(root / "warehouse.duckdb"))
    homes = connection.sql(
        f"select household_key from core.dim_household where closed_at is null order by 1 limit {HOUSEHOLDS}"
    )
    keys = [key for (key,) in homes.fetchall()]
    assert len(keys) == HOUSEHOLDS
    yield Counter(connection, {model: code[model] for model in MODELS}, keys)
    connection.close()


@LAWS
@given(drawn=people)
def test_parts_are_within_the_whole_and_levels_add_up(counter: Counter, drawn: list[Person]) -> None:
    values = counter.values(drawn)
    shares = values.filter(pl.col("indicator").is_in(NEEDS))
    assert shares.height > 0
    assert shares.filter(~pl.col("numerator").is_between(0, pl.col("denominator"))).is_empty()
    told = shares.drop_nulls("value")
    assert told.filter(
        ~pl.col("value").is_between(pl.col("ci_low") - 1e-12, pl.col("ci_high") + 1e-12)
    ).is_empty()
    counts = counter.counts()
    whole = counts.filter(pl.col("breakdown") == "total")
    for breakdown in ("sex", "age", "area"):
        parts = (
            counts.filter(pl.col("breakdown") == breakdown)
            .group_by("indicator", "geo_level")
            .agg(pl.sum("numerator", "denominator"))
        )
        wholes = whole.group_by("indicator", "geo_level").agg(pl.sum("numerator", "denominator"))
        both = parts.join(wholes, on=["indicator", "geo_level"], suffix="_whole")
        assert both.height > 0
        assert both.filter(
            (pl.col("numerator") != pl.col("numerator_whole"))
            | (pl.col("denominator") != pl.col("denominator_whole"))
        ).is_empty()
    levels = whole.group_by("indicator", "geo_level").agg(pl.sum("numerator", "denominator"))
    assert (
        levels.group_by("indicator")
        .agg(pl.n_unique("numerator", "denominator"))
        .filter((pl.col("numerator") > 1) | (pl.col("denominator") > 1))
        .is_empty()
    )


@LAWS
@given(
    drawn=people,
    home=st.integers(0, HOUSEHOLDS - 1),
    place=st.sampled_from(PLACES),
    sex=st.sampled_from(["female", "male"]),
    age=st.integers(0, 100),
)
def test_an_extra_healthy_person_never_raises_a_prevalence(
    counter: Counter, drawn: list[Person], home: int, place: tuple[str | None, str | None], sex: str, age: int
) -> None:
    healthy = Person("healthy", home, "rural", *place, sex, age, "yes", (), ALL)
    before, after = counter.values(drawn), counter.values([*drawn, healthy])
    both = (
        before.join(after, on=KEYS, suffix="_after")
        .filter(pl.col("indicator").is_in(NEEDS))
        .drop_nulls("value")
    )
    assert both.filter(pl.col("value_after") > pl.col("value")).is_empty()
    assert both.filter(pl.col("numerator_after") != pl.col("numerator")).is_empty()


@LAWS
@given(drawn=people, place=st.sampled_from(PLACES))
def test_who_was_not_assessed_changes_coverage_only(
    counter: Counter, drawn: list[Person], place: tuple[str | None, str | None]
) -> None:
    stranger = Person("stranger", None, None, *place, "male", 40, None, (), ())
    before, after = counter.values(drawn), counter.values([*drawn, stranger])
    same = ["numerator", "denominator", "value"]
    both = before.join(after, on=KEYS, suffix="_after").filter(pl.col("indicator").is_in(NEEDS))
    assert both.filter(pl.any_horizontal(pl.col(c).ne_missing(pl.col(f"{c}_after")) for c in same)).is_empty()
    covered = [
        v.filter(indicator="COV-01", geo_level="country", breakdown="total")["denominator"].item()
        for v in (before, after)
    ]
    assert covered[1] == covered[0] + 1


@LAWS
@given(drawn=people, data=st.data())
def test_names_and_order_of_people_change_nothing(
    counter: Counter, drawn: list[Person], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(drawn))
    renamed = [replace(person, key=f"x{number}") for number, person in enumerate(shuffled)]
    assert counter.values(drawn).equals(counter.values(renamed))
