"""A good export of each source, in each of its layouts, as files to be broken."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import amc_export
import spor_export
from amc_export import KEY, PERIOD
from primero_cases import CASES
from primero_export import csv_of, json_of, tabs_of
from workbook import xlsx_of

from orchestration.sources import SOURCES, read_delivery
from orchestration.sources.contract import Contract
from orchestration.sources.delivery import Reading
from orchestration.sources.registers.reader import REGISTERS

Files = dict[str, bytes]
SOURCE_FOLDER = Path(amc_export.EXAMPLES).parents[1]


@dataclass(frozen=True)
class Export:
    """A good export. `layout`: of its file, for a source that has several; `files`: file name → content."""

    source: str
    layout: str
    files: Files

    @property
    def name(self) -> str:
        return f"{self.source} {self.layout}".strip()

    @property
    def contract(self) -> Contract:
        return SOURCES[self.source].contract

    @property
    def tabular(self) -> bool:
        """Whether each file is a table of the contract."""
        return not self.layout

    def read(self, path: Path) -> Reading:
        return read_delivery(self.source, path, PERIOD, KEY)


def write(files: Files, folder: Path) -> Path:
    """Put files into a folder: the delivery is that folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _named(files: Files) -> Files:
    return {f"{table}.csv": content for table, content in files.items()}


def _register(name: str) -> Files:
    path = SOURCE_FOLDER / "registers" / name / "examples" / f"{name}.csv"
    return {path.name: path.read_bytes()}


PRIMERO: dict[str, Callable[[], bytes]] = {
    "csv": lambda: csv_of(CASES),
    "json": lambda: json_of(CASES),
    "xlsx": lambda: xlsx_of(tabs_of(CASES)),
}


@cache
def exports() -> tuple[Export, ...]:
    """Give a good export of each source and layout."""
    return (
        Export("amc", "", _named(amc_export.example())),
        Export("spor", "", _named(spor_export.example())),
        *(Export("primero", layout, {f"cases.{layout}": make()}) for layout, make in PRIMERO.items()),
        *(Export(name, "", _register(name)) for name in sorted(REGISTERS)),
    )
