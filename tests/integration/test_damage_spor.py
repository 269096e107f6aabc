"""Damaged deliveries of household assessments: cut, flipped, repeated. Nothing fails, is lost or tells of a person."""

import json
import random

import pytest
from amc_export import KEY, PERIOD, Files, balanced, changed, records, rows_of, rules, told, write_folder
from damage.noise import noisy
from damage.tally import TALLY, outcome
from hypothesis import HealthCheck, given
from hypothesis import settings as fuzz
from hypothesis import strategies as st
from spor_export import TABLES, example, judged

from orchestration.sources.spor.reader import read


@pytest.mark.parametrize("table", ["delivery", "persons"])
def test_a_file_cut_anywhere_is_refused_or_loses_nothing_but_whole_records(table, tmp_path):
    files = example()
    whole = files[table]
    ends = [n for n in range(len(whole) + 1) if n == 0 or whole[n - 1 : n] == b"\n"]
    path = write_folder(files, tmp_path / "d")
    step = max(1, len(whole) // 25)
    for cut in sorted({*range(0, len(whole), step), *ends[:10], *(end - 1 for end in ends[1:10])}):
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

    def workers(rows):
        for row in rows:
            row |= {"first_name": PERSONAL[0], "last_name": PERSONAL[1], "email": PERSONAL[3]}

    return changed(changed(example(), "persons", people), "workers", workers)


@given(st.integers(0, 2**32))
@fuzz(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_makes_it_fail_lose_a_row_or_tell_of_a_person(tmp_path_factory, seed):
    """Flips, deletions and repetitions anywhere in the files."""
    dice = random.Random(seed)
    files = planted()
    cnps = [row["cnp"] for row in rows_of(files["persons"]) if row["cnp"]]
    for _ in range(dice.randint(1, 4)):
        table = dice.choice(["persons", "delivery", *TABLES])
        files[table] = noisy(files[table], dice)
    reading = judged(files, tmp_path_factory.mktemp("fuzz") / "d")
    assert balanced(reading)
    good = judged(planted(), tmp_path_factory.mktemp("good") / "d")
    TALLY.add_random("spor", outcome(reading, good), files)
    assert not reading.accepted or reading.covered
    shown = told(reading) + reading.findings.frame().write_csv()
    kept = json.dumps({name: rows.to_dicts() for name, rows in reading.entities.items()}, default=str)
    for word in [*PERSONAL, *cnps]:
        assert word not in shown
        assert word not in kept
