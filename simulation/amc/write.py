"""Writes an export as a delivery: one CSV per table, in a .zip or a folder; same export, same bytes."""

import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl

from simulation.amc.export import AmcExport

MADE = (2026, 1, 1, 0, 0, 0)
PLAIN_FILE = 0o100644 << 16
UNIX = 3
QUICK = 3


def _csv(table: pl.DataFrame, null_text: str, bom: bool) -> bytes:
    text = BytesIO()
    table.write_csv(text, null_value=null_text, include_bom=bom)
    return text.getvalue()


def write_amc(
    export: AmcExport, directory: Path, as_zip: bool = True, null_text: str = "", bom: bool = False
) -> Path:
    r"""Write `<directory>/<export.name>.zip`, or a folder of that name, and give its path.

    `null_text` is how NULL is written: an empty field, `NULL` or `\N`; `bom` puts a byte order mark first.
    """
    directory.mkdir(parents=True, exist_ok=True)
    texts = {f"{name}.csv": _csv(export.tables[name], null_text, bom) for name in sorted(export.tables)}
    if not as_zip:
        folder = directory / export.name
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_bytes(text)
        return folder
    path = directory / f"{export.name}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=QUICK) as archive:
        for name, text in texts.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.compress_type, entry.external_attr, entry.create_system = (
                zipfile.ZIP_DEFLATED,
                PLAIN_FILE,
                UNIX,
            )
            archive.writestr(entry, text)
    return path


def write_truth(export: AmcExport, path: Path) -> Path:
    """Write the truth as Parquet at `path`, and people_truth beside it as `people_quarter.parquet`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    export.truth.write_parquet(path)
    export.people_truth.write_parquet(path.with_name("people_quarter.parquet"))
    return path
