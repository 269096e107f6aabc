"""What one new quarter costs on top of 16, and on top of 32: `python benchmarks/quarter.py`.

The same counties twice, once with 17 quarters and once with 33, up to the same last one; AMC is dumped once a year, and
not in the new quarter, for which only SPOR's and Primero's deliveries and the registers come. Each world is run up to
the quarter before, all quarters in one run, and then the new quarter alone; each run is a process of its own. Measured
are the steps from the lake to the published tables, gates 2 and 3 among them.

Prints the new quarter's time as a share of the full build's, and the second world's new quarter beside the first's.
"""

import argparse
import tempfile
from pathlib import Path

from national import DUMPS, LAST, console, run_watched
from rich.table import Table

from orchestration.period import Period
from simulation.country import simulate_country

NEW = Period.parse(LAST).shift(1)
AS_OF = "2026-04-25"
FROM_LAKE_TO_PUBLISHED = (
    "staging",
    "core",
    "quality__core_failures_gate_2",
    "indicators",
    "quality__indicator_failures_gate_3",
    "published",
)


def measured(
    data: Path, counties: list[str], households: int, quarters: int, memory: int
) -> tuple[float, float, float]:
    """Give the seconds of the full build of so many quarters, those of one more, and the peak in GiB."""
    first = NEW.shift(-quarters)
    dumps = [str(period) for period in first.through(NEW) if period.quarter == 4] or list(DUMPS)
    simulate_country(
        counties, households, str(NEW), quarters + 1, 1, out=data, dumps=dumps, programme=True, workers=2
    )
    whole = run_watched(data, memory, str(first), LAST, AS_OF)
    new = run_watched(data, memory, str(NEW), str(NEW), AS_OF)
    seconds = [sum(run["seconds"][step] for step in FROM_LAKE_TO_PUBLISHED) for run in (whole, new)]
    return seconds[0], seconds[1], max(whole["peak"], new["peak"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--county", action="append")
    parser.add_argument("--households", type=int, default=50_000, help="at the start, in all counties")
    parser.add_argument("--quarters", type=int, action="append", help="before the new one (16 and 32)")
    parser.add_argument("--memory", type=int, default=8, help="GiB beyond which a run is killed")
    given = parser.parse_args()
    table = Table("quarters before", "full build, s", "new quarter, s", "share", "beside the first", "GiB")
    base = 0.0
    for quarters in given.quarters or (16, 32):
        with tempfile.TemporaryDirectory() as folder:
            whole, new, peak = measured(
                Path(folder), given.county or ["SM"], given.households, quarters, given.memory
            )
        base = base or new
        figures = [
            f"{whole:.0f}",
            f"{new:.0f}",
            f"{new / whole:.2f}",
            f"{new / base:.2f}",
            f"{peak:.1f}",
        ]
        table.add_row(str(quarters), *figures)
    console.print(table)


if __name__ == "__main__":
    main()
