"""Keyed codes in the place of names: what does not matter, and what does."""

import unicodedata
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.sources.people import plain_names, pseudonymise_people, sound
from orchestration.sources.spor.reader import CONTRACT
from orchestration.sources.table_reader import TableReading, typed
from quality.findings import Findings
from simulation.names import MEN, SURNAMES, WOMEN

KEY = b"k" * 32


def plain(*names: str | None) -> list[str | None]:
    return plain_names(pl.Series(names, dtype=pl.String)).to_list()


def sounding(*names: str) -> list[str]:
    frame = pl.DataFrame({"name": plain(*names)})
    return sound("name", frame).to_list()


def coded(*people: tuple[str | None, str | None, str | None], key: bytes = KEY) -> TableReading:
    """Read people (last name, first name, CNP) as SPOR's contract says."""
    rows = pl.DataFrame(
        {
            "id": [str(number) for number in range(1, len(people) + 1)],
            "last_name": [last for last, _, _ in people],
            "first_name": [first for _, first, _ in people],
            "cnp": [cnp for _, _, cnp in people],
            "registered_at": ["2025-01-01 00:00:00"] * len(people),
        },
        schema_overrides={"last_name": pl.String, "first_name": pl.String, "cnp": pl.String},
    )
    table = CONTRACT["persons"]
    nothing = {c.name: pl.lit(None, pl.String) for c in table.read if c.name not in rows.columns}
    lines = np.arange(2, len(people) + 2)
    reading = typed(table, rows.with_columns(**nothing), lines, "persons.csv", Findings())
    pseudonymise_people(reading, key)
    return reading


@pytest.mark.parametrize(
    "written",
    [
        "Ștefan-Ion Popescu",
        "POPESCU ȘTEFAN ION",
        "popescu  ion-ştefan",
        "Popescu, Stefan Ion",
        unicodedata.normalize("NFD", "Popescu Ștefan Ion"),
    ],
)
def test_case_marks_hyphens_and_order_do_not_matter(written: str) -> None:
    assert plain(written) == ["ION POPESCU STEFAN"]


def test_one_part_is_no_name() -> None:
    assert plain("Ana", "", "  ", "*******", None, "123 45") == [None] * 6


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kovács Krisztina", "Covaci Cristina"),
        ("Popescu Elena", "Popesscu Elenna"),
        ("Popescu Elena", "Popscu Elna"),
        ("Ionescu Mihai", "Ionescu Mihay"),
        ("Horváth Vilmos", "Horvat Wilmos"),
    ],
)
def test_names_that_are_mistaken_for_each_other_sound_alike(one: str, other: str) -> None:
    first, second = sounding(one, other)
    assert first == second
    assert plain(one) != plain(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Popescu Ana", "Popescu Ina"), ("Popescu Dan", "Popescu Dinu Ion"), ("Rus Ion", "Rad Ion")],
)
def test_other_names_sound_otherwise(one: str, other: str) -> None:
    first, second = sounding(one, other)
    assert first != second


@given(
    st.sampled_from(SURNAMES),
    st.sampled_from(WOMEN + MEN),
    st.sampled_from(WOMEN + MEN),
    st.permutations([0, 1, 2]),
    st.sampled_from([str.upper, str.lower, str.title]),
)
def test_however_it_is_written_a_name_has_one_code(
    surname: str, first: str, second: str, order: list[int], case: Callable[[str], str]
) -> None:
    parts = [surname, first, second]
    again = case(" ".join(parts[place] for place in order))
    bare = "".join(c for c in unicodedata.normalize("NFD", again) if not unicodedata.combining(c))
    assert len(set(plain(" ".join(parts), again, bare))) == 1
    assert len(set(sounding(" ".join(parts), again, bare))) == 1


def test_codes_take_the_place_of_names_and_cnps() -> None:
    reading = coded(("Popescu", "Ana", "2850314300015"), ("POPESCU", "Ana", None), (None, None, "123"))
    rows = reading.rows
    assert not {"last_name", "first_name", "cnp"} & set(rows.columns)
    assert rows["name_key"].str.contains("^[A-Za-z0-9+/]{12}$").to_list() == [True, True, None]
    assert rows["name_key"][0] == rows["name_key"][1] != rows["name_sound_key"][0]
    assert rows["cnp_key"].is_null().to_list() == [False, True, True]
    assert reading.findings.frame().filter(rule="cnp-invalid")["line"].to_list() == [4]


def test_another_key_gives_other_codes() -> None:
    one = coded(("Popescu", "Ana", "2850314300015")).rows
    other = coded(("Popescu", "Ana", "2850314300015"), key=b"x" * 32).rows
    for column in ("cnp_key", "name_key", "name_sound_key"):
        assert one[column][0] != other[column][0]
