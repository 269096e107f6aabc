"""The source systems: one package each, with its contract and its reader."""

from dataclasses import dataclass
from pathlib import Path

from orchestration.period import Period
from orchestration.sources.amc import reader as amc
from orchestration.sources.contract import Contract
from orchestration.sources.delivery import Reader, Reading


@dataclass(frozen=True)
class Source:
    """A source system. `name`: its folder in landing and lake."""

    name: str
    contract: Contract
    read: Reader


SOURCES: dict[str, Source] = {"amc": Source("amc", amc.CONTRACT, amc.read)}


def read_delivery(source: str, path: Path, period: Period | None, key: bytes) -> Reading:
    """Read one delivery of a source system."""
    return SOURCES[source].read(path, period, key)
