"""The landing folder, `<source>/<period>/<delivery>`, read in place, and the log of when each delivery was first seen.

The log orders deliveries. All that a run sees for the first time is logged at once, before any of it is read, under one
number and the day of the run's clock: a run that is cut off and run again finds the same order and the same day.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.period import BUCHAREST, Period
from orchestration.settings import Settings
from orchestration.sources import SOURCES
from orchestration.sources.archive import content_hash
from orchestration.sources.delivery import Delivery


class LandingError(Exception):
    """The landing folder is not laid out as it should be; the message is for its operator, in Romanian."""


@dataclass(frozen=True)
class Place:
    """A delivery's place in the landing folder."""

    source: str
    period: str
    path: Path


@dataclass(frozen=True)
class Seen:
    """When a delivery was first seen: the run's number, and the day in Bucharest, None where no run wrote it."""

    number: int
    day: date | None


#: source, period and sha256 of a delivery's content
Identity = tuple[str, str, str]


def deliveries(settings: Settings, last: Period) -> list[Delivery]:
    """Give the deliveries in the landing folder up to a period, in the order in which they were first seen.

    The same content under two names in a quarter is one delivery. Raises LandingError as `places` does.
    """
    found = [(place, content_hash(place.path)) for place in places(settings.landing, last)]
    log = _read_log(settings.delivery_log)
    now = Seen(
        1 + max((seen.number for seen in log.values()), default=0),
        settings.as_of.astimezone(BUCHAREST).date(),
    )
    listed: dict[Identity, Delivery] = {}
    for place, sha256 in found:
        identity = (place.source, place.period, sha256)
        seen = log.setdefault(identity, now)
        listed.setdefault(
            identity, Delivery(place.source, place.period, place.path, sha256, seen.number, seen.day)
        )
    if now in log.values():
        _write_log(settings.delivery_log, log)
    return sorted(listed.values(), key=lambda delivery: (delivery.seen, delivery.period, delivery.path.name))


def places(landing: Path, last: Period) -> list[Place]:
    """List what lies in the landing folder up to a period; raises LandingError for what names no source or quarter."""
    found = []
    for source in _visible(landing):
        if source.name not in SOURCES or not source.is_dir():
            known = ", ".join(SOURCES)
            raise LandingError(
                f"Dosarul «{source.name}» din {landing.name} nu este un sistem sursă cunoscut ({known})."
            )
        for folder in _visible(source):
            try:
                period = Period.parse(folder.name)
            except ValueError as fault:
                raise LandingError(f"Dosarul {source.name}/{folder.name}: {fault}.") from None
            if not folder.is_dir():
                raise LandingError(
                    f"{source.name}/{folder.name} este un fișier: puneți-l într-un dosar {period}."
                )
            if period <= last:
                found += [Place(source.name, str(period), path) for path in _visible(folder)]
    return found


def _visible(folder: Path) -> list[Path]:
    """List what a folder holds, sorted, without hidden files; nothing for a folder that is not there."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _read_log(path: Path) -> dict[Identity, Seen]:
    if not path.exists():
        return {}
    entries = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return {
        (entry["source"], entry["period"], entry["sha256"]): Seen(
            entry["seen"], date.fromisoformat(entry["seen_on"]) if entry.get("seen_on") else None
        )
        for entry in entries
    }


def _write_log(path: Path, log: dict[Identity, Seen]) -> None:
    lines = [
        json.dumps(
            {"source": source, "period": period, "sha256": sha256, "seen": seen.number}
            | ({"seen_on": seen.day.isoformat()} if seen.day else {})
        )
        for (source, period, sha256), seen in log.items()
    ]
    draft = path.with_name(f".{path.name}")
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    draft.replace(path)
