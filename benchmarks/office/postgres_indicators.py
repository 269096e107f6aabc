"""What an office would write in PostgreSQL: the shares of the frame `person`, from the lake's Parquet.

`python postgres_indicators.py DATA FIRST LAST OUT` makes CSV of the tables of `DATA/lake` that it needs, loads them
with COPY into a cluster of its own on loopback, runs `postgres/*.sql` for the quarters FIRST to LAST and writes
`OUT/rows.csv`: the rows and columns of pandas_indicators.py, with the same left out. Prints JSON: `loading`, the
seconds from Parquet to loaded tables, and `seconds`, those of the SQL.

The cluster is Debian's `postgresql`, run by the unprivileged user `postgres` where we are root, and set as an
administrator would set it on a machine of 8 GB and two cores that does this work and no other (`SETTINGS`).
"""

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

HERE = Path(__file__).resolve().parent
SEEDS = HERE.parents[1] / "seeds"
SQL = sorted((HERE / "postgres").glob("*.sql"))
SETTINGS = {
    "shared_buffers": "2GB",
    "effective_cache_size": "6GB",
    "work_mem": "128MB",
    "maintenance_work_mem": "512MB",
    "max_parallel_workers_per_gather": "2",
    "jit": "off",
    "random_page_cost": "1.1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
}
SYSTEM_TABLES = ("deliveries", "delivery_counties")
CATALOGUES = (
    "uats",
    "counties",
    "source_codes",
    "vulnerabilities",
    "source_precedence",
    "activity_statuses",
    "age_bands",
    "breakdowns",
    "thresholds",
    "indicators",
)
#: a table's rows, one a delivery and row: a dump stores what the one before in its chain does not hold
ROWS = """(
    with receipts as (from read_parquet('{lake}/{system}/deliveries/*.parquet')),

    gone as (
        select gone.stored_in, gone.row_number as file_row_number, receipts.link as gone_link
        from read_parquet('{lake}/{system}/delivery_gone_rows/*.parquet') as gone
        inner join receipts using (delivery)
        where gone.table_name = '{name}'
    )

    select stored.* exclude (stored_in), own.delivery
    from (
        select * rename (delivery as stored_in)
        from read_parquet('{lake}/{system}/{name}/*.parquet', file_row_number = true)
    ) as stored
    left join gone using (stored_in, file_row_number)
    inner join receipts as earlier on stored.stored_in = earlier.delivery
    inner join receipts as own on earlier.chain = own.chain and earlier.link <= own.link
    where gone.gone_link is null or own.link < gone.gone_link
)"""


def binaries() -> Path:
    """The folder of the newest PostgreSQL installed; raises FileNotFoundError where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        raise FileNotFoundError("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1]


@contextmanager
def cluster() -> Iterator[list[str]]:
    """Run a server of our own; gives the psql command that reaches it. Server and data end with it."""
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    folder = Path(tempfile.mkdtemp())
    if owner:
        shutil.chown(folder, **owner)
    data, bin_folder = folder / "data", binaries()
    initdb = [
        bin_folder / "initdb",
        "-D",
        data,
        "-U",
        "office",
        "--locale=C",
        "--encoding=UTF8",
        "--auth=trust",
    ]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    options += ["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", port]
    psql = [str(bin_folder / "psql"), "-h", "127.0.0.1", "-p", port, "-U", "office", "-d", "postgres"]
    psql += ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [bin_folder / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=folder, **owner
        )
        try:
            while subprocess.run([*psql, "-c", ""], check=False, capture_output=True).returncode:
                if server.poll() is not None:
                    raise RuntimeError((folder / "log").read_text())
                time.sleep(0.1)
            yield psql
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
            server.wait()
            shutil.rmtree(folder)


def columns_of(psql: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The tables that 1_tables.sql made: name → (column, type)."""
    asked = "select table_name, column_name, data_type from information_schema.columns"
    asked += " where table_schema = 'public' order by table_name, ordinal_position"
    told = subprocess.run([*psql, "--csv", "-t", "-c", asked], check=True, capture_output=True, text=True)
    tables: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in csv.reader(told.stdout.splitlines()):
        tables.setdefault(table, []).append((column, kind))
    return tables


def load(psql: list[str], data: Path, folder: Path) -> None:
    """Make CSV of each table and COPY it."""
    statements = []
    with duckdb.connect() as connection:
        for table, columns in columns_of(psql).items():
            file = folder / f"{table}.csv"
            if table in CATALOGUES:
                source = f"read_csv('{SEEDS / table}.csv', all_varchar = true)"
            elif table in SYSTEM_TABLES:
                source = f"read_parquet('{data}/lake/*/{table}/*.parquet')"
            else:
                system, name = table.split("_", 1)
                source = ROWS.format(lake=data / "lake", system=system, name=name)
            listed = ", ".join(
                f"'{{' || array_to_string({column}, ',') || '}}'" if kind == "ARRAY" else column
                for column, kind in columns
            )
            connection.execute(f"copy (select {listed} from {source}) to '{file}' (header false)")
            statements.append(f"\\copy {table} from '{file}' csv")
    statements.append("analyze")
    subprocess.run(psql, input="\n".join(statements), check=True, text=True)


def main(data: Path, first: str, last: str, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with cluster() as psql, tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        subprocess.run([*psql, "-f", SQL[0]], check=True)
        load(psql, data, Path(folder))
        loaded = time.perf_counter()
        files = [word for path in SQL[1:] for word in ("-f", str(path))]
        subprocess.run([*psql, "-v", f"first={first}", "-v", f"last={last}", *files], check=True)
        done = time.perf_counter()
        subprocess.run(
            [*psql, "-c", f"\\copy indicator_value to '{out / 'rows.csv'}' csv header"], check=True
        )
    print(json.dumps({"loading": loaded - began, "seconds": done - loaded}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4]))
