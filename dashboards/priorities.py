"""What a place should look at first: its most frequent vulnerabilities, and where needs get lost on the way."""

from collections.abc import Mapping
from typing import Any

from dashboards.catalogue import Catalogue
from dashboards.selection import CASCADE_CODES, VULNERABILITY_CODE
from dashboards.views import Facts

#: vulnerabilities that are shown, of some seventy
MOST_FREQUENT = 10
Section = Mapping[str, Any]


def sections(
    catalogue: Catalogue, computed: set[tuple[str, str, str]], level: str, facts: Facts, country: Facts | None
) -> dict[str, Section]:
    """Give the sections that a place has, by id."""
    asked = {"vulnerabilities": vulnerabilities, "cascade": cascade}
    found = {name: make(catalogue, computed, level, facts, country) for name, make in asked.items()}
    return {name: section for name, section in found.items() if section}


def vulnerabilities(
    catalogue: Catalogue, computed: set[tuple[str, str, str]], level: str, facts: Facts, country: Facts | None
) -> Section | None:
    """List the vulnerabilities with the highest published values, equal ones in the catalogue's order.

    None where they are not computed; without lines where none is published: `status` then says why.
    """
    part = catalogue.breakdowns.get("vulnerability")
    if part is None or (level, VULNERABILITY_CODE, part.code) not in computed:
        return None
    rows = [(code, name, facts.now(VULNERABILITY_CODE, part.code, code)) for code, name in part.categories]
    told = sorted((row for row in rows if row[2]["number"]), key=lambda row: -row[2]["value"])
    lines = [
        {
            "name": name,
            "row": row,
            "country": country.now(VULNERABILITY_CODE, part.code, code) if country else None,
        }
        for code, name, row in told[:MOST_FREQUENT]
    ]
    return {
        "lines": lines,
        "more": len(told) > len(lines),
        "hidden": any(row["status"] == "suppressed" for *_, row in rows),
        "status": _status([row for *_, row in rows]),
    }


def cascade(
    catalogue: Catalogue, computed: set[tuple[str, str, str]], level: str, facts: Facts, country: Facts | None
) -> Section | None:
    """List the steps from need to result, and the same by dimension (where a number is there).

    None where they are not computed; without lines where nothing is known.
    """
    steps = [code for code in CASCADE_CODES if (level, code, "total") in computed]
    if not steps:
        return None
    rows = {code: facts.now(code) for code in steps}
    status = _status(list(rows.values()))
    populations = [None, *(catalogue.indicators[code].population for code in steps)]
    lines = [
        {
            "name": catalogue.name(code),
            "population": population if population != before else None,
            "row": row,
            "country": country.now(code) if country else None,
        }
        for (code, row), before, population in zip(
            rows.items(), populations[:-1], populations[1:], strict=True
        )
    ]
    part = catalogue.breakdowns.get("dimension")
    split = [code for code in steps if part and (level, code, part.code) in computed]
    parts = [
        (name, [facts.now(code, "dimension", category) for code in split])
        for category, name in (part.categories if part else [])
    ]
    return {
        "lines": lines if status != "no_data" else [],
        "heads": [catalogue.name(code) for code in split],
        "parts": [(name, cells) for name, cells in parts if any(cell["number"] for cell in cells)],
        "status": status,
    }


def _status(rows: list[Mapping[str, Any]]) -> str:
    """Say what rows amount to: published if any is, else why not."""
    found = {row["status"] for row in rows}
    known = (status for status in ("published", "warning", "suppressed", "withheld") if status in found)
    return next(known, "no_data")
