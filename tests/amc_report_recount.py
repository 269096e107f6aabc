"""A naive count of AMC-MSR's standard statistics: loops and the words of docs/reconciliation.md."""

from collections import Counter, defaultdict
from datetime import datetime

from amc_recount import Row, answers, instant, quarter_end
from seed_rows import seed

from simulation.places import seed_table

Cell = tuple[str, str, str]


def _figures() -> dict[str, list[set[str]]]:
    """Give each figure's clauses: of each at least one code must be there."""
    clauses: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in seed("report_figure_clauses"):
        clauses[row["figure"], row["clause"]].add(row["code"])
    figures: dict[str, list[set[str]]] = defaultdict(list)
    for (figure, _), codes in clauses.items():
        figures[figure].append(codes)
    for row in seed("source_codes"):
        if row["source"] == "amc" and row["kind"] in ("vulnerability", "context"):
            figures[row["code"]] = [{row["code"]}]
    return figures


def _start(period: str) -> datetime:
    year, quarter = int(period[:4]), int(period[-1])
    return quarter_end(f"{year}-Q{quarter - 1}" if quarter > 1 else f"{year - 1}-Q4")


def recount_report(tables: dict[str, list[Row]], period: str) -> dict[Cell, tuple[int, int]]:
    """Count the people of each place and figure: (level, code, figure) → (carried it, with an entry in the quarter)."""
    figures, start, end = _figures(), _start(period), quarter_end(period)
    plates = {
        row["siruta_county_number"]: row["county_code"]
        for row in seed_table("counties.csv").iter_rows(named=True)
    }
    uat_of = {
        city["id"]: city["id"] if city["level"] == "2" else city["parent_id"] for city in tables["cities"]
    }
    entries = defaultdict(list)
    for entry in tables["vulnerability_entries"]:
        if answers(entry) and instant(entry["created_at"]) < end:
            entries[entry["beneficiary_id"]].append(entry)
    carried, entered = Counter(), Counter()
    for person in tables["beneficiaries"]:
        own = sorted(entries[person["id"]], key=lambda e: (instant(e["created_at"]), int(e["id"] or 0)))
        within = [set(answers(entry) or ()) for entry in own if instant(entry["created_at"]) >= start]
        before = [set(answers(entry) or ()) for entry in own if instant(entry["created_at"]) < start]
        opens_with = own and any(instant(entry["created_at"]) == start for entry in own)
        states = within + (before[-1:] if not opens_with else [])
        places = [("country", "RO"), ("county", plates[person["county_id"]])]
        if person["city_id"]:
            places.append(("uat", str(uat_of[person["city_id"]])))
        for figure, clauses in figures.items():
            if any(all(state & codes for codes in clauses) for state in states):
                carried.update((*place, figure) for place in places)
            if any(all(state & codes for codes in clauses) for state in within):
                entered.update((*place, figure) for place in places)
    return {cell: (people, entered[cell]) for cell, people in carried.items()}
