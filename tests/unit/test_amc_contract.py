"""What only AMC's contract keeps: which columns go on, codes that fit, an example as its exports are."""

import re

import polars as pl
from amc_export import EXAMPLES, KEY, PERIOD, rows_of

from orchestration.sources.amc.maps import CODE
from orchestration.sources.amc.reader import CONTRACT, read
from quality.catalogue import seed


def test_what_is_personal_is_not_read():
    read_columns = {(table.name, field.name) for table in CONTRACT.tables for field in table.read}
    personal = r"name|address|phone|notes|ethnic|serial|number|recommend|label|email|cnp"
    coded = {("beneficiaries", column) for column in ("cnp", "first_name", "last_name")}
    assert {pair for pair in read_columns if re.search(personal, pair[1])} == coded
    texts = {
        (table.name, field.name)
        for table in CONTRACT.tables
        for field in table.read
        if field.type == "string" and not field.values and not field.pattern
    }
    assert texts == coded | {("vulnerability_entries", "map")}


def test_every_known_code_fits_where_codes_stand():
    codes = seed("source_codes").filter(pl.col("source") == "amc")["code"]
    assert [code for code in codes if not re.match(CODE, code)] == []


def test_the_example_is_of_one_county():
    assert read(EXAMPLES, PERIOD, KEY).counties == {"SM": 12}


def test_the_example_holds_every_column_of_the_contract_but_generated_ones():
    for table in CONTRACT.tables:
        header = set(rows_of((EXAMPLES / f"{table.name}.csv").read_bytes())[0])
        assert {field.name for field in table.fields} - header <= {"full_name", "properties", "updated_at"}


def test_a_cnp_goes_on_as_a_code_of_its_own():
    people = read(EXAMPLES, PERIOD, KEY).entities["beneficiaries"]
    assert "cnp" not in people.columns
    assert people["cnp_key"].drop_nulls().n_unique() == 10
    assert people["cnp_key"].drop_nulls().str.len_chars().unique().to_list() == [12]
    assert (
        people["cnp_key"].to_list()
        != read(EXAMPLES, PERIOD, b"K" * 32).entities["beneficiaries"]["cnp_key"].to_list()
    )
