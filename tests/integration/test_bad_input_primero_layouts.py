"""Bad exports from Primero as JSON and Excel, and any export cut or changed at random: none breaks the reader."""

import json

import pytest
from amc_export import KEY, PERIOD, balanced, rules
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st
from primero_cases import CASES
from primero_export import LAYOUTS, json_of, tabs_of, xlsx_of
from primero_forms import names
from primero_spoil import (
    ACCEPTED,
    OLE,
    REFUSED,
    Dirt,
    bomb,
    cell,
    cell_among_many,
    check,
    far_cell,
    file,
    js,
    js_text,
    xlsx,
    xlsx_bytes,
    zipped_bomb,
)

from orchestration.sources.primero.reader import read

CASES_OF_DIRT: dict[str, Dirt] = {
    "an empty JSON": (file("cases.json", b" \n"), REFUSED, {"file-empty"}, ["Fișiere goale"]),
    "a JSON without a case": (
        file("cases.json", b"[]"),
        REFUSED,
        {"table-empty", "table-without-rows"},
        ["fără nicio înregistrare"],
    ),
    "a JSON cut short": (
        js_text(lambda content: content[: len(content) // 2]),
        REFUSED,
        {"file-cut-short"},
        ["este tăiat"],
    ),
    "a JSON cut in a letter": (
        js_text(lambda content: content[: content.index("ă".encode()) + 1]),
        REFUSED,
        {"file-cut-short"},
        ["este tăiat"],
    ),
    "a spoilt JSON": (
        js_text(lambda content: content.replace(b'"data": {', b'"data" {', 1)),
        REFUSED,
        {"json-broken"},
        ["nu este JSON corect", "În cases.json: o dată, la linia 4."],
    ),
    "no comma between records": (
        js_text(lambda content: content.replace(b"  },\n  {", b"  }\n  {", 1)),
        REFUSED,
        {"json-broken"},
        ["nu este JSON corect"],
    ),
    "an object for a list": (
        file("cases.json", b'{"cases": []}'),
        REFUSED,
        {"file-cut-short"},
        ["cases.json"],
    ),
    "lists without end": (file("cases.json", b"[" * 100_000 + b"]"), REFUSED, {"json-broken"}, ["JSON"]),
    "a number without end": (
        js_text(lambda content: content.replace(b'"age": 10', b'"age": ' + b"1" * 5000, 1)),
        REFUSED,
        {"json-broken"},
        ["JSON"],
    ),
    "Latin-2 JSON": (
        js_text(lambda content: content.decode().encode("iso8859-2", errors="replace")),
        REFUSED,
        {"encoding-not-utf8"},
        ["UTF-8"],
    ),
    "UTF-16 JSON": (
        js_text(lambda content: content.decode().encode("utf-16-le")),
        REFUSED,
        {"encoding-not-utf8"},
        ["UTF-16"],
    ),
    "records of another kind": (
        js(lambda _: [{"a": 1}, 3]),
        REFUSED,
        {"primero-not-cases"},
        ["nu incidente"],
    ),
    "records that are none": (
        js(lambda records: [*records, 7, {"id": "x"}, None]),
        ACCEPTED,
        {"row-malformed"},
        ["cases: 15 citite = 12 bune + 3 refuzate"],
    ),
    "a record without an ID": (
        js(lambda records: (records[0].pop("id"), records[0]["data"].pop("case_id_display"), None)[-1]),
        ACCEPTED,
        {"key-missing", "table-without-rows"},
        ["12 citite = 11 bune + 1 refuzate"],
    ),
    "half of a letter": (
        js(lambda records: records[0].update(id="\ud800")),
        ACCEPTED,
        {"code-invalid"},
        ["coloana uuid"],
    ),
    "data of another kind": (
        js(lambda records: records[0]["data"].update(status={"a": 1}, age=[1], services_section=7)),
        ACCEPTED,
        {"field-unreadable"},
        ["coloana status", "coloana age", "coloana services"],
    ),
    # Excel
    "an Excel that is no zip": (
        file("cases.xlsx", b"ID;Case ID\n"),
        REFUSED,
        {"excel-broken"},
        ["registru Excel"],
    ),
    "an empty Excel": (file("cases.xlsx", b""), REFUSED, {"excel-broken"}, ["registru Excel"]),
    "an Excel cut short": (
        xlsx_bytes(lambda content: content[: len(content) // 2]),
        REFUSED,
        {"excel-broken"},
        ["deteriorat"],
    ),
    "an Excel under a password": (file("cases.xlsx", OLE), REFUSED, {"excel-broken"}, ["parolă"]),
    "an Excel that is a bomb": (xlsx_bytes(bomb), REFUSED, {"archive-bomb"}, ["ori mărimea ei"]),
    "a bomb in a zip": (zipped_bomb, REFUSED, {"excel-broken"}, ["registru Excel"]),
    "a cell far away": (xlsx_bytes(far_cell), REFUSED, {"excel-broken"}, ["registru Excel"]),
    "an Excel of another kind": (
        file("cases.xlsx", xlsx_of({"Foaie1": [["Nume", "Vârsta"], ["Ion", 3]]})),
        REFUSED,
        {"primero-not-cases"},
        ["nu incidente"],
    ),
    "a label twice": (
        xlsx(lambda tabs: [row.append("Sex") for row in tabs["Basic Identity"][:1]]),
        REFUSED,
        {"column-twice"},
        ["Basic Identity", "coloanele: sex"],
    ),
    "a header lost": (
        xlsx(lambda tabs: tabs["Services-Nested Services"].pop(0)),
        ACCEPTED,
        {"table-not-exported"},
        ["services"],
    ),
    "no header at all": (
        xlsx(lambda tabs: [rows.pop(0) for rows in tabs.values()]),
        REFUSED,
        {"primero-not-cases"},
        ["nu are niciun câmp"],
    ),
    "an entry of no case": (
        cell("Services-Nested Services", 1, "ID", "ffffff1"),
        ACCEPTED,
        {"parent-not-found"},
        ["cases.xlsx: services"],
    ),
    "a row without an ID": (
        cell("Basic Identity", 4, "ID", None),
        ACCEPTED,
        {"key-missing", "primero-tabs-differ"},
        ["13 citite = 12 bune + 1 refuzate"],
    ),
    "a row lost from a tab": (
        xlsx(lambda tabs: tabs["Basic Identity"].pop(6)),
        ACCEPTED,
        {"primero-tabs-differ"},
        ["cases: 12 citite = 12 bune", "În cases.xlsx: Basic Identity lipsesc cazuri", "(1)"],
    ),
    "a row lost from a subform's tab": (
        xlsx(lambda tabs: tabs["Services-Nested Services"].pop()),
        ACCEPTED,
        {"primero-tabs-differ"},
        ["În cases.xlsx: services lipsesc cazuri"],
    ),
    "an option that is none": (
        cell_among_many("Basic Identity", 1, "Case Status", "Half open"),
        ACCEPTED,
        {"value-not-in-list"},
        ["coloana status"],
    ),
    "a concern without a label of ours": (
        cell("Protection Concerns", 1, "Protection Concerns", "Ion Popescu ||| Other"),
        REFUSED,
        {"code-unknown", "too-many-unknown-codes"},
        ["? × 1"],
    ),
    "a month that is none": (
        cell("Basic Identity", 1, "Date of Registration or Interview", "05-Xyz-2025"),
        ACCEPTED,
        {"date-invalid"},
        ["registration_date"],
    ),
    "a place of no county": (
        cell("Basic Identity", 1, "Current Location", "România::Atlantida::Supur"),
        ACCEPTED,
        {"locality-not-found"},
        ["SIRUTA"],
    ),
}


@pytest.mark.parametrize("name", CASES_OF_DIRT)
def test_bad_input_gets_a_message_that_helps(name, tmp_path):
    assert CASES_OF_DIRT[name][2]
    check(CASES_OF_DIRT[name], tmp_path)


@pytest.mark.parametrize("layout", ["csv", "json"])
def test_a_text_cut_anywhere_is_refused_or_loses_nothing_but_what_is_told(layout, tmp_path):
    whole = LAYOUTS[layout](CASES)
    ends = {n for n in range(len(whole) + 1) if whole[n - 1 : n] == b"\n"} | {len(whole)}
    path = tmp_path / f"cases.{layout}"
    for cut in sorted({*range(0, len(whole), max(1, len(whole) // 300)), *ends}):
        path.write_bytes(whole[:cut])
        reading = read(path, PERIOD, KEY)
        assert balanced(reading), cut
        if layout == "json":
            assert reading.accepted is (cut == len(whole)), cut
        elif reading.accepted:
            assert cut in ends or "file-unended" in rules(reading), cut


@fuzz(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    places=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_bytes_changed_at_random_break_nothing(layout, places, tmp_path):
    content = bytearray(LAYOUTS[layout](CASES))
    for place, byte in places:
        content[place % len(content)] = byte
    path = tmp_path / f"cases.{layout}"
    path.write_bytes(bytes(content))
    assert balanced(read(path, PERIOD, KEY))


@fuzz(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    values=st.dictionaries(
        st.sampled_from([*names(), "case_id_display", "unknown"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=8,
    )
)
def test_any_data_is_read_or_told(values, tmp_path):
    records = json.loads(json_of(CASES[:3]))
    records[0]["data"].update(values)
    path = tmp_path / "cases.json"
    path.write_bytes(json.dumps(records).encode())
    reading = read(path, PERIOD, KEY)
    assert balanced(reading)
    assert reading.tables[0]["read"] == 3


@fuzz(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), label=st.integers(1, 14))
def test_any_cell_is_read_or_told(text, label, tmp_path):
    tabs = tabs_of(CASES)
    tabs["Basic Identity"][1][label] = text
    path = tmp_path / "cases.xlsx"
    path.write_bytes(xlsx_of(tabs))
    assert balanced(read(path, PERIOD, KEY))
