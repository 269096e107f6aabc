"""Writes an export as a delivery: one CSV per table, in a .zip or a folder; same export, same bytes."""

from pathlib import Path

from simulation.amc.database import Tables
from simulation.amc.export import AmcExport
from simulation.zipped import csv_bytes, write_zip


def write_amc(
    export: AmcExport, directory: Path, as_zip: bool = True, null_text: str = "", bom: bool = False
) -> Path:
    r"""Write `<directory>/<export.name>.zip`, or a folder of that name, and give its path.

    `null_text` is how NULL is written: an empty field, `NULL` or `\N`; `bom` puts a byte order mark first.
    """
    return write_tables(export.tables, directory, export.name, as_zip, null_text, bom)


def write_tables(
    tables: Tables, directory: Path, name: str, as_zip: bool = True, null_text: str = "", bom: bool = False
) -> Path:
    """Write tables as a delivery of that name, as `write_amc` does."""
    texts = {f"{table}.csv": csv_bytes(tables[table], null_text, bom) for table in sorted(tables)}
    if as_zip:
        return write_zip(directory / f"{name}.zip", texts)
    folder = directory / name
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in texts.items():
        (folder / file).write_bytes(text)
    return folder


def write_truth(export: AmcExport, path: Path) -> Path:
    """Write the truth as Parquet at `path`, and people_truth beside it as `people_quarter.parquet`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    export.truth.write_parquet(path)
    export.people_truth.write_parquet(path.with_name("people_quarter.parquet"))
    return path
