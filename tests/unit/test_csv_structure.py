"""The scan finds each record, its line and its fields, and which cannot be trusted."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.sources import csv_structure
from orchestration.sources.csv_structure import plain_header, records, scan

#: Python 3.11 writes a lone carriage return unquoted, which RFC 4180 does not know: line breaks are LF or CRLF here
TEXT = st.lists(st.sampled_from([*'a1ș"," \t;\n\\\'', "\r\n"]), max_size=6).map("".join)
LINE_END = st.sampled_from(["\n", "\r\n"])


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]], str, set[int]]:
    """Header, rows, the text, and the indices of the rows before which blank lines stand."""
    width = draw(st.integers(2, 4))
    header = [f"column_{n}" for n in range(width)]
    rows = draw(st.lists(st.lists(TEXT, min_size=width, max_size=width), max_size=6))
    blanks = draw(st.sets(st.integers(0, 6)))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator=draw(LINE_END), quoting=draw(st.sampled_from([0, 1])))
    writer.writerow(header)
    for index, row in enumerate(rows):
        text.write(draw(LINE_END) if index in blanks else "")
        writer.writerow(row)
    return header, rows, text.getvalue(), blanks


@given(tables())
def test_what_the_csv_module_writes_is_found_record_by_record(table):
    header, rows, text, _ = table
    found = scan(text.encode())
    assert found.header == header
    assert len(found.starts) == len(rows)
    assert found.broken_quote_line is None
    assert not found.cut_short
    assert found.ended
    assert not len(found.malformed)
    for start, end, line, row in zip(found.starts, found.ends, found.lines, rows, strict=True):
        record = text.encode()[start:end].decode()
        assert next(csv.reader(io.StringIO(record, newline=""))) == row
        assert line == text.encode()[:start].count(b"\n") + 1
    kept = records(text.encode(), found).decode()
    assert list(csv.reader(io.StringIO(kept, newline=""))) == rows


@given(tables(), st.integers(0, 5), st.booleans())
def test_a_record_with_a_field_too_many_or_too_few_is_found_and_only_it(table, where, more):
    header, rows, _, _ = table
    where = min(where, len(rows))
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    wrong = ["x"] * (len(header) + (1 if more else -1))
    writer.writerows([header, *rows[:where], wrong, *rows[where:]])
    found = scan(text.getvalue().encode())
    assert list(found.malformed) == [where]
    kept = records(text.getvalue().encode(), found).decode()
    assert list(csv.reader(io.StringIO(kept, newline=""))) == rows


@pytest.mark.parametrize("record", ['1,"a"b', '1,"a" ', ' "1",a', '1,"a""b"c', '1,a""b', '1"",a'])
def test_a_quote_where_none_may_stand_costs_its_record_only(record):
    found = scan(f"h,i\n7,8\n{record}\n9,10\n".encode())
    assert list(found.malformed) == [1]
    assert found.broken_quote_line is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('h,i\n1,"a\n2,b\n3,c\n', 2),
        ('h,i\n1,a\n2,b"c\n3,"d"\n4,e\n', 3),
        ('h,i\n1,a"b\n2,b\n3,c"d\n', 2),
        ('h,i\n1,a\n2,5" pipe\n3,c\n', 3),
        ('h,"i\n1,a\n', 1),
        ('"h"x,i\n1,a\n', 1),
    ],
)
def test_a_quote_that_hides_where_records_end_is_told_with_its_line(text, line):
    assert scan(text.encode()).broken_quote_line == line


@pytest.mark.parametrize("text", ["h,i\n1,a\n2", 'h,i\n1,a\n2,"b', 'h,i\n1,"a', 'h,i,j\n1,"a","b'])
def test_a_file_that_ends_inside_a_record_is_cut_short(text):
    assert scan(text.encode()).cut_short


@pytest.mark.parametrize("text", ["h,i\n1,a", "h,i", 'h,i\n1,"a"'])
def test_a_last_line_without_an_end_may_be_whole_and_is_told(text):
    found = scan(text.encode())
    assert not found.cut_short
    assert not found.ended


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n"])
def test_nothing_holds_no_record(text):
    found = scan(text.encode())
    assert (found.header, len(found.starts), found.body) == ([], 0, slice(0, 0))


def test_names_of_columns_may_be_quoted_and_padded():
    assert scan(b'"id", name ,"with, comma"\r\n1,2,3\r\n').header == ["id", "name", "with, comma"]


@given(st.binary(max_size=60).map(lambda noise: b'a,b\n1,"x"\n' + noise))
def test_no_bytes_make_it_fail_and_lines_only_grow(content):
    found = scan(content)
    assert sorted(found.lines) == list(found.lines)
    assert (found.ends > found.starts).all()


#: pieces that make well-formed and torn texts alike
PIECES = st.lists(
    st.sampled_from(['"', ",", "\n", "\r\n", "\r", "a", '"b"', '"c,d"', '"e""f"', '"g\nh"', "\n\n"]),
    max_size=40,
)


@given(PIECES.map("".join), st.integers(1, 24), st.sampled_from([1, 8, 64]))
def test_blocks_of_any_size_find_the_same(text, block, few):
    whole = scan(text.encode())
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_structure, "BLOCK", block)
        patched.setattr(csv_structure, "FEW", few)
        parts = scan(text.encode())
    for name in vars(whole):
        assert np.array_equal(getattr(whole, name), getattr(parts, name)), name
    assert records(text.encode(), whole) == records(text.encode(), parts)


@given(st.one_of(PIECES.map("".join), tables().map(lambda table: table[2])), st.integers(1, 24))
def test_a_plain_text_is_one_of_which_the_scan_finds_nothing_odd(text, block):
    content = text.encode()
    found = scan(content)
    odd = len(found.malformed) or found.broken_quote_line or found.cut_short or not found.ended
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(csv_structure, "BLOCK", block)
        header = plain_header(content)
    if header is not None:
        assert not odd
        assert header == found.header
        assert found.lines.tolist() == list(range(2, content.count(b"\n") + 1))


@pytest.mark.parametrize("text", ["h,i\n", "h,i\n1,2\n", 'h,i\n1,"a,""b"""\n"",\n', 'h,i\n"1","ș"\n,""\n'])
def test_what_is_usual_is_plain(text):
    assert plain_header(text.encode()) == ["h", "i"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "h\n1\n",
        "h,i",
        "h,i\n1,2",
        "h,i\r\n1,2\r\n",
        "h,i\n\n1,2\n",
        "h,i\n1\n",
        "h,i\n1,2,3\n4\n",
        '"h",i\n1,2\n',
        'h,i\n1,"a\nb"\n',
        'h,i\n1,a"b"\n',
        'h,i\n1,"a"b\n',
        'h,i\n1,"a\n',
        'h,i\n1,"a\n2,b"\n',
    ],
)
def test_what_is_odd_is_not_plain(text):
    assert plain_header(text.encode()) is None
