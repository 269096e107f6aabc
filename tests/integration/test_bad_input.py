"""Bad exports, each through `incluziune check`: a verdict, a message that helps, and every row accounted for."""

import json
import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from amc_export import (
    KEY,
    PERIOD,
    TABLES,
    Files,
    balanced,
    changed,
    example,
    judged,
    records,
    rows_of,
    rules,
    told,
    with_cell,
    write_folder,
    write_zip,
)
from damage.noise import noisy
from damage.tally import TALLY, outcome
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.sources.amc.reader import CONTRACT, read
from quality.rules import RULES, Effect

ACCEPTED, REFUSED, WRONG_USE = 0, 1, 2
Spoil = Callable[[Path], object]


def checked(path: Path, *options: str) -> tuple[int, str]:
    """Exit code and message of the command line."""
    arguments = ["check", str(path), "--period", "2025-Q4", "--as-of", "2026-01-20", *options]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result.exit_code, result.output


def folder(spoil: Callable[[Files], Files]) -> Spoil:
    return lambda path: write_folder(spoil(example()), path)


def replaced(table: str, old: bytes, new: bytes) -> Spoil:
    def spoil(files: Files) -> Files:
        assert old in files[table]
        return files | {table: files[table].replace(old, new)}

    return folder(spoil)


def cell(table: str, row: int, column: str, value: str) -> Spoil:
    return lambda path: write_folder(with_cell(table, row, column, value), path)


def recoded(table: str, encoding: str) -> Spoil:
    return folder(lambda files: files | {table: files[table].decode().encode(encoding, errors="replace")})


def without(table: str, column: str) -> Spoil:
    return folder(
        lambda files: changed(
            files, table, lambda rows: [{k: v for k, v in row.items() if k != column} for row in rows]
        )
    )


def climbing(path: Path) -> None:
    write_zip(example() | {"../../cities": b"x"}, path)


def bomb(path: Path) -> None:
    write_zip(example() | {"users": b"0" * 10_000_000}, path)


def broken_zip(path: Path) -> None:
    whole = write_zip(example(), path).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def entries(unknown: int, total: int = 1000) -> Spoil:
    """An export of `total` entries with an answer, `unknown` of them with a code that nobody knows."""

    def more(rows):
        answered = [row | {"id": str(n), "map": '{"VAI_01":1}'} for n, row in enumerate(rows * 99, 1)][:total]
        for row in answered[:unknown]:
            row["map"] = '{"VXX_01":1,"VAI_01":1}'
        return answered

    return folder(lambda files: changed(files, "vulnerability_entries", more))


# name: what is done to the export, the exit code, the rules broken, and what the message must say
CASES: dict[str, tuple[Spoil, int, set[str], list[str]]] = {
    "empty folder": (lambda p: p.mkdir(), REFUSED, {"delivery-empty"}, ["este goală"]),
    "broken zip": (broken_zip, REFUSED, {"archive-broken"}, ["delivery.zip", "copiat până la capăt"]),
    "climbing zip": (climbing, REFUSED, {"archive-unsafe-path"}, ["delivery.zip", "ies din dosarul ei"]),
    "zip bomb": (bomb, REFUSED, {"archive-bomb"}, ["delivery.zip", "ori mărimea ei"]),
    "zip in a folder": (
        lambda p: write_zip(example(), p / "export.zip"),
        REFUSED,
        {"archive-nested", "table-missing", "table-not-read"},
        ["altă arhivă .zip", "arhiva dinăuntru"],
    ),
    "one table alone": (
        lambda p: p.write_bytes(example()["cities"]),
        REFUSED,
        {"table-missing", "table-not-read"},
        ["lipsesc tabelele: beneficiaries.csv, cities.csv"],
    ),
    "two files of one table": (
        lambda p: (write_folder(example(), p / "a"), (p / "cities.csv").write_bytes(example()["cities"])),
        REFUSED,
        {"table-twice"},
        ["de mai multe ori tabelele: cities.csv"],
    ),
    "a folder named like a table": (
        lambda p: (write_folder(example(), p), (p / "cities.csv").unlink(), (p / "cities.csv").mkdir()),
        REFUSED,
        {"table-missing"},
        ["lipsesc tabelele: cities.csv"],
    ),
    "an extra column": (
        folder(lambda f: changed(f, "cities", lambda rows: [row | {"new_one": "x"} for row in rows])),
        ACCEPTED,
        {"column-not-read"},
        ["Coloane din cities.csv", "new_one"],
    ),
    "an extra table": (
        folder(lambda f: f | {"users": b"id,email\n1,x@example.com\n"}),
        ACCEPTED,
        {"table-not-read"},
        ["users.csv"],
    ),
    "Windows-1250": (
        recoded("cities", "cp1250"),
        REFUSED,
        {"encoding-not-utf8"},
        ["cities.csv", "linia 5", "UTF-8"],
    ),
    "Latin-2": (
        recoded("beneficiaries", "iso8859-2"),
        REFUSED,
        {"encoding-not-utf8"},
        ["linia 4", "Latin-2"],
    ),
    "UTF-16": (recoded("cities", "utf-16"), REFUSED, {"encoding-not-utf8"}, ["cities.csv", "UTF-16"]),
    "UTF-16 without a mark": (
        recoded("counties", "utf-16-le"),
        REFUSED,
        {"encoding-not-utf8"},
        ["counties.csv"],
    ),
    "semicolons": (
        replaced("cities", b",", b";"),
        REFUSED,
        {"separator-not-comma"},
        ["punct și virgulă", "Excel"],
    ),
    "no header": (
        folder(lambda f: f | {"beneficiaries": f["beneficiaries"].split(b"\n", 1)[1]}),
        REFUSED,
        {"header-missing"},
        ["Prima linie a fișierului nu conține", "În beneficiaries.csv"],
    ),
    "an empty file": (
        folder(lambda f: f | {"services": b""}),
        REFUSED,
        {"file-empty"},
        ["Fișiere goale", "services.csv"],
    ),
    "nobody": (
        folder(lambda f: f | {"beneficiaries": f["beneficiaries"].split(b"\n")[0] + b"\n"}),
        REFUSED,
        {"table-empty", "parent-not-found"},
        ["fără nicio înregistrare bună", "beneficiaries.csv", "filtrele"],
    ),
    "no entries": (
        folder(lambda f: f | {"vulnerability_entries": b"id,beneficiary_id,map,created_at\n"}),
        ACCEPTED,
        {"table-without-rows"},
        ["vulnerability_entries.csv", "filtrele"],
    ),
    "a county that is not there": (
        folder(
            lambda f: (
                f | {"counties": b"id,siruta\n30,999\n", "cities": b"id,county_id,level,parent_id\n7,30,2,\n"}
            )
        ),
        REFUSED,
        {"no-county", "locality-not-found"},
        ["județ cunoscut", "counties.csv"],
    ),
    "31 February": (
        cell("beneficiaries", 0, "date_of_birth", "1985-02-31"),
        ACCEPTED,
        {"date-invalid"},
        ["În beneficiaries.csv, coloana date_of_birth: o dată, la linia 2.", "Corectați data"],
    ),
    "a birth after the quarter": (
        cell("beneficiaries", 0, "date_of_birth", "2026-01-01"),
        ACCEPTED,
        {"birth-date-impossible"},
        ["la linia 2", "vârsta rămâne necunoscută"],
    ),
    "a time that is none": (
        cell("vulnerability_entries", 1, "created_at", "2025-02-31 10:00:00"),
        ACCEPTED,
        {"time-missing"},
        ["vulnerability_entries.csv, coloana created_at: o dată, la linia 3"],
    ),
    "an unknown locality": (
        cell("beneficiaries", 0, "city_id", "999999"),
        ACCEPTED,
        {"locality-not-found"},
        ["nu există în SIRUTA", "la linia 2", "numai la județ și la țară"],
    ),
    "a locality whose UAT is unknown": (
        cell("cities", 4, "parent_id", "999999"),
        ACCEPTED,
        {"locality-not-found"},
        ["nu există în SIRUTA", "beneficiaries.csv, coloana city_id: de 3 ori, la liniile 9, 10, 11."],
    ),
    "an invalid CNP": (
        cell("beneficiaries", 0, "cnp", "123"),
        ACCEPTED,
        {"cnp-invalid"},
        ["CNP-ul nu este valabil"],
    ),
    "a huge number": (
        cell("beneficiaries", 0, "family_id", "9" * 40),
        ACCEPTED,
        {"number-invalid"},
        ["coloana family_id", "număr bun (întreg"],
    ),
    "a key twice": (
        cell("beneficiaries", 1, "id", "101"),
        ACCEPTED,
        {"key-twice", "parent-not-found"},
        ["a mai apărut"],
    ),
    "an entry of nobody": (
        cell("vulnerability_entries", 0, "beneficiary_id", "7"),
        ACCEPTED,
        {"parent-not-found"},
        ["vulnerability_entries.csv, coloana beneficiary_id: o dată, la linia 2"],
    ),
    "a NUL byte": (replaced("beneficiaries", b"Ana", b"A\0a"), ACCEPTED, set(), []),
    "a megabyte of text": (cell("beneficiaries", 0, "notes", 'text "lung"\n' * 90_000), ACCEPTED, set(), []),
    "names of columns in quotes, after a mark": (
        folder(
            lambda f: (
                f
                | {
                    "cities": b'\xef\xbb\xbf"id","county_id","level","type","parent_id","name"\n'
                    + f["cities"].split(b"\n", 1)[1]
                }
            )
        ),
        ACCEPTED,
        set(),
        [],
    ),
    "columns in another order": (
        folder(lambda f: {t: c for table in f for t, c in changed(f, table, turned).items() if t == table}),
        ACCEPTED,
        set(),
        [],
    ),
    "Windows line ends": (
        folder(lambda f: {table: c.replace(b"\n", b"\r\n") for table, c in f.items()}),
        ACCEPTED,
        set(),
        [],
    ),
    "a note with a stray quote": (
        replaced("interventions", b",0,0,,case,2", b',0,0,5" teava,case,2'),
        REFUSED,
        {"quote-not-closed"},
        ["Ghilimelele sunt greșite", "În interventions.csv: o dată, la linia 4."],
    ),
    "a comma too many": (
        replaced("interventions", b",0,0,,case,2", b",0,0,a,b,case,2"),
        ACCEPTED,
        {"row-malformed"},
        ["interventions.csv: o dată, la linia 4", "virgule sau ghilimele"],
    ),
    "10 % unknown codes": (
        entries(100),
        REFUSED,
        {"too-many-unknown-codes", "code-unknown"},
        ["10,0 %", "VXX_01 × 100", "actualizarea listei"],
    ),
    "0,4 % unknown codes": (entries(4), ACCEPTED, {"code-unknown"}, ["VXX_01 × 4"]),
    "1 % unknown codes": (entries(10), ACCEPTED, {"code-unknown"}, ["VXX_01 × 10"]),
    "1,1 % unknown codes": (entries(11), REFUSED, {"too-many-unknown-codes", "code-unknown"}, ["1,1 %"]),
}


def turned(rows):
    return [dict(reversed(row.items())) for row in rows]


@pytest.mark.parametrize("case", CASES)
def test_a_bad_export_gets_its_verdict_and_a_message_that_helps(case, tmp_path):
    spoil, code, broken, words = CASES[case]
    path = tmp_path / ("delivery.zip" if "zip" in case and "folder" not in case else "delivery")
    spoil(path)
    exit_code, message = checked(path)
    reading = read(path, PERIOD, KEY)
    assert rules(reading) == broken
    assert exit_code == code
    for word in words:
        assert word in message, message
    assert_good_message(message, broken)
    assert balanced(reading)


def assert_good_message(message: str, broken: set[str]) -> None:
    assert not re.search(r"None|null|Traceback|[şţŞŢ]", message)
    for rule in broken:
        assert f"Ce e de făcut: {RULES[rule].remedy_ro}" in message
    refused = any(RULES[rule].effect is Effect.REFUSES_DELIVERY for rule in broken)
    assert ("REFUZATĂ" in message, "ACCEPTATĂ" in message) == (refused, not refused)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_needed(table, tmp_path):
    path = write_zip({name: text for name, text in example().items() if name != table}, tmp_path / "a.zip")
    code, message = checked(path)
    assert code == REFUSED
    assert f"lipsesc tabelele: {table}.csv" in message


@pytest.mark.parametrize(("table", "column"), [(t.name, f.name) for t in CONTRACT.tables for f in t.fields])
def test_each_column_that_is_read_is_needed_and_no_other(table, column, tmp_path):
    path = tmp_path / "delivery"
    without(table, column)(path)
    code, message = checked(path)
    field = next(f for f in CONTRACT[table].fields if f.name == column)
    needed = field.treatment != "drop" and not field.may_be_missing
    assert code == (REFUSED if needed else ACCEPTED)
    assert (f"În fișierul {table}.csv lipsesc coloanele: {column}." in message) == needed
    assert (f"Din {table}.csv lipsesc coloane care pot lipsi: {column}." in message) == field.may_be_missing


@pytest.mark.parametrize(
    "text",
    ['{"VAI_01":1', '["VAI_01"]', "7", "VAI_01", '{"VAI_01":{"x":1}}', "{'VAI_01':1}", "da, are", "[" * 9000],
)
def test_a_map_that_is_no_state_costs_its_row_alone(text, tmp_path):
    path = tmp_path / "delivery"
    cell("vulnerability_entries", 3, "map", text)(path)
    code, message = checked(path)
    assert code == ACCEPTED
    assert "vulnerability_entries: 14 citite = 13 bune + 1 refuzate" in message
    assert "vulnerability_entries.csv, coloana map: o dată, la linia 5" in message
    assert "salvați-o din nou" in message


@pytest.mark.parametrize("null", ["", "NULL", r"\N", "null", "[]", "{}", "  "])
def test_a_map_without_answers_is_none(null, tmp_path):
    reading = judged(with_cell("vulnerability_entries", 3, "map", null), tmp_path / "d")
    assert reading.accepted
    assert rules(reading) == set()
    assert reading.entities["vulnerability_entries"].row(3, named=True)["codes"] is None


@pytest.mark.parametrize("null", ["NULL", r"\N"])
def test_nulls_are_nulls_in_every_way_to_write_them(null, tmp_path):
    plain = judged(example(), tmp_path / "a").entities
    files = {
        t: changed(example(), t, lambda rows: [{k: v or null for k, v in r.items()} for r in rows])[t]
        for t in TABLES
    }
    other = judged(files, tmp_path / "b").entities
    assert all(plain[table].equals(other[table]) for table in TABLES)


def test_a_quarter_that_has_not_ended_is_told(tmp_path):
    path = write_zip(example(), tmp_path / "a.zip")
    code, message = checked(path, "--as-of", "2025-12-31T23:59:59")
    assert code == REFUSED
    assert "Livrarea a.zip este pentru trimestrul 2025-Q4, care nu s-a încheiat încă" in message
    assert checked(path, "--as-of", "2026-01-01T00:00:00")[0] == ACCEPTED


def test_wrong_use(tmp_path):
    assert checked(tmp_path / "nowhere")[0] == WRONG_USE
    assert checked(write_zip(example(), tmp_path / "a.zip"), "--source", "xyz")[0] == WRONG_USE


TRUNCATED = ("beneficiaries", "vulnerability_entries", "interventions", "cities")


@pytest.mark.parametrize("table", TRUNCATED)
def test_a_file_cut_anywhere_is_refused_or_loses_nothing_but_whole_records(table, tmp_path):
    """What is accepted is whole records, and a last line without its end is told."""
    files = example()
    whole = files[table]
    ends = [n for n in range(len(whole) + 1) if n == 0 or whole[n - 1 : n] == b"\n"]
    path = write_folder(files, tmp_path / "d")
    step = max(1, len(whole) // 100)
    cuts = sorted({*range(0, len(whole), step), *ends, *(end - 1 for end in ends if end)})
    for cut in cuts:
        (path / f"{table}.csv").write_bytes(whole[:cut])
        reading = read(path, PERIOD, KEY)
        assert balanced(reading), cut
        if not reading.accepted:
            continue
        (counted,) = [t for t in reading.tables if t["table"] == table]
        assert counted["read"] == records(whole[:cut]), cut
        assert cut in ends or "file-unended" in rules(reading), cut


PERSONAL = ["Zorbalina", "Plantatescu", "0722334455", "zorba@exemplu.ro", "Ascunsă"]


def planted() -> Files:
    def people(rows):
        for row in rows:
            row |= {"first_name": PERSONAL[0], "last_name": PERSONAL[1], "phone": PERSONAL[2]}
            row |= {"notes": f'"{PERSONAL[3]}", {PERSONAL[0]}', "address": f"Strada {PERSONAL[4]}, nr. 9"}

    return changed(example(), "beneficiaries", people)


SEEDS = st.integers(0, 2**32)


@given(SEEDS)
@fuzz(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_makes_it_fail_lose_a_row_or_tell_of_a_person(tmp_path_factory, seed):
    """Flips, deletions and repetitions anywhere in the files."""
    dice = random.Random(seed)
    files = planted()
    cnps = [row["cnp"] for row in rows_of(files["beneficiaries"]) if row["cnp"]]
    for _ in range(dice.randint(1, 4)):
        table = dice.choice(["beneficiaries", *TABLES])
        files[table] = noisy(files[table], dice)
    reading = judged(files, tmp_path_factory.mktemp("fuzz") / "d")
    assert balanced(reading)
    good = judged(planted(), tmp_path_factory.mktemp("good") / "d")
    TALLY.add_random("amc", outcome(reading, good), files)
    shown = told(reading) + reading.findings.frame().write_csv()
    assert [n for n, word in enumerate([*PERSONAL, *cnps]) if word in shown] == []
    kept = json.dumps({name: rows.to_dicts() for name, rows in reading.entities.items()}, default=str)
    assert [n for n, word in enumerate([*PERSONAL, *cnps]) if word in kept] == []
