"""Specs as tables: each file of `spec/indicators/` is a place of its own; one export holds all, one run counts.

A file has two tables. The first is people: who they are and what the nurse found (codes of AMC-MSR; `-` nothing; an
empty cell: not known, or never). The second is the numbers expected at the end of 2025-Q4 in that place.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from worlds import PERIOD

from simulation.amc import AmcExport, simulate_amc

SPECS = sorted((Path(__file__).parent / "spec" / "indicators").glob("*.md"))
Row = dict[str, str]


@dataclass(frozen=True)
class Spec:
    """One file: the people of its place and the numbers that they make."""

    path: Path
    people: list[Row]
    expected: list[Row]

    @classmethod
    def read(cls, path: Path) -> "Spec":
        tables: list[list[str]] = [[]]
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("|"):
                tables[-1].append(line)
            elif tables[-1]:
                tables.append([])
        people, expected = (cls._rows(table) for table in tables if table)
        return cls(path, people, expected)

    @staticmethod
    def _rows(table: list[str]) -> list[Row]:
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table]
        assert all(len(row) == len(cells[0]) for row in cells), table
        return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def as_export(specs: list[Spec]) -> tuple[AmcExport, dict[str, int]]:
    """Put every spec's people into one export of a county; gives it, and the UAT of each spec."""
    empty = simulate_amc(["SM"], 50, str(PERIOD), 1, uats=1)
    tables = dict(empty.tables)
    cities = tables["cities"].with_columns(
        pl.col("id").cast(pl.Int64), pl.col("level", "county_id").cast(pl.Int64)
    )
    uats = cities.filter(level=2, county_id=30)["id"].sort().to_list()
    homes = {spec.path.stem: uats[number] for number, spec in enumerate(specs)}
    people, entries = [], []
    for spec in specs:
        for person in spec.people:
            people.append(_beneficiary(len(people) + 1, person, homes[spec.path.stem]))
            if person.get("assessed"):
                entries.append(_entry(len(entries) + 1, len(people), person))
    for name in ("interventions", "families", "households"):
        tables[name] = tables[name].clear()
    tables["beneficiaries"] = _like(tables["beneficiaries"], people)
    tables["vulnerability_entries"] = _like(tables["vulnerability_entries"], entries)
    return AmcExport(**{**vars(empty), "tables": tables}), homes


def _beneficiary(number: int, person: Row, home: int) -> dict[str, object]:
    removed = person.get("removed")
    return {
        "id": number,
        "type": person.get("type") or "regular",
        "status": "removed" if removed else "active",
        "gender": person.get("sex"),
        "date_of_birth": person.get("born"),
        "work_status": person.get("work"),
        "county_id": 30,
        "city_id": home,
        "created_at": f"{person.get('recorded') or '2025-01-10'} 09:00:00",
        "updated_at": f"{removed or '2025-01-10'} 09:00:00",
    }


def _entry(number: int, person_number: int, person: Row) -> dict[str, object]:
    found = person["found"].replace("-", "VAI_99").split()
    state = json.dumps(dict.fromkeys(found, 1))
    return {
        "id": number,
        "beneficiary_id": person_number,
        "map": state,
        "created_at": f"{person['assessed']} 10:00:00",
    }


def _like(table: pl.DataFrame, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Give rows the columns and types of a table; what they do not say is empty."""
    text = [
        {name: None if row.get(name) in (None, "") else str(row[name]) for name in table.columns}
        for row in rows
    ]
    return pl.DataFrame(text, schema=dict.fromkeys(table.columns, pl.String)).cast(
        dict(table.schema), strict=False
    )
