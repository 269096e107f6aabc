"""Bad deliveries of household assessments, each through `incluziune check`: a verdict, a message that helps."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from amc_export import (
    KEY,
    PERIOD,
    Files,
    balanced,
    changed,
    rows_of,
    rules,
    write_folder,
    write_zip,
)
from spor_export import CONTRACT, TABLES, changes, csv_of, example, judged, with_cells, with_rows
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.sources.spor.reader import read
from orchestration.sources.table_reader import read_table
from quality.findings import Findings
from quality.rules import RULES, Effect

ACCEPTED, REFUSED = 0, 1
#: a whole delivery has nothing to strike
PLAIN = {"table-without-rows"}


def checked(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and message of the command line."""
    arguments = ["check", str(path), "--source", "spor", "--period", "2025-Q4", "--as-of", "2026-01-20"]
    result = CliRunner().invoke(app, [*arguments, *options], catch_exceptions=False)
    return result.exit_code, result.output


def replaced(table: str, old: bytes, new: bytes) -> Files:
    files = example()
    assert old in files[table]
    return files | {table: files[table].replace(old, new)}


def recoded(table: str, encoding: str) -> Files:
    files = example()
    return files | {table: files[table].decode().encode(encoding, errors="replace")}


def without(table: str, column: str) -> Files:
    return changed(
        example(), table, lambda rows: [{k: v for k, v in row.items() if k != column} for row in rows]
    )


def many(files: Files, table: str, count: int, **cells: Callable[[int], str]) -> Files:
    """A table of `count` rows made of its own, with keys from 1 and the cells given by row."""

    def more(rows):
        own = (rows * (count // len(rows) + 1))[:count]
        return [
            row | {"id": str(n)} | {k: make(n) for k, make in cells.items()}
            for n, row in enumerate(own, start=1)
        ]

    return changed(files, table, more)


def coded(unknown: int, total: int = 1000) -> Files:
    """Changes of `total` findings, the first `unknown` of them with a code that nobody knows."""
    files = changes(findings=rows_of(example()["findings"]))
    code = {True: "hou_unknown", False: "hou_unhealthy"}
    return many(files, "findings", total, assessment_id=str, vulnerability=lambda n: code[n <= unknown])


def cut_references(files: Files) -> Files:
    """A whole delivery whose table of people lost all but its first row."""
    return files | {"persons": csv_of("persons", rows_of(files["persons"])[:1])}


def tombstone(table: str, key: int) -> dict[str, str]:
    return {"id": "1", "table_name": table, "record_id": str(key), "struck_at": "2025-11-04 08:00:00"}


# name: the delivery's files, the exit code, the rules broken beside PLAIN, and what the message must say
CASES: dict[str, tuple[Files, int, set[str], list[str]]] = {
    "the example": (example(), ACCEPTED, set(), ["ACCEPTATĂ", "households: 6 citite = 6 bune + 0 refuzate"]),
    "changes": (
        changes(visits=rows_of(example()["visits"]), tombstones=[tombstone("plans", 4)]),
        ACCEPTED,
        set(),
        ["visits: 9 citite = 9 bune + 0 refuzate", "tombstones: 1 citite"],
    ),
    "a county that is not there": (
        with_cells("delivery", 0, county="XX"),
        REFUSED,
        {"county-unknown"},
        ["județului XX", "indicativul auto"],
    ),
    "a county by its name": (
        with_cells("delivery", 0, county="Satu Mare"),
        REFUSED,
        {"table-empty", "key-missing"},
        ["coloana county", "delivery.csv"],
    ),
    "another quarter": (
        with_cells("delivery", 0, period="2025-Q2"),
        REFUSED,
        {"period-not-the-folders"},
        ["trimestrul 2025-Q2", "a fost trimisă pentru altul"],
    ),
    "changes since nothing": (
        with_cells("delivery", 0, changes(), since=""),
        REFUSED,
        {"since-missing"},
        ["numai schimbări", "coloana since"],
    ),
    "changes since themselves": (
        with_cells("delivery", 0, changes(), since="2025-Q4"),
        REFUSED,
        {"since-not-earlier"},
        ["față de 2025-Q4", "trimiteți o livrare întreagă"],
    ),
    "two declarations": (
        with_rows("delivery", rows_of(example()["delivery"])[0]),
        REFUSED,
        {"delivery-declared-twice", "key-twice"},
        ["mai multe rânduri", "un singur rând, cu id 1"],
    ),
    "no declaration": (
        example() | {"delivery": csv_of("delivery", [])},
        REFUSED,
        {"table-empty"},
        ["fără nicio înregistrare bună", "delivery.csv"],
    ),
    "made before the quarter's end": (
        with_cells("delivery", 0, made_at="2025-12-20 10:00:00"),
        ACCEPTED,
        {"made-before-quarter-end"},
        ["înainte de sfârșitul trimestrului 2025-Q4"],
    ),
    "no household": (
        {t: c if t == "delivery" else csv_of(t, []) for t, c in example().items()},
        REFUSED,
        {"no-household"},
        ["nicio gospodărie bună. În households.csv.", "scrieți changes"],
    ),
    "a cut table of people": (
        cut_references(many(example(), "memberships", 60, person_id=lambda n: str(n % 16 + 1))),
        REFUSED,
        {"too-many-lost-references", "parent-not-found", "reference-not-found", "memberships-overlap"},
        ["care nu sunt în persons.csv", "În memberships.csv, coloana person_id."],
    ),
    "an extra column": (
        changed(example(), "visits", lambda rows: [row | {"mood": "x"} for row in rows]),
        ACCEPTED,
        {"column-not-read"},
        ["Coloane din visits.csv", "mood"],
    ),
    "an extra table": (
        example() | {"users": b"id,email\n1,x@example.com\n"},
        ACCEPTED,
        {"table-not-read"},
        ["users.csv"],
    ),
    "what should not be sent": (
        changed(
            example(),
            "workers",
            lambda rows: [row | {"last_name": "Plantatescu", "cnp": "1"} for row in rows],
        ),
        ACCEPTED,
        set(),
        ["workers: 6 citite = 6 bune"],
    ),
    "no names": (
        without("persons", "last_name"),
        ACCEPTED,
        {"column-not-exported"},
        ["persons.csv", "last_name"],
    ),
    "Windows-1250": (recoded("persons", "cp1250"), REFUSED, {"encoding-not-utf8"}, ["persons.csv", "UTF-8"]),
    "UTF-16": (recoded("plans", "utf-16"), REFUSED, {"encoding-not-utf8"}, ["plans.csv", "UTF-16"]),
    "semicolons": (
        replaced("assessments", b",", b";"),
        REFUSED,
        {"separator-not-comma"},
        ["assessments.csv", "punct și virgulă"],
    ),
    "no header": (
        example() | {"teams": example()["teams"].split(b"\n", 1)[1]},
        REFUSED,
        {"header-missing"},
        ["Prima linie a fișierului nu conține", "În teams.csv"],
    ),
    "an empty file": (
        example() | {"tombstones": b""},
        REFUSED,
        {"file-empty"},
        ["tombstones.csv", "și un tabel fără date are pe prima linie"],
    ),
    "a comma too many": (
        replaced("visits", b",home,60\n", b",home,60,x\n"),
        ACCEPTED,
        {"row-malformed"},
        ["visits.csv: de 2 ori, la liniile 2, 9", "virgule sau ghilimele"],
    ),
    "a stray quote": (
        replaced("households", b",136544,urban,", b',136544,"urban,'),
        REFUSED,
        {"quote-not-closed"},
        ["households.csv: o dată, la linia 3", "Ghilimelele sunt greșite"],
    ),
    "Windows line ends": (
        {t: c.replace(b"\n", b"\r\n") for t, c in example().items()},
        ACCEPTED,
        set(),
        [],
    ),
    "columns in another order": (
        {
            t: changed(example(), t, lambda rows: [dict(reversed(row.items())) for row in rows])[t]
            for t in TABLES
            if t != "tombstones"
        }
        | {"tombstones": b"struck_at,record_id,table_name,id\n"},
        ACCEPTED,
        set(),
        [],
    ),
    "a key twice": (
        with_cells("workers", 1, id="1"),
        ACCEPTED,
        {"key-twice", "parent-not-found", "reference-not-found"},
        ["a mai apărut", "workers.csv, coloana id: o dată, la linia 3"],
    ),
    "an assessment without a time": (
        with_cells("assessments", 9, assessed_at="31.03.2025"),
        ACCEPTED,
        {"time-missing", "parent-not-found", "reference-not-found"},
        ["assessments.csv, coloana assessed_at: o dată, la linia 11"],
    ),
    "a struck record that is sent": (
        with_rows("tombstones", tombstone("visits", 2)),
        ACCEPTED,
        {"record-struck"},
        ["tombstones.csv, deci este ștearsă", "visits.csv, coloana id: o dată, la linia 3"],
    ),
    "a tombstone of no table": (
        with_rows("tombstones", tombstone("oameni", 2)),
        ACCEPTED,
        {"key-missing"},
        ["tombstones.csv, coloana table_name: o dată, la linia 2"],
    ),
    "a person assessed twice at once": (
        with_rows("person_assessments", rows_of(example()["person_assessments"])[3] | {"id": "99"}),
        ACCEPTED,
        {"record-repeated"},
        ["are aceleași valori", "coloanele assessment_id+person_id: o dată, la linia 28"],
    ),
    "a finding of nobody": (
        with_cells("findings", 4, person_id="777"),
        ACCEPTED,
        {"parent-not-found"},
        ["findings.csv, coloana person_id: o dată, la linia 6"],
    ),
    "a finding of a person who cannot be read": (
        with_cells("findings", 4, person_id="Ana"),
        ACCEPTED,
        {"number-invalid", "parent-not-found"},
        ["findings.csv, coloana person_id: o dată, la linia 6"],
    ),
    "a visit by nobody": (
        with_cells("visits", 0, worker_id="777"),
        ACCEPTED,
        {"reference-not-found"},
        ["coloana worker_id", "legătura rămâne goală"],
    ),
    "an unknown UAT": (
        with_cells("households", 0, uat="999999"),
        ACCEPTED,
        {"locality-not-found"},
        ["nu există în SIRUTA", "households.csv, coloana uat: o dată, la linia 2"],
    ),
    "a UAT of another county": (
        with_cells("teams", 0, uat="1017"),
        ACCEPTED,
        {"place-of-other-county"},
        ["al altui județ", "teams.csv, coloana uat: o dată, la linia 2"],
    ),
    "a locality of another UAT": (
        with_cells("households", 0, locality="136562"),
        ACCEPTED,
        {"locality-of-other-uat"},
        ["nu este a UAT-ului", "la linia 2"],
    ),
    "closed before it was registered": (
        with_cells("households", 1, closed_at="2023-01-01 08:00:00"),
        ACCEPTED,
        {"times-out-of-order"},
        ["coloana closed_at", "registered_at", "la linia 3"],
    ),
    "done before the programme": (
        with_cells("planned_actions", 0, done_on="1924-04-18"),
        ACCEPTED,
        {"date-too-early"},
        ["coloana done_on", "dinainte de 2000-01-01"],
    ),
    "more children than people": (
        with_cells("activities", 0, children="340"),
        ACCEPTED,
        {"part-above-whole"},
        ["coloana children", "participants", "la linia 2"],
    ),
    "in two households at once": (
        with_cells("memberships", 13, left_on=""),
        ACCEPTED,
        {"memberships-overlap"},
        ["două gospodării odată", "la linia 16"],
    ),
    "a birth after the quarter": (
        with_cells("persons", 15, birth_date="2026-01-09"),
        ACCEPTED,
        {"birth-date-impossible"},
        ["la linia 17", "vârsta rămâne necunoscută"],
    ),
    "an invalid CNP": (
        with_cells("persons", 0, cnp="123"),
        ACCEPTED,
        {"cnp-invalid"},
        ["CNP-ul nu este valabil"],
    ),
    "a decimal comma": (
        with_cells("team_members", 1, fte="0,5"),
        ACCEPTED,
        {"number-invalid"},
        ["team_members.csv, coloana fte: o dată, la linia 3"],
    ),
    "a Romanian yes": (
        with_cells("assessments", 0, lacks_car="da"),
        ACCEPTED,
        {"value-not-in-list"},
        ["coloana lacks_car", "lista permisă"],
    ),
    "10 % unknown codes": (
        coded(100),
        REFUSED,
        {"too-many-unknown-codes", "code-unknown"},
        ["10,0 %", "hou_unknown × 100"],
    ),
    "1 % unknown codes": (coded(10), ACCEPTED, {"code-unknown"}, ["hou_unknown × 10"]),
    "1,1 % unknown codes": (coded(11), REFUSED, {"too-many-unknown-codes", "code-unknown"}, ["1,1 %"]),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_delivery_gets_its_verdict_and_a_message_that_helps(case, tmp_path):
    files, code, broken, words = CASES[case]
    path = write_folder(files, tmp_path / "delivery")
    exit_code, message = checked(path)
    reading = read(path, PERIOD, KEY)
    assert rules(reading) - PLAIN == broken
    assert exit_code == code
    for word in words:
        assert word in message, message
    assert not re.search(r"None|null|Traceback|[şţŞŢ]|[{}]", message)
    assert all(f"Ce e de făcut: {RULES[rule].remedy_ro}" in message for rule in broken)
    assert ("REFUZATĂ" in message, "ACCEPTATĂ" in message) == (code == REFUSED, code == ACCEPTED)
    assert balanced(reading)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_needed(table, tmp_path):
    path = write_zip({name: text for name, text in example().items() if name != table}, tmp_path / "a.zip")
    code, message = checked(path)
    assert code == REFUSED
    assert f"lipsesc tabelele: {table}.csv" in message


COLUMNS = [(t.name, f.name) for t in CONTRACT.tables for f in t.read if t.name != "tombstones"]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_each_column_is_needed_but_names(table, column):
    findings = Findings()
    reading = read_table(without(table, column)[table], CONTRACT[table], findings)
    needed = column not in ("last_name", "first_name")
    assert (reading is None) == findings.refuses_delivery() == needed
    rule = "column-missing" if needed else "column-not-exported"
    assert findings.frame().select("rule", "file", "column").rows() == [(rule, f"{table}.csv", column)]


@pytest.mark.parametrize("null", ["NULL", r"\N"])
def test_nulls_are_nulls_in_every_way_to_write_them(null, tmp_path):
    plain = judged(example(), tmp_path / "a").entities
    files = example()
    for table in set(TABLES) - {"tombstones"}:
        files = changed(files, table, lambda rows: [{k: v or null for k, v in r.items()} for r in rows])
    other = judged(files, tmp_path / "b").entities
    assert all(plain[table].equals(other[table]) for table in TABLES)


def test_a_quarter_that_has_not_ended_is_told(tmp_path):
    path = write_zip(example(), tmp_path / "a.zip")
    assert checked(path, "--as-of", "2025-12-31T23:59:59")[0] == REFUSED
    assert checked(path, "--as-of", "2026-01-01T00:00:00")[0] == ACCEPTED


def test_every_rule_of_this_source_has_its_case():
    own = {
        *("delivery-declared-twice", "county-unknown", "period-not-the-folders", "since-missing"),
        *("since-not-earlier", "no-household", "record-struck", "record-repeated", "place-of-other-county"),
        *("locality-of-other-uat", "date-too-early", "times-out-of-order", "part-above-whole"),
        *("memberships-overlap", "made-before-quarter-end"),
    }
    assert own <= {rule for _, _, broken, _ in CASES.values() for rule in broken}
    assert {RULES[rule].effect for rule in own} == set(Effect)
