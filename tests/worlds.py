"""Real runs of the pipeline, on data roots of the tests' own."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"
os.environ.pop("INCLUZIUNE_DATA", None)

import duckdb
import polars as pl

from orchestration.period import Period
from orchestration.run import Outcome, run
from orchestration.settings import Settings
from simulation.amc import AmcExport, write_amc

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = Period.parse("2025-Q4")


@dataclass(frozen=True)
class World:
    """A data root, and what its last run came to."""

    settings: Settings
    outcome: Outcome

    @property
    def release(self) -> Path:
        """The newest release of the quarter."""
        return sorted((self.settings.releases / str(PERIOD)).glob("r*"), key=lambda path: int(path.name[1:]))[
            -1
        ]

    def sql(self, query: str) -> pl.DataFrame:
        """Ask the warehouse."""
        with duckdb.connect(str(self.settings.warehouse), read_only=True) as connection:
            return connection.sql(query).pl()


def settings_of(root: Path) -> Settings:
    """Settings of a data root under the tests' clock."""
    return Settings.read(data=root, as_of=AS_OF)


def build(root: Path, first: Period = PERIOD, last: Period = PERIOD) -> World:
    """Run the pipeline on a data root."""
    settings = settings_of(root)
    return World(settings, run(settings, first, last))


def put(root: Path, export: AmcExport, period: str = str(PERIOD)) -> Path:
    """Put an export into a data root's landing folder."""
    return write_amc(export, root / "landing" / "amc" / period)


def tree(folder: Path) -> dict[str, bytes]:
    """All files below a folder with their content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
