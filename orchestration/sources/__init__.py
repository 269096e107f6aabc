"""The source systems and registers: a contract and a reader each."""

import traceback
from dataclasses import dataclass
from pathlib import Path

from orchestration.period import Period
from orchestration.sources.amc import reader as amc
from orchestration.sources.contract import Contract
from orchestration.sources.delivery import Reader, Reading
from orchestration.sources.places import Earlier, locate, nothing_earlier
from orchestration.sources.primero import reader as primero
from orchestration.sources.registers.reader import REGISTERS
from orchestration.sources.spor import reader as spor


@dataclass(frozen=True)
class Source:
    """A source system. `name`: its folder in landing and lake."""

    name: str
    contract: Contract
    read: Reader


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source("amc", amc.CONTRACT, amc.read),
        Source("spor", spor.CONTRACT, spor.read),
        Source("primero", primero.CONTRACT, primero.read),
        *(Source(name, register.contract, register.read) for name, register in REGISTERS.items()),
    )
}


class ReaderFault(Exception):
    """A reader broke: a fault of ours. It says where, never on what: an error's own words can quote a person's data."""


def read_delivery(
    source: str, path: Path, period: Period | None, key: bytes, earlier: Earlier = nothing_earlier
) -> Reading:
    """Read one delivery of a source system; what breaks in its reader comes out as ReaderFault.

    `earlier`: gives the rows on which a delivery of changes builds; without them fewer of its rows have a UAT.
    """
    try:
        reading = SOURCES[source].read(path, period, key)
        locate(reading, SOURCES[source].contract, earlier)
        return reading
    except Exception as fault:
        place = traceback.extract_tb(fault.__traceback__)[-1]
        words = (
            f"{source}: {type(fault).__name__} in {place.name} ({Path(place.filename).name}:{place.lineno})"
        )
        raise ReaderFault(words) from None
