"""Bad registers, each through `incluziune check`: a verdict, a message that helps, and every row accounted for."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from amc_export import CONTENT, Rows, balanced, csv_of, records, rows_of, rules, told, write_zip
from damage.noise import noisy
from damage.tally import TALLY, outcome
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.sources import SOURCES
from orchestration.sources.contract import Field
from orchestration.sources.delivery import Reading
from orchestration.sources.registers import reader
from orchestration.sources.registers.reader import REGISTERS
from quality.catalogue import seed
from quality.rules import RULES, Effect

ACCEPTED, REFUSED = 0, 1
NAMES = sorted(REGISTERS)
EXAMPLES = Path(reader.__file__).parent
FORGETS = {"county-without-rows"}
CNP = "1850412300015"
#: the column of the place, where it is not `uat`
PLACE = {"school_dropout": "county", "source_reports": "place"}
Change = Callable[[Rows], Rows | None]


def fields_of(name: str) -> tuple[Field, ...]:
    return REGISTERS[name].contract.tables[0].fields


def example(name: str) -> bytes:
    return (EXAMPLES / name / "examples" / f"{name}.csv").read_bytes()


def changed(name: str, change: Change) -> bytes:
    """The example with its rows changed, in place or by what `change` gives back."""
    rows = rows_of(example(name))
    return csv_of(change(rows) or rows)


def with_cells(name: str, **cells: str) -> bytes:
    """The example with fields of its first row set."""
    return changed(name, lambda rows: rows[0].update(cells))


def put(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.csv"
    path.write_bytes(content)
    return path


def read(name: str, path: Path) -> Reading:
    return REGISTERS[name].read(path, None, b"k" * 32)


def checked(name: str, path: Path) -> tuple[int, str]:
    """Exit code and message of the command line."""
    arguments = ["check", str(path), "--source", name, "--period", "2025-Q4", "--as-of", "2026-01-20"]
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    return result.exit_code, result.output


def assert_answer(name: str, path: Path, code: int, broken: set[str], words: list[str]) -> Reading:
    """Hold verdict, rules and message of a delivery against what is expected."""
    reading = read(name, path)
    assert rules(reading) - FORGETS == broken
    exit_code, message = checked(name, path)
    assert exit_code == code, message
    for word in words:
        assert word in message, message
    assert not re.search(r"None|null|Traceback|[şţŞŢ{}]", message), message
    for rule in broken:
        assert f"Ce e de făcut: {RULES[rule].remedy_ro}" in message
    refused = any(RULES[rule].effect is Effect.REFUSES_DELIVERY for rule in broken)
    assert ("REFUZATĂ" in message, "ACCEPTATĂ" in message) == (refused, not refused)
    assert balanced(reading)
    return reading


def test_every_register_is_a_source() -> None:
    assert set(NAMES) < set(SOURCES)


# --- files ---


def recoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode().encode(encoding, errors="replace")


FILES: dict[str, tuple[Callable[[bytes], bytes], int, set[str]]] = {
    "as it is": (lambda c: c, ACCEPTED, set()),
    "empty": (lambda c: b"", REFUSED, {"file-empty"}),
    "blank": (lambda c: b" \n\n", REFUSED, {"file-empty"}),
    "header only": (lambda c: c.split(b"\n")[0] + b"\n", REFUSED, {"table-empty"}),
    "no header": (lambda c: c.split(b"\n", 1)[1], REFUSED, {"header-missing"}),
    "semicolons": (lambda c: c.replace(b",", b";"), REFUSED, {"separator-not-comma"}),
    "UTF-16": (recoded("utf-16"), REFUSED, {"encoding-not-utf8"}),
    "a UTF-8 mark": (lambda c: b"\xef\xbb\xbf" + c, ACCEPTED, set()),
    "Windows line ends": (lambda c: c.replace(b"\n", b"\r\n"), ACCEPTED, set()),
    "an unended last line": (lambda c: c.rstrip(b"\n"), ACCEPTED, {"file-unended"}),
    "an open quote": (lambda c: c + b'"x', REFUSED, {"file-cut-short"}),
    "a row too short": (lambda c: c + b"7\n", ACCEPTED, {"row-malformed"}),
    "a row twice": (lambda c: c + c.split(b"\n", 1)[1], ACCEPTED, {"key-twice"}),
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", FILES)
def test_a_bad_file_gets_its_verdict(name: str, case: str, tmp_path: Path) -> None:
    spoil, code, broken = FILES[case]
    assert_answer(name, put(tmp_path / "d", name, spoil(example(name))), code, broken, [])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"school_dropout"}))
def test_windows_1250_is_refused(name: str, tmp_path: Path) -> None:
    content = changed(name, lambda rows: rows[0].update(uat_name="Căpleni"))
    path = put(tmp_path, name, recoded("cp1250")(content))
    assert_answer(name, path, REFUSED, {"encoding-not-utf8"}, [f"{name}.csv", "linia 2", "UTF-8"])


@pytest.mark.parametrize("name", NAMES)
def test_a_register_comes_as_a_file_a_folder_or_an_archive(name: str, tmp_path: Path) -> None:
    file = put(tmp_path / "folder", "situatie-decembrie", example(name))
    archive = write_zip({name: example(name)}, tmp_path / "a.zip", prefix="export/")
    expected = read(name, file).entities[name]
    assert expected.height
    for path in (archive, put(tmp_path / "other", name, example(name)).parent):
        assert read(name, path).entities[name].equals(expected)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_the_register_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert_answer(name, tmp_path / "empty", REFUSED, {"delivery-empty"}, ["este goală"])
    other = write_zip({"cities": b"id\n1\n", "users": b"id\n1\n"}, tmp_path / "other.zip")
    broken = {"table-missing", "table-not-read"}
    assert_answer(name, other, REFUSED, broken, [f"lipsesc tabelele: {name}.csv"])
    (tmp_path / "broken.zip").write_bytes(other.read_bytes()[:40])
    assert_answer(name, tmp_path / "broken.zip", REFUSED, {"archive-broken"}, ["broken.zip"])


# --- columns ---


@pytest.mark.parametrize(("name", "column"), [(n, f.name) for n in NAMES for f in fields_of(n)])
def test_each_column_that_is_read_is_needed_and_no_other(name: str, column: str, tmp_path: Path) -> None:
    content = changed(name, lambda rows: [{k: v for k, v in row.items() if k != column} for row in rows])
    needed = column in {field.name for field in REGISTERS[name].contract.tables[0].read}
    answer = (REFUSED, {"column-missing"}, [f"lipsesc coloanele: {column}."])
    assert_answer(name, put(tmp_path, name, content), *(answer if needed else (ACCEPTED, set(), [])))


@pytest.mark.parametrize("name", NAMES)
def test_columns_may_stand_in_any_order_and_nulls_be_written_in_any_way(name: str, tmp_path: Path) -> None:
    plain = read(name, put(tmp_path / "a", name, example(name))).entities[name]
    turned = changed(name, lambda rows: [dict(reversed(row.items())) for row in rows])
    assert read(name, put(tmp_path / "b", name, turned)).entities[name].equals(plain)
    for null in ("NULL", r"\N", "  "):
        filled = changed(name, lambda rows, null=null: [{k: v or null for k, v in r.items()} for r in rows])
        reading = read(name, put(tmp_path / "c", name, filled))
        assert rules(reading) <= FORGETS
        assert reading.entities[name].equals(plain)


# --- values, whatever the register ---


def spoilt(field: Field) -> list[str]:
    """Values that a field cannot hold."""
    values = {
        "integer": ["abc", "1.5", "-1", "9" * 30, "12 345"],
        "number": ["abc", "-0.01", "1,5", "1e3", "9" * 20],
        "date": ["2025-02-31", "31.12.2025", "2025", "azi"],
        "string": ["?", "x" * 5000],
    }
    return values[field.type]


BAD = [(n, f, value) for n in NAMES for f in fields_of(n) if f.treatment != "drop" for value in spoilt(f)]


@pytest.mark.parametrize(
    ("name", "field", "value"), BAD, ids=[f"{n}-{f.name}-{value[:12]}" for n, f, value in BAD]
)
def test_a_value_of_no_use_costs_itself_or_its_row(
    name: str, field: Field, value: str, tmp_path: Path
) -> None:
    reading = read(name, put(tmp_path, name, with_cells(name, **{field.name: value})))
    assert reading.accepted and balanced(reading)
    found = reading.findings.frame().filter(pl.col("rule").is_in(list(FORGETS | CONTENT)).not_())
    assert found.select("file", "line", "column").rows() == [(f"{name}.csv", 2, field.name)]
    (effect,) = {RULES[rule].effect for rule in found["rule"]}
    assert effect is (Effect.REFUSES_ROW if field.required else Effect.EMPTIES_FIELD)
    assert value not in told(reading)
    if not field.required:
        assert reading.entities[name][field.name][0] is None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["999999", "30", "XX"])
def test_a_row_of_an_unknown_place_is_refused_and_the_rest_stays(
    name: str, code: str, tmp_path: Path
) -> None:
    place = PLACE.get(name, "uat")
    path = put(tmp_path, name, with_cells(name, **{place: code}))
    known_form = place == "place" or code.isdigit() != (place == "county")
    broken, words = ("place-unknown", ["nu există în SIRUTA"]) if known_form else ("key-missing", [])
    reading = assert_answer(
        name, path, ACCEPTED, {broken}, [f"{name}.csv, coloana {place}: o dată, la linia 2", *words]
    )
    assert reading.entities[name].height == records(example(name)) - 1


def test_a_village_is_no_uat(tmp_path: Path) -> None:
    village = seed("localities").filter(uat_siruta="136713")["siruta"][0]
    path = put(tmp_path, "programme", with_cells("programme", uat=village))
    assert_answer("programme", path, ACCEPTED, {"place-unknown"}, ["SIRUTA al UAT-ului"])


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"school_dropout"}))  # its counties are letters
def test_a_register_without_a_good_row_is_refused(name: str, tmp_path: Path) -> None:
    """Else a whole register with other codes for places would take everything away."""
    content = changed(
        name, lambda rows: [row | {PLACE.get(name, "uat"): str(n)} for n, row in enumerate(rows, 1)]
    )
    broken = {"place-unknown", "table-empty"}
    assert_answer(name, put(tmp_path, name, content), REFUSED, broken, ["fără nicio înregistrare bună"])


def programme_of(good: int, bad: int) -> bytes:
    sirutas = [*seed("uats")["siruta"][:good], *map(str, range(1, bad + 1))]
    return csv_of([{"uat": s, "wave": "1", "joined_on": "2025-01-01", "left_on": ""} for s in sirutas])


def test_other_codes_for_places_refuse_the_register_and_slips_do_not(tmp_path: Path) -> None:
    other = put(tmp_path / "other", "programme", programme_of(good=40, bad=20))
    broken = {"too-many-unknown-places", "place-unknown"}
    assert_answer("programme", other, REFUSED, broken, ["33,3 %", "nu alt cod", "coloana uat"])
    for good, bad in ((40, 17), (100, 20)):
        slips = put(tmp_path / "slips", "programme", programme_of(good, bad))
        assert_answer("programme", slips, ACCEPTED, {"place-unknown"}, [f"{bad} "])


# --- what each register keeps beyond its contract ---

RULED: list[tuple[str, dict[str, str], str, list[str]]] = [
    ("social_services", {"licensed_to": "2021-03-14"}, "interval-reversed", ["licensed_to", "la linia 2"]),
    ("accreditation", {"accredited_to": "2014-06-04"}, "interval-reversed", ["accredited_to"]),
    ("programme", {"left_on": "2023-09-30"}, "interval-reversed", ["left_on", "când a fost valabil"]),
    ("unemployment", {"with_benefit": "805"}, "part-above-whole", ["with_benefit", "registered"]),
    ("minimum_income", {"people": "511"}, "whole-below-part", ["people", "families"]),
    ("school_dropout", {"dropped_out": "17211"}, "counts-contradict", ["dropped_out+enrolled"]),
    ("school_dropout", {"school_year": "2023-2025"}, "school-year-impossible", ["2024-2025"]),
    ("school_dropout", {"school_year": "2024/2025"}, "key-missing", ["school_year"]),
    ("marginalisation", {"share": "1.01"}, "number-invalid", ["share", "punct zecimal"]),
    ("marginalisation", {"share": "13,5"}, "number-invalid", ["share"]),
    ("marginalisation", {"degree": "foarte mare"}, "key-missing", ["degree"]),
    ("population", {"age": "121"}, "key-missing", ["age"]),
    ("population", {"age": "85+"}, "key-missing", ["age"]),
    ("population", {"age": "Total"}, "key-missing", ["age"]),
    ("population", {"sex": "Total"}, "key-missing", ["sex"]),
    ("unemployment", {"month": "2025-13"}, "key-missing", ["month"]),
    ("unemployment", {"month": "decembrie 2025"}, "key-missing", ["month"]),
    ("costs", {"amount": "-1"}, "key-missing", ["amount"]),
    ("costs", {"amount": "63.750,00"}, "key-missing", ["amount"]),
    ("costs", {"period": "2025-Q5"}, "key-missing", ["period"]),
    ("costs", {"category": "salarii"}, "key-missing", ["category"]),
    ("programme", {"wave": "0"}, "key-missing", ["wave"]),
    ("social_services", {"capacity": "mult"}, "number-invalid", ["capacity"]),
    ("social_services", {"sector": "ong"}, "value-not-in-list", ["sector"]),
    ("social_services", {"service_code": "Centru de zi"}, "code-invalid", ["service_code"]),
    ("social_services", {"licence": CNP}, "key-missing", ["licence"]),
    ("social_services", {"provider": CNP}, "number-invalid", ["provider"]),
]


@pytest.mark.parametrize(("name", "cells", "rule", "words"), RULED)
def test_a_row_that_cannot_be_right(
    name: str, cells: dict[str, str], rule: str, words: list[str], tmp_path: Path
) -> None:
    path = put(tmp_path, name, with_cells(name, **cells))
    reading = assert_answer(name, path, ACCEPTED, {rule}, words)
    lost = RULES[rule].effect is Effect.REFUSES_ROW
    assert reading.entities[name].height == records(example(name)) - lost
    if not lost:
        (column,) = cells
        assert reading.entities[name][column][0] is None


EVEN: list[tuple[str, dict[str, str]]] = [
    ("social_services", {"licensed_to": "2021-03-15"}),
    ("unemployment", {"with_benefit": "804"}),
    ("minimum_income", {"people": "512"}),
    ("school_dropout", {"dropped_out": "17210"}),
    ("marginalisation", {"share": "1"}),
    ("costs", {"amount": "0.01"}),
    ("social_services", {"service_code": "8899CZ-PN-V"}),
]


@pytest.mark.parametrize(("name", "cells"), EVEN)
def test_what_is_just_possible_is_taken(name: str, cells: dict[str, str], tmp_path: Path) -> None:
    assert_answer(name, put(tmp_path, name, with_cells(name, **cells)), ACCEPTED, set(), [])


# --- cuts and damage ---


@pytest.mark.parametrize("name", NAMES)
def test_a_file_cut_anywhere_is_refused_or_loses_nothing_but_whole_records(name: str, tmp_path: Path) -> None:
    whole = example(name)
    ends = {n for n in range(len(whole) + 1) if whole[n - 1 : n] == b"\n"}
    path = put(tmp_path, name, whole)
    for cut in sorted({*range(0, len(whole), max(1, len(whole) // 60)), *ends, *(end - 1 for end in ends)}):
        path.write_bytes(whole[:cut])
        reading = read(name, path)
        assert balanced(reading), cut
        if reading.accepted:
            assert reading.tables[0]["read"] == records(whole[:cut]), cut
            assert cut in ends or "file-unended" in rules(reading), cut


PERSONAL = ("Zorbalina Plantatescu", "0722334455", "zorba@exemplu.ro")


def planted(name: str) -> bytes:
    """The example with personal data wherever a register may carry a name or a contact."""
    dropped = [field.name for field in fields_of(name) if field.treatment == "drop"]
    personal = dict(zip(dropped, PERSONAL * 3, strict=False)) | {"observatii": CNP}
    return changed(name, lambda rows: [row | personal for row in rows])


@pytest.mark.parametrize("name", NAMES)
@given(st.integers(0, 2**32))
@fuzz(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_makes_it_fail_lose_a_row_or_tell_of_a_person(
    name: str, tmp_path_factory: pytest.TempPathFactory, dice_seed: int
) -> None:
    """Flips, deletions and repetitions anywhere in the file."""
    dice = random.Random(dice_seed)
    content = planted(name)
    for _ in range(dice.randint(1, 4)):
        content = noisy(content, dice)
    reading = read(name, put(tmp_path_factory.mktemp("fuzz"), name, content))
    assert balanced(reading)
    good = read(name, put(tmp_path_factory.mktemp("good"), name, planted(name)))
    TALLY.add_random(name, outcome(reading, good), {name: content})
    kept = "".join(rows.write_csv() for rows in reading.entities.values())
    shown = told(reading) + reading.findings.frame().write_csv() + kept
    assert [n for n, word in enumerate([*PERSONAL, CNP]) if word in shown] == []
