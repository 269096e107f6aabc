"""Where things are: data root, landing, lake, releases, key. Set once a run, by the command line or the environment."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from orchestration.period import BUCHAREST

PROJECT = Path(__file__).resolve().parent.parent
DBT_PROJECT = PROJECT / "dbt_project"
OWN = {
    "landing",
    "lake",
    "quarantine",
    "releases",
    "quality_docs",
    "truth",
    "dagster",
    "warehouse.duckdb",
    "pseudonym.key",
    "deliveries.jsonl",
    "last_run.json",
    ".lock",
}


@dataclass(frozen=True)
class Settings:
    """Paths and the run's clock.

    `as_of` decides which quarters have ended and on which day a delivery that was not seen before was received; nothing
    that is published depends on it otherwise.
    """

    data: Path = Path("data")
    landing: Path = Path("data/landing")
    as_of: datetime = field(default_factory=lambda: datetime.now(UTC))

    @classmethod
    def read(
        cls, data: Path | None = None, landing: Path | None = None, as_of: datetime | None = None
    ) -> "Settings":
        """Take what is given, then INCLUZIUNE_DATA and INCLUZIUNE_AS_OF, then the defaults."""
        root = (data or Path(os.environ.get("INCLUZIUNE_DATA", "data"))).resolve()
        clock = os.environ.get("INCLUZIUNE_AS_OF")
        return cls(
            data=root,
            landing=(landing or root / "landing").resolve(),
            as_of=in_bucharest(as_of or (datetime.fromisoformat(clock) if clock else datetime.now(UTC))),
        )

    @property
    def lake(self) -> Path:
        """Accepted rows, pseudonymised: `<source>/<entity>/<delivery>.parquet`."""
        return self.data / "lake"

    @property
    def incoming(self) -> Path:
        """What a run has read and gate 1 has not yet let into the lake; emptied at the start of a run."""
        return self.data / "lake" / ".incoming"

    @property
    def quarantine(self) -> Path:
        """What was refused, and the feedback to the sender: `<source>/<delivery>/`."""
        return self.data / "quarantine"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file."""
        return self.data / "warehouse.duckdb"

    @property
    def releases(self) -> Path:
        """Immutable releases: `<period>/r<N>/`, and `latest.json`."""
        return self.data / "releases"

    @property
    def quality_docs(self) -> Path:
        """What the gates asked of the last run of each quarter: `<period>/index.html`. No release holds it."""
        return self.data / "quality_docs"

    @property
    def key_file(self) -> Path:
        """The key of the pseudonyms, mode 0600."""
        return self.data / "pseudonym.key"

    @property
    def delivery_log(self) -> Path:
        """When each delivery was first seen, a JSON object a line."""
        return self.data / "deliveries.jsonl"

    @property
    def last_run(self) -> Path:
        """What the last completed run was made from and made: digests, in JSON."""
        return self.data / "last_run.json"

    def make_root(self) -> None:
        """Make the data root, readable by its owner only; a folder that holds other things keeps its mode."""
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if all(path.name in OWN for path in self.data.iterdir()):
            self.data.chmod(0o700)


def in_bucharest(clock: datetime) -> datetime:
    """Read a clock without a zone as Bucharest's."""
    return clock if clock.tzinfo else clock.replace(tzinfo=BUCHAREST)
