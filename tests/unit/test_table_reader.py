"""One table: types, what a bad value costs, and what a bad file costs."""

import json
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from orchestration.sources.contract import Table, load
from orchestration.sources.table_reader import TableReading, read_table
from quality.findings import Findings

FIELDS = [
    {"name": "id", "type": "integer", "constraints": {"required": True, "minimum": 1, "maximum": 10**12 - 1}},
    {"name": "seen_at", "type": "datetime", "constraints": {"required": True}},
    {"name": "day", "type": "date"},
    {"name": "flag", "type": "boolean"},
    {"name": "size", "type": "integer"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
    {"name": "code", "type": "string", "constraints": {"pattern": "[A-Z]{2}_[0-9]"}},
    {"name": "note", "type": "string", "incluziune:treatment": "drop"},
]
HEADER = "id,seen_at,day,flag,size,kind,code,note"
GOOD = "1,2025-01-02 03:04:05,2025-01-02,1,7,a,AB_1,text"


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    fields = [{"description": "", **field} for field in FIELDS]
    schema = {"fields": fields, "primaryKey": "id"}
    resource = {"name": "things", "title": "", "description": "", "schema": schema}
    package = {"name": "s", "title": "", "description": "", "resources": [resource], "incluziune:unread": {}}
    path: Path = tmp_path_factory.mktemp("contract") / "datapackage.json"
    path.write_text(json.dumps(package), encoding="utf-8")
    return load(path).tables[0]


def take(table: Table, *lines: str, header: str = HEADER) -> TableReading:
    reading = read_table("\n".join([header, *lines, ""]).encode(), table, Findings())
    assert reading
    return reading


def row(**cells: str) -> str:
    return ",".join(
        cells.get(name, value) for name, value in zip(HEADER.split(","), GOOD.split(","), strict=True)
    )


def found(reading: TableReading) -> list[tuple[str, int, int | None, str | None]]:
    return reading.findings.frame().select("rule", "line", "key", "column").rows()


def test_a_good_row_has_its_types_and_no_finding(table):
    reading = take(table, GOOD)
    assert reading.rows.drop("_row").rows() == [
        (1, datetime(2025, 1, 2, 3, 4, 5), date(2025, 1, 2), True, 7, "a", "AB_1")
    ]
    assert (reading.read, reading.refused, found(reading)) == (1, 0, [])


@pytest.mark.parametrize("null", ["", "NULL", r"\N", '""', "  ", '"NULL"'])
def test_each_way_to_write_null(table, null):
    reading = take(table, row(day=null, flag=null, size=null, kind=null, code=null))
    assert reading.rows.select("day", "flag", "size", "kind", "code").row(0) == (None,) * 5
    assert found(reading) == []


@pytest.mark.parametrize(
    ("column", "bad", "rule"),
    [
        ("day", "2025-02-31", "date-invalid"),
        ("day", "31.01.2025", "date-invalid"),
        ("day", "0000-00-00", "date-invalid"),
        ("day", "12025-01-01", "date-invalid"),
        ("day", "2025-1-1", "date-invalid"),
        ("flag", "true", "value-not-in-list"),
        ("size", "1.5", "number-invalid"),
        ("size", "9" * 30, "number-invalid"),
        ("kind", "c", "value-not-in-list"),
        ("code", "Maria Popescu", "code-invalid"),
        ("code", "AB_1\u0000", "code-invalid"),
    ],
)
def test_a_bad_value_costs_its_field(table, column, bad, rule):
    reading = take(table, GOOD, row(id="2", **{column: bad}))
    assert found(reading) == [(rule, 3, 2, column)]
    assert reading.rows[column].to_list()[1] is None
    assert (reading.read, reading.refused) == (2, 0)


@pytest.mark.parametrize(
    ("column", "bad", "rule"),
    [
        ("id", "", "key-missing"),
        ("id", "x", "key-missing"),
        ("id", "0", "key-missing"),
        ("id", "6230713301273", "key-missing"),
        ("seen_at", "", "time-missing"),
        ("seen_at", "2025-02-31 00:00:00", "time-missing"),
        ("seen_at", "2025-01-02", "time-missing"),
        ("seen_at", "2025-01-02 03:04:5", "time-missing"),
        ("seen_at", "2025-01-02 24:00:00", "time-missing"),
        ("seen_at", "2025-01-02 23:59:60", "time-missing"),
        ("seen_at", "2025-01-02 03:04:05+02:00", "time-missing"),
    ],
)
def test_a_row_without_key_or_time_is_refused_alone(table, column, bad, rule):
    reading = take(table, row(**{column: bad}), row(id="2"))
    assert [(f[0], f[1], f[3]) for f in found(reading)] == [(rule, 2, column)]
    assert reading.rows["id"].to_list() == [2]
    assert (reading.read, reading.refused) == (2, 1)


@pytest.mark.parametrize(
    "stamp", ["2025-01-02T03:04:05Z", "2025-01-02 03:04:05.000", "2025-01-02 03:04:05+00:00"]
)
def test_ways_to_write_the_same_utc_stamp(table, stamp):
    assert take(table, row(seen_at=stamp)).rows["seen_at"][0] == datetime(2025, 1, 2, 3, 4, 5)


def test_of_repeated_keys_the_first_good_row_stays(table):
    reading = take(table, row(seen_at=""), row(size="1"), row(size="2"))
    assert reading.rows["size"].to_list() == [1]
    assert found(reading) == [("key-twice", 4, 1, "id"), ("time-missing", 2, 1, "seen_at")]
    assert (reading.read, reading.refused) == (3, 2)


def test_columns_in_another_order_quoted_with_a_byte_order_mark_and_crlf(table):
    names, cells = HEADER.split(","), GOOD.split(",")
    lines = [",".join(f'"{name}"' for name in reversed(names)), ",".join(reversed(cells))]
    reading = read_table(b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode(), table, Findings())
    assert reading
    assert reading.rows.drop("_row").rows() == take(table, GOOD).rows.drop("_row").rows()


def test_malformed_records_blank_lines_and_line_breaks_keep_the_lines_right(table):
    reading = take(
        table, row(note='"a\nb ""c"""'), "", "2,too,short", row(id="3", day="x"), row(id="4") + ",more"
    )
    assert reading.rows["id"].to_list() == [1, 3]
    assert found(reading) == [
        ("row-malformed", 5, None, None),
        ("row-malformed", 7, None, None),
        ("date-invalid", 6, 3, "day"),
    ]
    assert (reading.read, reading.refused) == (4, 2)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "file-empty"),
        (b"\xef\xbb\xbf\r\n", "file-empty"),
        ("\n".join([HEADER, GOOD, GOOD]).encode("utf-16"), "encoding-not-utf8"),
        ("\n".join([HEADER, GOOD, GOOD]).encode("utf-16-le"), "encoding-not-utf8"),
        (f"{HEADER}\n{row(note='Țară')}\n".encode("iso8859_16"), "encoding-not-utf8"),
        (f"{HEADER}\n{row(note='ţară')}\n".encode("cp1250"), "encoding-not-utf8"),
        (f"{HEADER}\n{row(note='ț')}".encode()[:-1], "file-cut-short"),
        (f"{HEADER}\n{GOOD}\n{GOOD[:30]}".encode(), "file-cut-short"),
        (f"{HEADER}\n{row(note=chr(34))}\n{GOOD}\n".encode(), "quote-not-closed"),
        (HEADER.replace(",", ";").encode() + b"\n", "separator-not-comma"),
        (HEADER.replace(",", "\t").encode() + b"\n", "separator-not-comma"),
        (f"{GOOD}\n{GOOD}\n".encode(), "header-missing"),
        (f"{HEADER},id\n{GOOD},1\n".encode(), "column-twice"),
        (f"{HEADER[3:]}\n{GOOD[2:]}\n".encode(), "column-missing"),
    ],
)
def test_what_refuses_the_file(table, content, rule):
    findings = Findings()
    assert read_table(content, table, findings) is None
    assert set(findings.frame()["rule"]) == {rule}
    assert findings.refuses_delivery()


def test_a_header_that_is_data_is_not_told(table):
    findings = Findings()
    read_table(b"id,Ioana,Popescu,0712345678\n1,2,3,4\n", table, findings)
    assert (
        not findings.frame()
        .filter(pl.any_horizontal(pl.col("column", "detail").str.contains("(?i)ioana|pop|07")))["rule"]
        .to_list()
    )


def test_columns_beyond_the_contract_are_told_by_name_or_by_place(table):
    reading = take(table, f"{GOOD},1,2", header=f"{HEADER},new_column,Ana Popescu")
    assert reading.findings.frame()["column"].to_list() == ["#10", "new_column"]


def test_a_dropped_column_may_be_missing_or_there_twice(table):
    assert found(take(table, GOOD.removesuffix(",text"), header=HEADER.removesuffix(",note"))) == []
    assert found(take(table, f"{GOOD},again", header=f"{HEADER},note")) == []


def test_a_header_without_rows_is_a_table_without_rows(table):
    reading = take(table)
    assert (reading.read, reading.rows.height) == (0, 0)
    assert reading.rows.schema["seen_at"] == pl.Datetime("us")
    assert [f[0] for f in found(reading)] == ["table-without-rows"]


def test_a_long_text_is_read(table):
    assert take(table, row(note="x" * 1_000_000)).rows.height == 1


def test_spaces_about_a_value_are_none_of_it(table):
    reading = take(table, GOOD, "2 , 2025-01-02T03:04:05Z,2025-01-02 , 1, 7,a ,\tAB_1,", row(id="3"))
    first, second, third = reading.rows.drop("_row", "id").rows()
    assert first == second == third
    assert reading.rows["id"].to_list() == [1, 2, 3]
    assert found(reading) == []


def test_a_number_that_cannot_be_a_key_is_not_told(table):
    reading = take(table, row(id="6230713301273"), row(id="2", size="x"))
    assert found(reading) == [("key-missing", 2, None, "id"), ("number-invalid", 3, 2, "size")]


@pytest.mark.parametrize("ids", [["1", "2", "1"], ["2", "1", "2"]])
def test_a_key_that_is_there_twice_is_refused_whatever_the_order(table, ids):
    reading = take(table, *(row(id=number) for number in ids))
    assert found(reading) == [("key-twice", 4, int(ids[2]), "id")]
    assert reading.rows["id"].to_list() == [int(number) for number in ids[:2]]
