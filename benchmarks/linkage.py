"""How well people are linked across systems: precision and recall on invented people, written with more or fewer slips.

`make linkage`. Each row is a country of its own: two counties, simulated, taken in and linked by the pipeline itself.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ["DAGSTER_DISABLE_TELEMETRY"] = "yes"

import duckdb

from orchestration.period import Period
from orchestration.run import run
from orchestration.settings import Settings
from simulation.country import simulate_country
from simulation.slips import Slips

COUNTIES, HOUSEHOLDS, UATS, QUARTERS, SEED = ("SM", "BH"), 12_000, 12, 2, 11
PERIOD = Period(2025, 4)
SYSTEMS = ("amc", "spor", "primero")
CASES = {
    "written as they are": Slips.none(),
    "5 % without CNP, 3 % misspelt": Slips(),
    "20 % without CNP, 10 % misspelt": Slips(missing_cnp=0.2, misspelt_name=0.1),
}
HEAD = (
    "people written",
    "records",
    "pairs",
    "precision",
    "recall",
    "by CNP",
    "by name",
    "by sound",
    "by county",
)


def measured(slips: Slips) -> tuple[str, ...]:
    """Give the cells of one row."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        simulate_country(
            COUNTIES, HOUSEHOLDS, str(PERIOD), QUARTERS, SEED, SYSTEMS, root, slips=slips, uats=UATS
        )
        settings = Settings.read(data=root, as_of=datetime(2026, 6, 1, tzinfo=UTC))
        outcome = run(settings, PERIOD, PERIOD)
        if not outcome.succeeded:
            raise SystemExit(f"{outcome.refused} {outcome.faults}")
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            row = connection.sql(
                "select pairs_true, link_precision, link_recall from quality.linkage_accuracy"
            ).fetchall()[0]
            counts = dict(
                connection.sql("select linked_by, count(*) from core.person_link group by 1").fetchall()
            )
    linked = (f"{counts.get(by, 0):,}" for by in ("cnp", "name", "sound", "county"))
    return (f"{sum(counts.values()):,}", f"{row[0]:,}", f"{row[1]:.4f}", f"{row[2]:.4f}", *linked)


def main() -> None:
    """Print the table."""
    print(f"| {' | '.join(HEAD)} |\n|{' --- |' * len(HEAD)}")
    for name, slips in CASES.items():
        print(f"| {' | '.join((name, *measured(slips)))} |", flush=True)


if __name__ == "__main__":
    main()
