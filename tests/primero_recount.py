"""A naive count of a Primero export in JSON: the standard library and the counting rules of `shared/primero/README.md`.

`recount` gives (period, geo_level, geo_code, what) → count; `what` is registered, open, closed, services or one of the
concerns of the cases that are open at the quarter's end.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from quality.catalogue import seed

BUCHAREST = ZoneInfo("Europe/Bucharest")
Record = dict[str, Any]
Key = tuple[str, str, str, str]


def records(path: Path) -> list[Record]:
    """The records of all arrays, an id once: the first."""
    text, at = path.read_text(encoding="utf-8"), 0
    found: dict[str, Record] = {}
    while at < len(text.rstrip()):
        page, at = json.JSONDecoder().raw_decode(text, at)
        for record in page:
            found.setdefault(record["id"], record["data"])
    return list(found.values())


def quarter(day: str | None) -> str | None:
    return day and f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"


def last_day(period: str) -> str:
    year, number = int(period[:4]), int(period[-1])
    return date(year, 3 * number, 31 if number in (1, 4) else 30).isoformat()


@cache
def county_of() -> dict[str, str]:
    return dict(seed("uats").select("siruta", "county_code").rows())


@cache
def uat_of() -> dict[str, str]:
    return dict(seed("localities").select("siruta", "uat_siruta").rows())


def places(case: Record) -> Iterator[tuple[str, str]]:
    """Country, county and UAT; without a known location the country only."""
    yield "country", "RO"
    code = case.get("location_current") or ""
    uat = uat_of().get(code, code)
    county = county_of().get(uat)
    if county:
        yield "county", county
        yield "uat", uat


def recount(cases: list[Record], periods: list[str]) -> Counter[Key]:
    counts: Counter[Key] = Counter()
    for case in cases:
        if case["status"] == "duplicate":
            continue
        for period in periods:
            counts.update((period, *place, what) for place in places(case) for what in told(case, period))
    return counts


def told(case: Record, period: str) -> Iterator[str]:
    """What one case counts as in one quarter."""
    registered, closed, status = case.get("registration_date"), case.get("date_closure"), case["status"]
    if quarter(registered) == period:
        yield "registered"
    if status == "closed" and quarter(closed) == period:
        yield "closed"
    by_then = registered and registered <= last_day(period)
    if by_then and (status == "open" or (status == "closed" and closed and closed > last_day(period))):
        yield "open"
        yield from case.get("protection_concerns") or []
    for service in case.get("services_section") or []:
        at = service.get("service_implemented_day_time")
        if service.get("service_implemented") == "implemented" and at:
            local = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(BUCHAREST)
            if quarter(local.date().isoformat()) == period:
                yield "services"
