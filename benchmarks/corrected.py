"""What a corrected delivery of one county and quarter costs: `python benchmarks/corrected.py`.

The same counties twice. In one data root SPOR's delivery of one county for a quarter in the middle lacks the last tenth
of its findings; all quarters are run, then the whole delivery comes under another name, and the quarters from its own
on are run again. In the other root it was whole from the start, and all quarters are run once. Measured are the steps
from the lake to the published tables; the two must then publish the same rows.

Prints the correction's time as a share of the full build's, beside the share of the quarters that it reaches, and how
many published rows differed before it, and do after it, which is none.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import duckdb
from national import LAST, console, run_watched
from quarter import FROM_LAKE_TO_PUBLISHED
from rich.table import Table

from orchestration.period import Period
from simulation.country import simulate_country
from simulation.disorder import without_rows

#: what tells of runs and of times of arrival, in which a correction may differ
OF_THE_RUN = ("provenance", "quarters", "sources")


def spoil(landing: Path, county: str, period: Period) -> tuple[Path, bytes]:
    """Take findings out of SPOR's delivery of a county; gives where the whole one is to come, and its bytes."""
    path = landing / "spor" / str(period) / f"spor-{county}-{period}.zip"
    whole = path.read_bytes()
    first = without_rows(whole, "findings")
    if first is None:
        raise ValueError(f"{path.name} has no findings to lose")
    path.write_bytes(first)
    return path.with_name(f"{path.stem}-corectat.zip"), whole


def differing(one: Path, other: Path) -> int:
    """Give how many rows only one of two data roots publishes."""
    with duckdb.connect() as connection:
        for name, root in (("one", one), ("other", other)):
            connection.execute(f"attach '{root / 'warehouse.duckdb'}' as {name} (read_only)")
        query = (
            "select table_name from duckdb_tables() where database_name = 'one' and schema_name = 'published'"
        )
        tables = [table for (table,) in connection.execute(query).fetchall() if table not in OF_THE_RUN]
        count = "select count(*) from (from {}.published.{} except all from {}.published.{})"
        return sum(
            connection.execute(count.format(first, table, second, table)).fetchall()[0][0]
            for table in tables
            for first, second in (("one", "other"), ("other", "one"))
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--county", action="append", help="the first one's delivery is corrected (SM, BH)")
    parser.add_argument("--households", type=int, default=20_000, help="at the start, in all counties")
    parser.add_argument("--quarters", type=int, default=8)
    parser.add_argument("--memory", type=int, default=8, help="GiB beyond which a run is killed")
    given = parser.parse_args()
    last, counties = Period.parse(LAST), given.county or ["SM", "BH"]
    first, corrected = last.shift(1 - given.quarters), last.shift(-(given.quarters // 2))
    with tempfile.TemporaryDirectory() as folder:
        whole, mended = Path(folder, "whole"), Path(folder, "mended")
        simulate_country(
            counties, given.households, LAST, given.quarters, 1, out=whole, programme=True, workers=2
        )
        shutil.copytree(whole, mended)
        path, content = spoil(mended / "landing", counties[0], corrected)
        full = run_watched(whole, given.memory, str(first), LAST)
        run_watched(mended, given.memory, str(first), LAST)
        before = differing(whole, mended)
        path.write_bytes(content)
        again = run_watched(mended, given.memory, str(corrected), LAST)
        after = differing(whole, mended)
    seconds = [sum(run["seconds"][step] for step in FROM_LAKE_TO_PUBLISHED) for run in (full, again)]
    table = Table(
        "full build, s", "corrected, s", "share", "its quarters' share", "differed", "differ", "GiB"
    )
    table.add_row(
        f"{seconds[0]:.0f}",
        f"{seconds[1]:.0f}",
        f"{seconds[1] / seconds[0]:.2f}",
        f"{len(list(corrected.through(last))) / given.quarters:.2f}",
        str(before),
        str(after),
        f"{max(full['peak'], again['peak']):.1f}",
    )
    console.print(table)


if __name__ == "__main__":
    main()
