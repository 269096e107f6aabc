"""Exports of every source, broken by hand and at random: none crashes, loses a row or passes unseen.

What became of them stands at the end of the tests' output, by source, kind of damage and outcome.
"""

import random
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from amc_export import csv_of, rows_of
from damage import containers
from damage.exports import Export, Files, exports, write
from damage.noise import noisy
from damage.primero import broken_primero
from damage.tables import Broken, broken_tables, pairs
from damage.tally import FAULTS, TALLY, Outcome, Tally, outcome
from hypothesis import assume, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st

from orchestration.sources.delivery import Reading

NAMES = {export.name: export for export in exports()}
TABULAR = {name: export for name, export in NAMES.items() if export.tabular}
LEAST = 300
Result = tuple[str, str, Outcome, str]
SIGNS = [b",", b'"', b"\n", b'",', b',"', b"\r\n"]


def judged(export: Export, files: Files, put: containers.Container = write) -> tuple[Outcome, str]:
    """What became of a broken export, and the words of what broke where it crashed."""
    with TemporaryDirectory() as folder:
        try:
            return outcome(export.read(put(files, Path(folder) / "d")), plain(export.name)), ""
        except Exception:
            return Outcome.CRASHED, traceback.format_exc(limit=-3)


@cache
def plain(name: str) -> Reading:
    """The good export as it is read."""
    with TemporaryDirectory() as folder:
        reading = NAMES[name].read(write(NAMES[name].files, Path(folder) / "d"))
    assert reading.accepted
    return reading


def by_hand(export: Export) -> Iterator[Broken]:
    yield from broken_tables(export) if export.tabular else broken_primero(export)


@cache
def results(name: str) -> list[Result]:
    """Break an export in every way by hand: kind, what, outcome, error."""
    export = NAMES[name]
    found = []
    for broken in by_hand(export):
        result, error = judged(export, broken.files)
        TALLY.add(name, broken.kind, result, broken.files)
        wrong = result is not Outcome.HARMLESS if broken.harmless else result in FAULTS
        found += [(broken.kind, broken.what, result, error)] if wrong else []
    for ways, wanted in (
        (containers.BROKEN, {Outcome.REFUSED}),
        (containers.BESIDE, {Outcome.NOTED}),
        (containers.SAME, {Outcome.HARMLESS}),
    ):
        for what, put in ways.items():
            result, error = judged(export, export.files, put)
            TALLY.add(name, "container", result, export.files | {what: b""})
            found += [] if result in wanted else [("container", what, result, error)]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_broken_export_crashes_loses_a_row_or_passes_unseen(name: str) -> None:
    assert results(name) == []


# --- at random ---

drawn = fuzz(max_examples=60, deadline=None, derandomize=True, database=None)


def seen(export: Export, kind: str, files: Files) -> None:
    """Judge and count an export that is broken for sure."""
    result, error = judged(export, files)
    TALLY.add(export.name, f"{kind}, at random", result, files)
    assert result not in (*FAULTS, Outcome.HARMLESS), error


@given(st.sampled_from(sorted(NAMES)), st.data())
@drawn
def test_a_file_cut_anywhere_but_between_records_is_told(name: str, data: st.DataObject) -> None:
    export = NAMES[name]
    file = data.draw(st.sampled_from(sorted(export.files)))
    content = export.files[file]
    place = data.draw(st.integers(1, len(content) - 1))
    assume(export.layout == "xlsx" or (content[place - 1 : place] != b"\n" and content[place:].strip()))
    seen(export, "file", export.files | {file: content[:place]})


@given(st.sampled_from(sorted(TABULAR)), st.text(min_size=1, max_size=30), st.data())
@drawn
def test_a_text_in_a_field_that_holds_none_is_told(name: str, text: str, data: st.DataObject) -> None:
    export = NAMES[name]
    table, field = data.draw(st.sampled_from(pairs(export)))
    file = f"{table.name}.csv"
    rows = rows_of(export.files[file])
    row = data.draw(st.integers(0, len(rows) - 1))
    value = text.strip().replace("\0", "")
    assume(not any(sign.isdigit() for sign in value) and value not in ("", "NULL", r"\N", *field.values))
    assume(not any(row[field.name] == value for row in rows))
    try:
        value.encode()
    except UnicodeEncodeError:
        assume(False)
    rows[row][field.name] = f"?{value}"
    seen(export, "values", export.files | {file: csv_of(rows)})


@given(st.sampled_from(sorted(TABULAR)), st.sampled_from(SIGNS), st.data())
@drawn
def test_a_sign_too_many_is_told(name: str, sign: bytes, data: st.DataObject) -> None:
    """Where a field is in quotes, a comma or a line end is a part of its text."""
    export = NAMES[name]
    file = data.draw(st.sampled_from(sorted(export.files)))
    content = export.files[file]
    start = content.index(b"\n") + 1
    assume(start < len(content))
    place = data.draw(st.integers(start + 1, len(content) - 1))
    assume(b'"' not in content[content.rindex(b"\n", 0, place) :].split(b"\n", 2)[1])
    assume(
        b"\n" not in (content[place - 1 : place], content[place : place + 1]) or sign not in (b"\n", b"\r\n")
    )
    seen(export, "rows", export.files | {file: content[:place] + sign + content[place:]})


@given(st.sampled_from(sorted(TABULAR)), st.data())
@drawn
def test_records_that_came_twice_are_told(name: str, data: st.DataObject) -> None:
    export = NAMES[name]
    file = data.draw(st.sampled_from([f for f in sorted(export.files) if rows_of(export.files[f])]))
    rows = rows_of(export.files[file])
    some = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=5))
    place = data.draw(st.integers(0, len(rows)))
    seen(export, "keys and references", export.files | {file: csv_of([*rows[:place], *some, *rows[place:]])})


@given(st.sampled_from(sorted(NAMES)), st.integers(0, 2**32))
@fuzz(max_examples=150, deadline=None, derandomize=True, database=None)
def test_bytes_changed_at_random_crash_nothing_and_lose_no_row(name: str, seed: int) -> None:
    """They may come to values as good as the true ones: those are counted apart."""
    export, dice = NAMES[name], random.Random(seed)
    file = dice.choice(sorted(export.files))
    content = export.files[file]
    for _ in range(dice.randint(1, 3)):
        content = noisy(content, dice)
    files = export.files | {file: content}
    result, error = judged(export, files)
    TALLY.add_random(export.name, result, files)
    assert result not in (Outcome.CRASHED, Outcome.LOST), error


# --- how many ---


def test_there_are_enough_of_them() -> None:
    """All sources, all layouts, all kinds of damage; what says the same as the good export is not counted."""
    for name in NAMES:
        results(name)
    assert TALLY.total() - TALLY.total(Outcome.HARMLESS) >= LEAST
    assert {source for source, _, _ in TALLY.counts} == set(NAMES)
    assert {result for _, _, result in TALLY.counts} == set(Outcome) - set(FAULTS)
    assert TALLY.total(*FAULTS) == 0


def test_the_table_says_what_came_out() -> None:
    tally = Tally()
    for n in range(3):
        tally.add("amc", "file", Outcome.REFUSED, {"a.csv": bytes([n])})
        tally.add("amc", "file", Outcome.REFUSED, {"a.csv": bytes([n])})
    tally.add("spor", "values", Outcome.UNSEEN, {"a.csv": b""})
    tally.add("spor", "written otherwise", Outcome.HARMLESS, {"b.csv": b""})
    lines = tally.lines()
    assert lines[-1] == "4 broken exports; crashed: 0, row lost: 0, unseen: 1."
    assert next(line for line in lines if line.startswith("amc")).split() == ["amc", "3", "3"]
    assert next(line for line in lines if line.startswith("all")).split() == [
        "all",
        "1",
        "3",
        "0",
        "0",
        "0",
        "1",
        "5",
    ]
    assert Tally().lines() == []
